"""A Redis of the tests' own, on a free port, that keeps nothing on disk and can go away and come back."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

SECONDS = 20


class SharedRedis:
    """One redis-server."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.client = redis.Redis(port=self.port)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Begin, empty."""
        command = os.environ.get("REDIS") or shutil.which("redis-server")
        assert command, "expected a redis-server on the PATH or named by REDIS; .ci/redis installs one"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([command, *options], stdout=subprocess.DEVNULL)
        until = time.monotonic() + SECONDS
        while not self._answers():
            assert time.monotonic() < until, "redis-server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Go away, and forget everything."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False


@contextmanager
def running_redis() -> Iterator[SharedRedis]:
    """A Redis that is there until the end of the block."""
    shared = SharedRedis()
    shared.start()
    try:
        yield shared
    finally:
        shared.client.close()
        shared.stop()
