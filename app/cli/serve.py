"""`thalweg serve`: in the foreground until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import TYPE_CHECKING, Any

from app import logs
from app.runner import Runner
from app.runner.choice import Unavailable, runner_of
from app.settings import Settings, settings

if TYPE_CHECKING:
    import uvicorn

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
EVERY_INTERFACE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}
GRACE_SECONDS = 3
ANSWER_SECONDS = 2  # of the grace: what is not computed by then is refused


class Unusable(Exception):
    """An environment in which the server cannot start, in a sentence."""


def serve(host: str | None = None, port: str | None = None) -> None:
    """Serve there; what is None is HOST or PORT of the environment."""
    logs.install(settings().log, settings().log_level)
    try:
        address, number = _address(host, port)
        runner = runner_of(settings())
        listener = _listen(address, number)
    except (Unusable, Unavailable) as reason:
        sys.exit(f"thalweg: {reason}")
    runner.launch()  # the workers' imports go on while the server's own begin
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(runner, listener, address))


async def _serve(runner: Runner, listener: socket.socket, host: str) -> None:
    server = _server(runner, host)
    announcing = asyncio.create_task(_announce(runner, server, listener, host))
    try:
        await server.serve(sockets=[listener])
    finally:
        announcing.cancel()


def configured(application: Any, limits: Settings) -> uvicorn.Config:
    """How uvicorn serves the application: with deadlines, and with nothing that a client could forge."""
    import uvicorn

    from app.cli.protocol import in_time

    return uvicorn.Config(
        application,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=in_time(limits.head_seconds, limits.send_seconds),
        # Whom to believe is the guard's to decide: here, loopback's own could claim any address.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=limits.max_body_bytes,
        ws_ping_interval=limits.ping_seconds,
        ws_ping_timeout=limits.ping_seconds,
        # Compressing costs the event loop more time, and 64 KiB a connection, than it saves on the way.
        ws_per_message_deflate=False,
    )


def _server(runner: Runner, host: str) -> uvicorn.Server:
    import uvicorn

    from app.main import create_app
    from app.web.watching import Watched

    limits = settings()

    class Server(uvicorn.Server):
        """A server whose /readyz says no from the signal on, and whose unfinished answers end in time."""

        closing_at = math.inf
        has_told = False
        ticks_at_rest = 0

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            runner.drain()
            if sig != signal.SIGTERM or self.closing_at < math.inf:
                super().handle_exit(sig, frame)  # a person who presses Ctrl-C, or says it twice, means now
            else:
                self.closing_at = time.monotonic() + limits.drain_seconds

        async def on_tick(self, counter: int) -> bool:
            if self.closing_at < math.inf and not self.has_told:
                self.has_told = True
                runner.watch.server("draining", busy=runner.census.busy, seconds=limits.drain_seconds)
            if not self.should_exit and (time.monotonic() >= self.closing_at or self._has_drained()):
                super().handle_exit(signal.SIGTERM, None)
            return await super().on_tick(counter)

        def _has_drained(self) -> bool:
            """Whether all is done and read; the last message may be between its reader and the socket."""
            census = runner.census
            at_rest = not (census.busy or census.waiting or census.unread)
            self.ticks_at_rest = self.ticks_at_rest + 1 if at_rest and self.closing_at < math.inf else 0
            return self.ticks_at_rest > 2

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            runner.watch.server("closing", busy=runner.census.busy)
            ending = asyncio.create_task(_stop_after(ANSWER_SECONDS, runner))
            try:
                await super().shutdown(sockets)
            finally:
                ending.cancel()

    application = Watched(create_app(runner, limits, [host]), runner.watch)
    return Server(configured(application, limits))


async def _stop_after(seconds: float, runner: Runner) -> None:
    await asyncio.sleep(seconds)
    await runner.stop()


async def _announce(runner: Runner, server: uvicorn.Server, listener: socket.socket, host: str) -> None:
    """Tell the address once the server answers and a worker is warm."""
    port = listener.getsockname()[1]
    await runner.warm()
    while not server.started:
        await asyncio.sleep(0.02)
    shown = EVERY_INTERFACE.get(host, f"[{host}]" if ":" in host else host)
    runner.watch.server("ready", address=f"{shown}:{port}", workers=len(runner.census.pids))
    print(f"Thalweg is ready at http://{shown}:{port}", flush=True)


def _address(host: str | None, port: str | None) -> tuple[str, int]:
    host = os.environ.get("HOST", DEFAULT_HOST) if host is None else host
    port = os.environ.get("PORT", str(DEFAULT_PORT)) if port is None else port
    if not port.isdecimal() or int(port) > 65535:
        raise Unusable(f"expected PORT to be a number from 0 to 65535, got {port!r}")
    return host, int(port)


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; `Unusable` says what to do when that fails."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise Unusable(f"HOST {host!r} is not an address of this machine ({error.strerror})") from error
    listener = socket.socket(family, kind, protocol)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        message = f"cannot listen on {host}:{port} ({error.strerror}); choose another with PORT=8001 thalweg"
        raise Unusable(message) from error
    return listener
