"""The real server, started as a person would start it, on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
READY = "Thalweg is ready at "
START_SECONDS = 60

# How long an example takes says more of the machine than of what is tried.
settings.register_profile("thalweg", deadline=None)
settings.load_profile("thalweg")


@dataclass
class Server:
    """A running `python -m app`; `lines` is what it has printed so far."""

    process: subprocess.Popen[str]
    url: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def stream_url(self) -> str:
        return self.url.replace("http://", "ws://") + "/api/stream"


@contextmanager
def running_server(
    command: Sequence[str] = ("-m", "app"), folder: Path = ROOT, **environment: str
) -> Iterator[Server]:
    """A server of its own with these environment variables, ready; ended at the end of the block."""
    with running([sys.executable, *command], folder, {**os.environ, "PORT": "0", **environment}) as server:
        yield server


@contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that this command starts there, with these environment variables and no other."""
    process = subprocess.Popen(
        [*command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(process)
    patience = threading.Timer(START_SECONDS, process.kill)
    patience.start()
    assert process.stdout is not None
    for line in process.stdout:
        server.lines.append(line.rstrip())
        if line.startswith(READY):
            server.url = line.removeprefix(READY).strip()
            break
    patience.cancel()
    assert server.url, "the server did not start:\n" + "\n".join(server.lines)
    reader = threading.Thread(target=_keep_reading, args=(server,), daemon=True)
    reader.start()
    try:
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(timeout=5)
        process.stdout.close()


def _keep_reading(server: Server) -> None:
    """Take what the server prints, so that its pipe never fills."""
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.lines.append(line.rstrip())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that all tests share, with its default settings."""
    with running_server() as server:
        yield server
