"""Messages from a worker on their way to one client, bounded in bytes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from app.errors import Refusal

FULL_BYTES = 256 * 1024


class Outbox:
    """A queue of bytes whose `put` waits while the client is slow; that wait holds the worker back.

    `on_room` is called when there is room again after it was full.
    """

    def __init__(self, on_room: Callable[[], None] = lambda: None) -> None:
        self._on_room = on_room
        self._full = False
        self._takes_all = False
        self._messages: deque[bytes] = deque()
        self._bytes = 0
        self._closed = False
        self._touched = False
        self._discarding = False
        self._refusal: Refusal | None = None
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()

    @property
    def refusal(self) -> Refusal | None:
        """What the reader is told at the end, if it did not end well."""
        return self._refusal

    @property
    def unread(self) -> bool:
        """Whether there is something for a reader who still wants it."""
        return bool(self._messages)

    @property
    def discarding(self) -> bool:
        """Whether nobody wants what still comes."""
        return self._discarding

    @property
    def full(self) -> bool:
        """Whether there is too much for a slow client already; until half of it is gone."""
        return self._full

    def take_all(self) -> None:
        """From now on nobody waits for room: what is on its way still must come in."""
        self._takes_all = True
        self._drained.set()

    def wait_when_full(self) -> None:
        """From now on `put` waits for room again."""
        self._takes_all = False
        if self._full and not (self._discarding or self._closed):
            self._drained.clear()

    async def put(self, message: bytes) -> None:
        """Add a message, when there is room; after `discard` it is dropped."""
        await self._drained.wait()
        self.add(message)

    def add(self, message: bytes) -> None:
        """Add a short message without waiting for room; after `discard` it is dropped."""
        if self._discarding or self._closed:
            return
        self._messages.append(message)
        self._bytes += len(message)
        self._filled.set()
        if self._bytes >= FULL_BYTES:
            self._full = True
            if not self._takes_all:
                self._drained.clear()

    async def get(self) -> bytes:
        """The next message; raises `StopAsyncIteration` at the end, or the refusal that ended it."""
        while not self._messages:
            if self._refusal is not None:
                raise self._refusal
            if self._closed:
                raise StopAsyncIteration
            self._filled.clear()
            await self._filled.wait()
        self._touched = True
        message = self._messages.popleft()
        self._bytes -= len(message)
        if self._full and self._bytes < FULL_BYTES // 2:
            self._empty()
            self._on_room()
        return message

    def take_back(self) -> bool:
        """Empty it, if nothing was read from it yet; tells whether that was so."""
        if not self._touched:
            self._messages.clear()
            self._bytes = 0
            self._empty()
        return not self._touched

    def discard(self) -> None:
        """Drop what is here and what still comes."""
        self._discarding = True
        self._messages.clear()
        self._bytes = 0
        self._empty()

    def close(self, refusal: Refusal | None = None) -> None:
        """Nothing more comes; with a refusal the reader learns why."""
        if not self._closed:
            self._closed = True
            self._refusal = refusal
        self._filled.set()
        self._drained.set()

    def _empty(self) -> None:
        self._full = False
        self._drained.set()
