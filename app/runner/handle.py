"""What a caller has of its request in a pool, near or far, and how far the client has come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from app.runner.outbox import Outbox
from app.sentences import told

if TYPE_CHECKING:
    from app.messages import Known
    from app.watch import Record


class State(Enum):
    """Where a job is."""

    WAITING = auto()  # in the queue
    RUNNING = auto()  # in the hands of a worker
    PAUSED = auto()  # at rest, in no queue; a worker may keep its half-done work
    ENDED = auto()


class Pool(Protocol):
    """What every job asks of its pool."""

    def cancel(self, job: Any) -> None: ...
    def pause(self, job: Any) -> None: ...
    def resume(self, job: Any) -> None: ...


PoolType = TypeVar("PoolType", bound=Pool)


class Handle(Generic[PoolType]):
    """What every pool's `Running` is alike in: what is read of it, and what it tells its pool."""

    def __init__(
        self,
        pool: PoolType,
        session: str,
        record: Record,
        known: Known,
        on_room: Callable[[], None] = lambda: None,
    ) -> None:
        self.session = session
        self.record = record  # who is told what becomes of it
        self.known = dict(known)  # how far each series has come on its way to the client
        self.evaluated: dict[int, list[int]] = {}  # the steps of the evaluations that the client has
        self.state = State.WAITING
        self.outbox = Outbox(on_room)
        self.spent = 0.0  # seconds of a worker's time
        self.wants_pause = False
        self._pool = pool
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

    async def aclose(self) -> None:
        self.cancel()
        await self._over.wait()

    async def deliver(self, message: bytes, place: tuple[str, int] | None) -> None:
        """Put a message on its way to the client, who then knows its series up to that place."""
        await self.outbox.put(message)
        self.know(place)

    def know(self, place: tuple[str, int] | None) -> None:
        """Remember that the client has a series up to that place, or will have it."""
        if place is None:
            return
        series, far = place
        self.known[series] = max(far, self.known.get(series, 0))
        kind, _, number = series.partition(" ")
        if kind == "evaluation":
            self.evaluated.setdefault(int(number), []).append(far - 1)


def went_on(identifier: str) -> bytes:
    """Word for the client that another worker does its work from here on."""
    from app.messages import Note, encode

    message = told("the worker process of this request died; another one goes on from where it was")
    return encode(Note("worker_lost", message, message.zh), identifier)
