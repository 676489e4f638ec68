"""Where is it remembered what a lost connection was about? Small documents by their keys, for a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol


class Unreachable(Exception):
    """What is remembered elsewhere cannot be asked for now."""


class Memory(Protocol):
    """Documents by key, each for as long as the memory was made for."""

    async def keep(self, key: str, document: bytes) -> None:
        """Remember a document from now on; where that cannot be, nobody is told."""

    async def recall(self, key: str) -> bytes | None:
        """The document, None when it is not known (any more). Raises `Unreachable`."""

    async def forget(self, key: str) -> None:
        """Remember it no longer."""


class OwnMemory:
    """A memory of this process: at most `most` documents, the one kept longest ago goes first."""

    def __init__(self, most: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._now = now
        self._documents: OrderedDict[str, tuple[float, bytes]] = OrderedDict()  # the oldest first

    def __len__(self) -> int:
        return len(self._documents)

    async def keep(self, key: str, document: bytes) -> None:
        self._documents[key] = (self._now() + self._seconds, document)
        self._documents.move_to_end(key)
        self._sweep()

    async def recall(self, key: str) -> bytes | None:
        self._sweep()
        held = self._documents.get(key)
        return None if held is None else held[1]

    async def forget(self, key: str) -> None:
        self._documents.pop(key, None)

    def _sweep(self) -> None:
        """Let go of what is too old or too much."""
        now = self._now()
        while self._documents:
            ends, _ = next(iter(self._documents.values()))
            if ends > now and len(self._documents) <= self._most:
                return
            self._documents.popitem(last=False)
