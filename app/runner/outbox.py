"""Messages from a worker on their way to one client, bounded in bytes."""

from __future__ import annotations

import asyncio
from collections import deque

from app.errors import Refusal

FULL_BYTES = 256 * 1024


class Outbox:
    """A queue of bytes whose `put` waits while the client is slow; that wait holds the worker back."""

    def __init__(self) -> None:
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
    def discarding(self) -> bool:
        """Whether nobody wants what still comes."""
        return self._discarding

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
        if self._bytes < FULL_BYTES // 2:
            self._drained.set()
        return message

    def take_back(self) -> bool:
        """Empty it, if nothing was read from it yet; tells whether that was so."""
        if not self._touched:
            self._messages.clear()
            self._bytes = 0
            self._drained.set()
        return not self._touched

    def discard(self) -> None:
        """Drop what is here and what still comes."""
        self._discarding = True
        self._messages.clear()
        self._bytes = 0
        self._drained.set()

    def close(self, refusal: Refusal | None = None) -> None:
        """Nothing more comes; with a refusal the reader learns why."""
        if not self._closed:
            self._closed = True
            self._refusal = refusal
        self._filled.set()
        self._drained.set()
