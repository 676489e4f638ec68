"""One worker process, seen from the pool: started, spoken to, heard, killed."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

import app
from app.runner.channel import FRAME, Command, Frame, Tag, pack_command
from app.settings import Settings

log = logging.getLogger(__name__)

# A fork server imports torch once, then each worker is a fork of it: on two cores a replacement is warm in
# a few hundredths of a second instead of two seconds. It is itself spawned, so no thread and no socket of the
# web server is ever forked. Elsewhere than on Linux each worker is spawned.
_method: Literal["forkserver", "spawn"] = "forkserver" if sys.platform == "linux" else "spawn"
_context: Any = multiprocessing.get_context(_method)


def prepare() -> None:
    """Begin to import what the workers need, in a process of its own, while the caller goes on.

    A second call does nothing.
    """
    if sys.platform == "linux":
        from multiprocessing import forkserver

        _context.set_forkserver_preload(["app.runner.fork_server"])
        with _importing_from_here():
            forkserver.ensure_running()


@contextmanager
def _importing_from_here() -> Iterator[None]:
    """Let a child process find this very package, and nothing in the folder where the command was given."""
    here = str(Path(app.__file__).parent.parent)
    former = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [here, former["PYTHONPATH"]]))
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class WorkerProcess:
    """A child process and the pool's end of its socket."""

    def __init__(
        self, process: BaseProcess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls, engine: str, limits: Settings) -> WorkerProcess:
        """Start a child; it says READY by itself when it is warm."""
        ours, theirs = socket.socketpair()
        launch = asyncio.create_task(asyncio.to_thread(_launch, theirs, engine, limits))
        try:
            process = await asyncio.shield(launch)
        except asyncio.CancelledError:
            (await launch).kill()
            ours.close()
            raise
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours)
        return cls(process, reader, writer)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def send(self, command: Command) -> None:
        """Send a command; it is small, and a worker reads all of them, so nobody waits."""
        if not self._writer.is_closing():
            self._writer.write(pack_command(command))

    async def frames(self) -> AsyncIterator[Frame]:
        """What the worker says, until it dies."""
        try:
            while True:
                header = await self._reader.readexactly(FRAME.size)
                tag, job, length, named, far = FRAME.unpack(header)
                place = ((await self._reader.readexactly(named)).decode(), far) if named else None
                yield Frame(Tag(tag), job, await self._reader.readexactly(length), place)
        except (asyncio.IncompleteReadError, ConnectionError):
            return

    def kill(self) -> None:
        """End the process at once; `frames` then ends."""
        self._process.kill()

    async def close(self) -> None:
        """Leave nothing behind: no socket, no process."""
        self._writer.close()
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._process.close()


def _launch(theirs: socket.socket, engine: str, limits: Settings) -> BaseProcess:
    from app.runner.worker import main

    log_as = (limits.log, limits.log_level)
    arguments = (theirs, engine, limits.worker_memory_mb, limits.kept_trajectories, log_as)
    process: BaseProcess = _context.Process(target=main, args=arguments, name="thalweg-worker", daemon=True)
    process.start()
    return process
