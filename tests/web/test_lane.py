"""What happens under one id while its work stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any

import pytest

from app.errors import Refusal
from app.runner import Ended
from app.settings import Settings
from app.web.lane import MOST_CHANGES_DUE, Lane
from app.web.ledger import Share
from app.web.sharing import sharing_of
from tests.web.client import comparison


class Stuck:
    """Work that answers no change before it is cancelled."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        await self._over.wait()
        raise StopAsyncIteration

    async def steer(self, run: int, params: Mapping[str, Any]) -> int:
        await self._over.wait()
        raise Ended

    def cancel(self) -> None:
        self._over.set()

    async def aclose(self) -> None:
        self.cancel()


class Outlet:
    """A connection whose work never gets anywhere."""

    session = "192.0.2.1 one"

    def __init__(self) -> None:
        nobody: Any = None
        sharing = sharing_of(Settings(), nobody)
        self.runner: Any = self
        self.files: Any = self
        self.share = Share(sharing.ledger)
        self.sent: list[bytes] = []
        self.refused: list[Refusal] = []
        self.tasks: set[asyncio.Task[None]] = set()

    def stream(self, *_: Any) -> Any:
        return Stuck()

    async def bring(self, _: Any) -> None:
        """Every file is here."""

    async def send(self, message: bytes) -> None:
        self.sent.append(message)

    async def refuse(self, identifier: str | None, refusal: Refusal) -> None:
        self.refused.append(refusal)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


async def test_changes_that_wait_are_counted_and_go_with_what_they_were_meant_for() -> None:
    outlet = Outlet()
    lane = Lane(outlet, "c1")
    lane.open("compare", {"comparison": comparison()})
    for _ in range(MOST_CHANGES_DUE):
        lane.steer({"run": 0, "params": {"lr": 0.5}})
    with pytest.raises(Refusal, match="at most 64 changes at once") as caught:
        lane.steer({"run": 0, "params": {"lr": 0.5}})
    assert caught.value.code == "busy"
    await asyncio.sleep(0.05)
    lane.open("compare", {"comparison": comparison(60)})
    async with asyncio.timeout(10):
        while len(outlet.tasks) > 1:
            await asyncio.sleep(0.01)
    assert outlet.refused == []
    assert [message[:17] for message in outlet.sent] == [b'{"type":"started"'] * 2
    lane.steer({"run": 0, "params": {"lr": 0.5}})
    lane.stop()
    async with asyncio.timeout(10):
        while outlet.tasks:
            await asyncio.sleep(0.01)
