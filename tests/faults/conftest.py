"""The real uvicorn in this process, on a free port, before a runner that never begins its work."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from app.cli.serve import configured
from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings

PATIENCE_SECONDS = 20.0


class Cold:
    """A served application without workers; `url` is where it answers."""

    def __init__(self, port: int, application: Any) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.stream_url = f"ws://127.0.0.1:{port}/api/stream"
        self.connections: set[Any] = application.app.state.connections

    def connect(self, address: str = "127.0.0.1") -> socket.socket:
        """A connection from one of this machine's addresses."""
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS, (address, 0))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


@contextmanager
def serving(**limits: Any) -> Iterator[Cold]:
    """Serve with these limits, in a thread of its own."""
    settings = Settings(**limits)
    application = create_app(LocalRunner(settings), settings)
    config = configured(application, settings)
    config.lifespan = "off"
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
    thread.start()
    holds(lambda: server.started)
    try:
        yield Cold(listener.getsockname()[1], application)
    finally:
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE_SECONDS)
        listener.close()


def holds(condition: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until a condition holds; returns how long that took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "the condition did not come"
        time.sleep(0.005)
    return time.monotonic() - begun


async def best_of(measure: Callable[[], Any], below: float, attempts: int = 4) -> None:
    """What is measured must stay below a figure: other programs may spoil an attempt, but not all of them."""
    found = []
    for _ in range(attempts):
        found.append(await measure())
        if found[-1] < below:
            return
    pytest.fail(f"expected less than {below}, got {found}")


def until_closed(connection: socket.socket) -> tuple[bytes, float]:
    """What still comes until the server closes, and how long that took."""
    begun = time.monotonic()
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received, time.monotonic() - begun
