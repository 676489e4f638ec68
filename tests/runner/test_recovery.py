"""Work whose worker dies goes on in another one: what the client gets joins, and it is told."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import orjson
import pytest

from app.errors import Refusal
from app.runner.handle import State
from tests.runner.conftest import StartPool, collect
from tests.runner.fake_engine import Task
from tests.runner.test_local import idle, until

Said = dict[str, Any]


def kill(message: Said) -> int:
    """End the worker that said so; returns its number."""
    worker = int(message["params"]["worker"])
    os.kill(worker, signal.SIGKILL)
    return worker


async def read(running: Any, count: int) -> list[Said]:
    """The next `count` trials, and whatever comes between them."""
    messages: list[Said] = []
    while sum(message["type"] == "trial" for message in messages) < count:
        messages.append(orjson.loads(await anext(running)))
    return messages


async def until_refused(running: Any) -> tuple[list[Said], str]:
    """What comes before a refusal, and the refusal's code."""
    messages = []
    try:
        async for message in running:
            messages.append(orjson.loads(message))
    except Refusal as refusal:
        return messages, refusal.code
    raise AssertionError("expected a refusal, got none")


def numbers(messages: list[Said]) -> list[int]:
    return [message["number"] for message in messages if message["type"] == "trial"]


def notes(messages: list[Said]) -> list[Said]:
    return [message["note"] for message in messages if message["type"] == "note"]


async def test_work_goes_on_in_another_worker_without_gap_or_overlap(start_pool: StartPool) -> None:
    pool = await start_pool()
    running = pool.stream(Task(messages=40, seconds=0.01, counted=True), "c1", "a")
    other = asyncio.create_task(collect(pool.stream(Task(messages=40, seconds=0.01), "c2", "b")))
    messages = await read(running, 10)
    dead = kill(messages[-1])
    messages += await collect(running)
    assert numbers(messages) == list(range(1, 41))
    (note,) = notes(messages)
    assert note["code"] == "worker_lost"
    assert note["message"]
    assert note["zh"]
    assert {message["id"] for message in messages} == {"c1"}
    assert messages[-1]["type"] == "finished"
    assert messages[-2]["params"]["worker"] != dead
    assert len(await other) == 41
    await until(lambda: len(pool.pids) == 2 and idle(pool), 30)


async def test_what_the_client_knows_from_the_start_does_not_come(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    known = {f"trial 0 {number}": 1 for number in range(1, 6)}
    messages = await collect(pool.stream(Task(messages=9, counted=True), "c1", "a", known))
    assert numbers(messages) == [6, 7, 8, 9]
    assert notes(messages) == []


async def test_a_job_over_which_worker_after_worker_dies_is_given_up(start_pool: StartPool) -> None:
    pool = await start_pool(retries=2)
    running = pool.stream(Task(kind="die", messages=4, counted=True), "c1", "a")
    messages, code = await until_refused(running)
    assert code == "worker_lost"
    assert numbers(messages) == [1, 2, 3, 4]
    assert len(notes(messages)) == 2
    assert len(await collect(pool.stream(Task(), "c2", "a"))) == 4


async def test_a_paused_job_outlives_its_worker(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=20, seconds=0.01, counted=True), "c1", "a")
    messages = await read(running, 5)
    running.pause()
    await until(lambda: idle(pool), 30)
    kill(messages[-1])
    await until(lambda: running.slot is None, 30)
    assert running.state is State.PAUSED
    await until(lambda: idle(pool), 30)
    assert len(await collect(pool.stream(Task(), "c2", "b"))) == 4
    running.resume()
    messages += await collect(running)
    assert numbers(messages) == list(range(1, 21))
    assert len(notes(messages)) == 1
    assert running.losses == 0


async def test_a_job_told_to_pause_as_its_worker_dies_rests_until_continued(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=20, seconds=0.01, counted=True), "c1", "a")
    messages = await read(running, 3)
    kill(messages[-1])
    running.pause()
    await until(lambda: running.slot is None, 30)
    assert running.state is State.PAUSED
    running.resume()
    messages += await collect(running)
    assert numbers(messages) == list(range(1, 21))


async def test_a_cancel_that_crosses_the_death_ends_the_job(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=2000, seconds=0.01, counted=True), "c1", "a")
    kill((await read(running, 3))[-1])
    running.cancel()
    assert await collect(running) == []
    waiting = pool.stream(Task(messages=2000, seconds=0.01, counted=True), "c2", "a")
    kill((await read(waiting, 3))[-1])
    await until(lambda: waiting.losses == 1, 30)
    await asyncio.wait_for(waiting.aclose(), 30)
    assert len(await collect(pool.stream(Task(), "c3", "a"))) == 4


async def test_a_whole_answer_begins_again(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    (before,) = pool.pids
    running = pool.answer(Task(kind="whole", messages=30, seconds=0.01))
    await asyncio.sleep(0.05)
    os.kill(before, signal.SIGKILL)
    body = orjson.loads(b"".join([piece async for piece in running]))
    assert body == {"x": [1, 1], "y": [1, 1], "z": [[1, 1], [1, 1]]}
    assert pool.pids != [before]


async def test_a_whole_answer_of_which_some_was_read_is_given_up(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.answer(Task(kind="file", messages=1, points=1_000_000))
    await anext(running)
    os.kill(pool.pids[0], signal.SIGKILL)
    with pytest.raises(Refusal) as caught:
        [piece async for piece in running]
    assert caught.value.code == "worker_lost"


async def test_the_time_of_all_attempts_counts(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, job_seconds=1.2, retries=9)
    running = pool.stream(Task(messages=1000, seconds=0.02, counted=True), "c1", "a")
    messages = await read(running, 20)
    kill(messages[-1])
    messages += await read(running, 1)
    assert running.spent > 0.3
    with pytest.raises(Refusal) as caught:
        await collect(running)
    assert caught.value.code == "time_limit"


async def test_want_of_memory_and_a_limit_of_time_are_not_tried_again(start_pool: StartPool) -> None:
    for kind, code, seconds in (("eat", "out_of_memory", 120), ("hang", "time_limit", 1)):
        pool = await start_pool(workers=1, worker_memory_mb=256, job_seconds=seconds)
        running = pool.stream(Task(kind=kind, messages=1, counted=True), "c1", "a")
        messages, refused = await until_refused(running)
        assert refused == code
        assert notes(messages) == []


async def test_a_job_ends_well_whose_worker_dies_after_the_last_message(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=2, counted=True), "c1", "a")
    await collect(running)
    running.state = State.RUNNING
    running.known["end"] = 1
    pool.lost(running, working=True)
    assert running.state is State.ENDED


async def test_a_job_is_given_up_when_no_worker_gets_ready_any_more(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, retries=2)
    running = pool.stream(Task(messages=2000, seconds=0.01, counted=True), "c1", "a")
    kill((await read(running, 3))[-1])
    pool._slots[0]._engine = "tests.runner.no_such_engine"
    with pytest.raises(Refusal) as caught:
        await collect(running)
    assert caught.value.code == "worker_lost"
