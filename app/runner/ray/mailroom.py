"""Where letters wait for the tasks that they are for: one actor for each server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import ray

if TYPE_CHECKING:
    from app.runner.ray.task import Letter


class Mailroom:
    """Boxes by the keys of assignments; a box is there from its first use until it is closed."""

    def __init__(self) -> None:
        self._boxes: dict[str, asyncio.Queue[Letter | None]] = {}

    @ray.method(max_task_retries=-1)
    async def put(self, key: str, letter: Letter) -> None:
        """Leave a letter for an assignment."""
        self._box(key).put_nowait(letter)

    async def wait(self, key: str) -> list[Letter]:
        """The letters that are there, once there is any; none when the box was closed."""
        box = self._box(key)
        first = await box.get()
        letters = [] if first is None else [first]
        while not box.empty():
            letter = box.get_nowait()
            letters += [] if letter is None else [letter]
        return letters

    async def close(self, key: str) -> None:
        """Nobody reads this box any more."""
        box = self._boxes.pop(key, None)
        if box is not None:
            box.put_nowait(None)

    def _box(self, key: str) -> asyncio.Queue[Letter | None]:
        return self._boxes.setdefault(key, asyncio.Queue())
