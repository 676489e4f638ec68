"""What is remembered: for how long, how much, of whom."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.errors import Refusal
from app.messages import dump
from app.settings import Settings
from app.spec import read_request, wire
from app.web.ledger import KEPT_OF_ONE_CLIENT, Ledger, Share, Standing
from app.web.memory import OwnMemory
from app.web.sharing import sharing_of
from app.web.stream import Connection
from tests.web.client import comparison


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Worker:
    """A holder that notes what it is told to leave."""

    def __init__(self) -> None:
        self.left: list[str] = []

    def yield_up(self, token: str) -> None:
        self.left.append(token)


def standing(paused: bool = False) -> Standing:
    return Standing(read_request("compare", comparison(5)), paused)


async def test_a_document_is_remembered_for_its_time_from_when_it_was_kept_last() -> None:
    clock = Clock()
    memory = OwnMemory(10, 60, clock)
    await memory.keep("a", b"1")
    clock.now = 50
    await memory.keep("a", b"2")
    clock.now = 109
    assert await memory.recall("a") == b"2"
    clock.now = 110
    assert await memory.recall("a") is None
    assert len(memory) == 0


async def test_of_too_many_documents_the_one_kept_longest_ago_goes() -> None:
    memory = OwnMemory(2, 60, Clock())
    for key in ("a", "b", "a", "c"):
        await memory.keep(key, key.encode())
    assert [await memory.recall(key) for key in "abc"] == [b"a", None, b"c"]
    await memory.forget("a")
    assert await memory.recall("a") is None


async def test_a_comparison_comes_back_as_it_was_kept() -> None:
    ledger = Ledger(OwnMemory(10, 60))
    await ledger.keep("t", standing(paused=True))
    found = await ledger.recall("t")
    assert dump(wire(found.comparison)) == dump(wire(standing().comparison))
    assert found.paused
    with pytest.raises(Refusal, match="not remembered"):
        await ledger.recall("u")


async def test_one_client_is_remembered_with_its_last_comparisons_only() -> None:
    memory = OwnMemory(1000, 60)
    share = Share(Ledger(memory))
    tokens = [share.new_token() for _ in range(KEPT_OF_ONE_CLIENT + 5)]
    for token in tokens:
        await share.keep(token, standing())
        await share.keep(tokens[0], standing())  # this one is touched again and again
    assert len(memory) == KEPT_OF_ONE_CLIENT
    assert [share.holds(token) for token in (tokens[0], tokens[1], tokens[-1])] == [True, False, True]
    assert len(set(tokens)) == len(tokens)


async def test_who_comes_back_is_the_only_one_to_work_on_it() -> None:
    ledger = Ledger(OwnMemory(10, 60))
    former, next_one = Worker(), Worker()
    one, other = Share(ledger), Share(ledger)
    one.hold("t", former)
    await one.keep("t", standing())
    await other.take("t", next_one)
    assert (former.left, next_one.left) == (["t"], [])


async def test_while_its_client_is_here_a_comparison_is_remembered_anew() -> None:
    class Remembered:
        times = 0

        async def stay_remembered(self) -> None:
            self.times += 1

    lane: Any = Remembered()
    nobody: Any = None
    limits = Settings(resume_seconds=0.01)
    connection = Connection(nobody, nobody, limits, "192.0.2.1", sharing_of(limits, nobody))
    connection._lanes["c"] = lane
    refreshing = asyncio.create_task(connection._stay_remembered())
    async with asyncio.timeout(10):
        while lane.times < 3:
            await asyncio.sleep(0.001)
    refreshing.cancel()


@pytest.mark.parametrize("address", ["redis", "http://redis:6379", "redis://", "/var/run/redis.sock"])
def test_an_address_that_is_none_of_a_redis_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ValueError, match="expected an address such as redis://host:6379/0"):
        Settings(redis=address)


def test_the_password_of_a_redis_is_not_shown() -> None:
    assert "secret" not in repr(Settings(redis="redis://:secret@host:6379/0"))
