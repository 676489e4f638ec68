"""The server as a process: how it starts, how it bears load, how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from tests.conftest import ROOT, Server, running_server
from tests.web.client import comparison, long_comparison, open_stream


def children_of(server: Server) -> list[psutil.Process]:
    children: list[psutil.Process] = psutil.Process(server.process.pid).children(recursive=True)
    return children


async def all_gone(processes: list[psutil.Process], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(process.is_running() and process.status() != "zombie" for process in processes):
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.02)
    return True


async def test_sigterm_with_live_runs_closes_all_and_leaves_no_process() -> None:
    with running_server(THALWEG_WORKERS="3") as server:
        children = children_of(server)
        codes = []
        async with open_stream(server) as one, open_stream(server) as two, open_stream(server) as three:
            for number, client in enumerate((one, two, three)):
                await client.say("compare", comparison=long_comparison(number))
                await client.hear_until("chunk")
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            codes = [await client.closed() for client in (one, two, three)]
        server.process.wait(timeout=6)
        assert time.monotonic() - begun < 6
        assert codes == [1012, 1012, 1012]
        assert await all_gone(children, 1)
        assert not any("Traceback" in line for line in server.lines)


async def test_sigterm_refuses_the_answer_that_is_being_computed() -> None:
    endless = {"max_iter": 10**9, "max_eval": 10**9, "tolerance_grad": 0, "tolerance_change": 0}
    plan = comparison(20_000, 1)
    plan["runs"] = [{"optimizer": "LBFGS", "params": endless}]
    with running_server(THALWEG_WORKERS="1") as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=10) as visitor:
            asking = asyncio.create_task(visitor.post("/api/compare", json=plan))
            await asyncio.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            answer = await asking
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "stopping"
        assert answer.headers["retry-after"] == "1"
        server.process.wait(timeout=6)
    assert not any("Traceback" in line for line in server.lines)


async def test_workers_do_not_outlive_a_server_that_was_killed() -> None:
    with running_server(THALWEG_WORKERS="1") as server:
        children = children_of(server)
        assert children
        async with open_stream(server) as client:
            await client.say("compare", comparison=long_comparison())
            await client.hear_until("chunk")
            server.process.kill()
        assert await all_gone(children, 2)


async def test_a_killed_worker_is_told_in_a_note_and_replaced(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=long_comparison(60))
        await client.hear_until("chunk")
        used = {child: sum(child.cpu_times()[:2]) for child in children_of(server)}
        await asyncio.sleep(0.3)
        busiest = max(used, key=lambda child: sum(child.cpu_times()[:2]) - used[child])
        os.kill(busiest.pid, signal.SIGKILL)
        heard = await client.hear_until("note")
        assert heard[-1]["note"]["code"] == "worker_lost"
        begun = time.monotonic()
        await client.say("compare", comparison=comparison(5))
        await client.hear_until("finished")
        assert time.monotonic() - begun < 5
    async with httpx.AsyncClient(base_url=server.url) as visitor:
        assert (await visitor.get("/readyz")).status_code == 200


async def test_health_answers_at_once_while_all_workers_run(server: Server) -> None:
    async with open_stream(server) as client:
        for number in range(3):
            await client.say("compare", f"c{number}", comparison=long_comparison(70 + number))
        await client.hear_until("chunk")
        reading = asyncio.create_task(client.closed())  # takes everything in, so that the workers flow
        times = []
        async with httpx.AsyncClient(base_url=server.url) as visitor:
            for _ in range(200):
                begun = time.perf_counter()
                assert (await visitor.get("/healthz")).json() == {"status": "ok"}
                times.append(time.perf_counter() - begun)
        reading.cancel()
    assert sorted(times)[197] < 0.1


def test_a_taken_port_is_named_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = start(PORT=str(port))
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert f"127.0.0.1:{port}" in result.stderr
    assert "PORT=" in result.stderr


@pytest.mark.parametrize("port", ["99999", "-1", "http", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    result = start(PORT=port)
    assert result.returncode == 1
    assert "PORT" in result.stderr
    assert "Traceback" not in result.stderr


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """A server that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )
