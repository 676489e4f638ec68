"""Where all workers are taken: those who wait have their turn, and what rested for them goes on."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from app.runner.sessions import session_of
from app.runner.turns import LAID_ASIDE, who_gives_way
from tests.runner.conftest import StartPool, collect
from tests.runner.fake_engine import Task

HOG, OTHER = "192.0.2.1", "192.0.2.2"
TURN = 0.1


@dataclass(eq=False)
class Place:
    taken_at: float
    held: int = 1


@dataclass(eq=False)
class Work:
    session: str
    place: Place | None = None
    gives_way: bool = False


def work(address: str, name: str, taken_at: float | None = None, **options: Any) -> Work:
    place = None if taken_at is None else Place(taken_at, options.pop("held", 1))
    return Work(session_of(address, name), place, **options)


def test_the_oldest_work_of_the_address_with_the_most_gives_way() -> None:
    late, early = work(HOG, "a", 5.0), work(HOG, "b", 3.0)
    assert who_gives_way([work(OTHER, "x")], [late, early]) is early
    assert who_gives_way([work(OTHER, "x")], [work(OTHER, "y", 1.0), late, early]) is early


def test_clients_of_one_address_take_turns_among_themselves() -> None:
    own = work(OTHER, "y", 3.0)
    assert who_gives_way([work(OTHER, "x")], [own, work(HOG, "a", 1.0)]) is own


def test_nobody_gives_way_to_who_has_work_in_progress_or_whose_address_has_as_much() -> None:
    assert who_gives_way([work(HOG, "a")], [work(HOG, "a", 1.0)]) is None
    assert who_gives_way([work(OTHER, "x")], [work(HOG, "a", 1.0), work(OTHER, "x", 1.0)]) is None
    assert who_gives_way([], [work(HOG, "a", 1.0)]) is None


def test_nobody_is_asked_twice_nor_more_than_are_waited_for() -> None:
    resting, other = work(HOG, "a", 1.0, gives_way=True), work(HOG, "b", 2.0)
    assert who_gives_way([work(OTHER, "x")], [resting]) is None
    assert who_gives_way([work(OTHER, "x")], [resting, other]) is None
    assert who_gives_way([work(OTHER, "x"), work(OTHER, "y")], [resting, other]) is other


def test_a_worker_lays_only_so_much_aside_and_what_it_holds_waits_for_itself() -> None:
    full = work(HOG, "a", 1.0, held=LAID_ASIDE + 1)
    assert who_gives_way([work(OTHER, "x")], [full]) is None
    here, there = work(HOG, "a", 1.0), work(HOG, "b", 2.0)
    half_done = Work(session_of(OTHER, "x"), there.place)
    assert who_gives_way([half_done], [here, there]) is there


async def test_a_long_job_of_one_address_lets_others_in_and_goes_on(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, turn_seconds=TURN)
    long = asyncio.create_task(
        collect(pool.stream(Task(messages=60, seconds=0.02), "c1", session_of(HOG, "a")))
    )
    await asyncio.sleep(2 * TURN)
    short = await collect(pool.stream(Task(messages=2), "c2", session_of(OTHER, "x")))
    assert len(short) == 3
    assert not long.done()
    messages = await long
    assert [message["x"][0] for message in messages[:-1]] == list(range(1, 61))


@pytest.mark.parametrize("address", [HOG, OTHER])
async def test_long_jobs_side_by_side_go_on_in_turns(start_pool: StartPool, address: str) -> None:
    pool = await start_pool(workers=1, turn_seconds=TURN)
    ends: list[float] = []

    async def follow(session: str) -> list[float]:
        heard = []
        async for message in pool.stream(Task(messages=30, seconds=0.02), "c", session):
            heard.append(time.monotonic())
            assert orjson.loads(message)["type"] in ("landscape", "finished")
        ends.append(time.monotonic())
        return heard

    one, other = await asyncio.gather(follow(session_of(HOG, "a")), follow(session_of(address, "b")))
    assert len(one) == len(other) == 31
    assert other[0] < one[-1]
    assert one[0] < other[-1]


async def test_a_whole_answer_gives_way_too_and_comes_complete(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, turn_seconds=TURN)
    running = pool.answer(Task(kind="whole", messages=30, seconds=0.02), session_of(HOG))
    whole = asyncio.create_task(_joined(running))
    await asyncio.sleep(2 * TURN)
    assert len(await collect(pool.stream(Task(messages=2), "c2", session_of(OTHER, "x")))) == 3
    assert not whole.done()
    assert orjson.loads(await whole)["x"] == [1, 1]


async def test_what_gave_way_can_be_cancelled_and_paused(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, turn_seconds=TURN)
    cancelled, paused = (
        pool.stream(Task(messages=200, seconds=0.02), name, session_of(HOG, name)) for name in ("a", "b")
    )
    await anext(cancelled)
    await anext(paused)  # both have had a turn, so one of them rests
    paused.pause()
    await cancelled.aclose()
    assert len(await collect(pool.stream(Task(messages=2), "c", session_of(OTHER, "x")))) == 3
    paused.resume()
    await anext(paused)
    await paused.aclose()
    assert all(slot.idle and not slot.held for slot in pool._slots)


async def _joined(running: Any) -> bytes:
    return b"".join([piece async for piece in running])


async def test_who_does_not_read_holds_up_nobody_and_is_told_everything_in_the_end(
    start_pool: StartPool,
) -> None:
    pool = await start_pool(workers=1, turn_seconds=TURN)
    much = pool.stream(Task(messages=60, points=20_000), "c1", session_of(HOG, "a"))
    await anext(much)
    for number in range(3):
        await asyncio.wait_for(collect(pool.stream(Task(), f"c{number}", session_of(OTHER, "b"))), 10)
    assert not much.outbox.refusal
    messages = await asyncio.wait_for(collect(much), 30)
    assert len(messages) == 60  # with the last, and without the first that was read
