"""One request on its way through the pool: the caller's handle, and what the pool remembers of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from enum import Enum, auto
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from app.errors import Refusal
from app.runner.base import Ended
from app.runner.channel import Begin, Command, Extend, Resume, Steer
from app.runner.outbox import Outbox

if TYPE_CHECKING:
    from app.runner.slot import Slot

_tickets = count(1)


class State(Enum):
    """Where a job is."""

    WAITING = auto()  # in the queue
    RUNNING = auto()  # in the hands of a worker
    PAUSED = auto()  # at rest, in no queue; a worker may keep its half-done work
    ENDED = auto()


class Pool(Protocol):
    """What a job asks of its pool."""

    def cancel(self, job: Job) -> None: ...
    def pause(self, job: Job) -> None: ...
    def resume(self, job: Job) -> None: ...


class Job:
    """A `Running` of the local pool."""

    def __init__(self, pool: Pool, begin: Begin, session: str) -> None:
        self.number = begin.job
        self.request = begin.request
        self.session = session
        self.state = State.WAITING
        self.outbox = Outbox()
        self.slot: Slot | None = None  # the worker that holds its work
        self.spent = 0.0  # seconds of a worker's time
        self.wants_pause = False
        self._pool = pool
        self._begin = begin
        self._known = dict(begin.known)  # how far each series has come on its way to the client
        self._early: list[Command] = []
        self._changes: dict[int, asyncio.Future[int]] = {}
        self._over = asyncio.Event()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        return await self.outbox.get()

    def cancel(self) -> None:
        self._pool.cancel(self)

    def pause(self) -> None:
        self._pool.pause(self)

    def resume(self) -> None:
        self._pool.resume(self)

    async def steer(self, run: int, params: Mapping[str, Any]) -> int:
        return await self._change(Steer(self.number, next(_tickets), run, params))

    async def extend(self, steps: int) -> None:
        await self._change(Extend(self.number, next(_tickets), steps))

    async def aclose(self) -> None:
        self.cancel()
        await self._over.wait()

    def opening(self) -> list[Command]:
        """What to tell the worker that takes the job up."""
        if self.slot is not None:
            return [Resume(self.number)]
        early, self._early = self._early, []
        begin, self._begin = self._begin, replace(self._begin, checkpoints={})
        return [begin, *early]

    async def deliver(self, message: bytes, place: tuple[str, int] | None) -> None:
        """Put a message on its way to the client, who then knows its series up to that place."""
        await self.outbox.put(message)
        if place is not None:
            self._known[place[0]] = place[1]

    def replied(self, payload: bytes) -> None:
        """The worker has answered a change."""
        reply = json.loads(payload)
        future = self._changes.pop(reply["ticket"], None)
        if future is None or future.done():
            return
        if "refusal" in reply:
            future.set_exception(Refusal(**reply["refusal"]))
        else:
            future.set_result(reply["step"])

    def end(self, refusal: Refusal | None = None) -> None:
        """No worker holds this job any more."""
        self.state = State.ENDED
        self.slot = None
        self.outbox.close(refusal)
        self._over.set()
        for future in self._changes.values():
            if not future.done():
                future.set_exception(Ended())
        self._changes.clear()

    async def _change(self, command: Steer | Extend) -> int:
        if self.state is State.ENDED:
            raise Ended
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._changes[command.ticket] = future
        if self.slot is None:
            self._early.append(command)
        else:
            self.slot.send(command)
        return await future
