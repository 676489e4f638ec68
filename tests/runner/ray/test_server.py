"""The server itself, with a cluster of its own that begins and ends with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import orjson
import psutil

from app.spec import wire
from tests.runner.ray.requests import functions
from tests.runner.ray.test_identity import alone, joined, streamed

ROOT = Path(__file__).parent.parent.parent.parent


def test_a_server_on_ray_answers_and_leaves_nothing_behind() -> None:
    own = {
        "THALWEG_LOG_LEVEL": "warning",
        "THALWEG_ENGINE": "ray",
        "THALWEG_WORKERS": "1",
        "PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    server = subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**environment, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = next(line.split()[-1] for line in server.stdout if "is ready at" in line)
        request = functions(50)
        answer = httpx.post(f"{url}/api/compare", content=orjson.dumps(wire(request)), timeout=60)
        losses = [run["loss"] for run in answer.json()["runs"]]
        expected = joined(list(streamed(alone(request))), "chunk")
        assert losses == [expected[run]["loss"] for run in range(len(losses))]
        children = psutil.Process(server.pid).children(recursive=True)
        assert children
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=60)
        assert server.returncode in (0, -signal.SIGTERM)
        assert said == ""
        _, alive = psutil.wait_procs(children, timeout=20)
        assert not alive
    finally:
        server.kill()
