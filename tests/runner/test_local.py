"""The pool of worker processes: what arrives, what stops, what survives."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import Any

import orjson
import psutil
import pytest

from app.errors import Refusal
from app.runner import Ended
from app.runner.local import LocalRunner
from tests.runner.conftest import StartPool, collect
from tests.runner.fake_engine import Task


async def until(condition: Any, seconds: float = 5.0) -> float:
    """Wait for a condition; returns how long it took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "the condition did not come"
        await asyncio.sleep(0.005)
    return time.monotonic() - begun


def worker_of(message: dict[str, Any]) -> int:
    return int(message["y"][0])


def idle(pool: LocalRunner) -> bool:
    return all(slot.idle for slot in pool._slots)


async def test_messages_arrive_in_order_and_encoded_with_the_id(start_pool: StartPool) -> None:
    pool = await start_pool()
    messages = await collect(pool.stream(Task(messages=3), "c1", "s"))
    assert [message["type"] for message in messages] == ["landscape"] * 3 + ["finished"]
    assert [message["x"][0] for message in messages[:-1]] == [1, 2, 3]
    assert {message["id"] for message in messages} == {"c1"}


async def test_each_client_may_have_some_requests_at_rest(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, paused_requests=2)
    resting = [pool.stream(Task(messages=500, seconds=0.01), f"c{k}", "one") for k in range(3)]
    other = pool.stream(Task(messages=500, seconds=0.01), "c1", "other")
    for job in (*resting[:2], resting[0]):
        job.pause()
    with pytest.raises(Refusal, match="at most 2 paused"):
        resting[2].pause()
    other.pause()
    await resting[0].aclose()
    resting[2].pause()
    for job in (*resting, other):
        await job.aclose()


async def test_an_answer_larger_than_a_frame_arrives_whole(start_pool: StartPool) -> None:
    pool = await start_pool()
    body = orjson.loads(b"".join([piece async for piece in pool.answer(Task(kind="whole", messages=1))]))
    assert body == {"x": [1, 1], "y": [1, 1], "z": [[1, 1], [1, 1]]}
    big = await collect(pool.stream(Task(messages=2, points=400_000), "c1", "s"))
    assert [len(message["x"]) for message in big[:-1]] == [400_000, 400_000]


async def test_a_refusal_of_the_engine_reaches_the_caller_as_it_was(start_pool: StartPool) -> None:
    pool = await start_pool()
    with pytest.raises(Refusal) as caught:
        await collect(pool.stream(Task(kind="unready"), "c1", "s"))
    refusal = caught.value
    assert (refusal.code, refusal.message, refusal.field) == (
        "not_supported",
        "expected another task",
        "kind",
    )
    assert len(await collect(pool.stream(Task(), "c2", "s"))) == 4


async def test_a_mistake_of_the_engine_ends_its_job_and_not_its_worker(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    before = pool.pids
    with pytest.raises(Refusal) as caught:
        await collect(pool.stream(Task(kind="break"), "c1", "s"))
    assert (caught.value.code, caught.value.status) == ("internal_error", 500)
    assert len(await collect(pool.stream(Task(), "c2", "s"))) == 4
    assert pool.pids == before


async def test_a_cancelled_job_frees_its_worker_at_the_next_heartbeat(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    before = pool.pids
    running = pool.stream(Task(messages=1000, seconds=0.05), "c1", "s")
    await anext(running)
    begun = time.monotonic()
    running.cancel()
    assert await collect(running) == []
    assert time.monotonic() - begun < 0.1
    assert pool.pids == before
    assert len(await collect(pool.stream(Task(), "c2", "s"))) == 4


async def test_a_job_that_never_yields_is_ended_by_force_when_cancelled(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    before = pool.pids
    running = pool.stream(Task(kind="hang", messages=1), "c1", "s")
    await anext(running)
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    running.cancel()
    assert await collect(running) == []
    assert 0.2 < time.monotonic() - begun < 0.5
    assert len(await collect(pool.stream(Task(), "c2", "s"))) == 4
    assert time.monotonic() - begun < 5
    assert pool.pids != before


async def test_a_job_past_its_time_is_ended_and_its_worker_replaced(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, job_seconds=0.3)
    begun = time.monotonic()
    with pytest.raises(Refusal) as caught:
        await collect(pool.stream(Task(kind="hang"), "c1", "s"))
    assert caught.value.code == "time_limit"
    assert time.monotonic() - begun < 0.6
    assert len(await collect(pool.stream(Task(), "c2", "s"))) == 4


async def test_a_killed_worker_costs_its_own_job_only_and_is_replaced(start_pool: StartPool) -> None:
    pool = await start_pool(retries=0)
    doomed = pool.stream(Task(messages=1000, seconds=0.05), "c1", "a")
    other = pool.stream(Task(messages=40, seconds=0.02), "c2", "b")
    first = orjson.loads(await anext(doomed))
    os.kill(worker_of(first), signal.SIGKILL)
    begun = time.monotonic()
    with pytest.raises(Refusal) as caught:
        await collect(doomed)
    assert caught.value.code == "worker_lost"
    assert len(await collect(other)) == 41
    await until(lambda: len(pool.pids) == 2 and idle(pool))
    assert time.monotonic() - begun < 5
    assert len(await collect(pool.stream(Task(), "c3", "a"))) == 4


async def test_a_job_that_eats_memory_is_told_so_and_the_pool_goes_on(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, worker_memory_mb=256)
    with pytest.raises(Refusal) as caught:
        await collect(pool.stream(Task(kind="eat"), "c1", "s"))
    assert caught.value.code == "out_of_memory"
    assert len(await collect(pool.stream(Task(), "c2", "s"))) == 4


async def test_one_request_more_than_the_queue_holds_is_refused_as_busy(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, max_queue=2)
    slow = [pool.stream(Task(messages=1000, seconds=0.05), f"c{k}", "s") for k in range(3)]
    with pytest.raises(Refusal) as caught:
        pool.stream(Task(), "c9", "s")
    assert (caught.value.code, caught.value.status) == ("busy", 429)
    for running in slow:
        running.cancel()
    assert len(await collect(pool.stream(Task(), "c9", "s"))) == 4


async def test_a_slow_reader_holds_the_worker_back_and_gets_everything_in_the_end(
    start_pool: StartPool,
) -> None:
    pool = await start_pool(workers=1)
    memory = psutil.Process().memory_info().rss
    running = pool.stream(Task(messages=400, points=20_000), "c1", "s")  # 32 MB of text
    await anext(running)
    await asyncio.sleep(0.5)
    worker = psutil.Process(pool.pids[0])
    used = sum(worker.cpu_times()[:2])
    await asyncio.sleep(0.3)
    assert sum(worker.cpu_times()[:2]) - used < 0.05
    assert psutil.Process().memory_info().rss - memory < 20e6
    count = 1
    async for _ in running:
        count += 1
    assert count == 401


async def test_a_cancel_reaches_a_worker_that_its_reader_holds_back(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    before = pool.pids
    running = pool.stream(Task(messages=4000, points=20_000), "c1", "s")
    await anext(running)
    await asyncio.sleep(0.2)
    running.cancel()
    assert await collect(running) == []
    assert await until(lambda: idle(pool)) < 0.2
    assert pool.pids == before


async def test_a_paused_job_leaves_its_worker_to_others_and_goes_on_where_it_was(
    start_pool: StartPool,
) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=30, seconds=0.01), "c1", "a")
    first = orjson.loads(await anext(running))
    running.pause()
    await until(lambda: idle(pool))
    assert len(await collect(pool.stream(Task(), "c2", "b"))) == 4
    running.resume()
    rest = await collect(running)
    assert [message["x"][0] for message in [first, *rest[:-1]]] == list(range(1, 31))


async def test_a_job_paused_before_it_began_waits_and_then_runs(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    first = pool.stream(Task(messages=10, seconds=0.01), "c1", "a")
    second = pool.stream(Task(), "c2", "b")
    second.pause()
    assert len(await collect(first)) == 11
    await asyncio.sleep(0.05)
    assert idle(pool)
    second.resume()
    assert len(await collect(second)) == 4


async def test_a_paused_job_can_be_cancelled(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=1000, seconds=0.01), "c1", "a")
    await anext(running)
    running.pause()
    running.cancel()  # crosses the pause on its way
    await asyncio.wait_for(running.aclose(), 1)
    resting = pool.stream(Task(messages=1000, seconds=0.01), "c2", "a")
    await anext(resting)
    resting.pause()
    await until(lambda: idle(pool))
    await asyncio.wait_for(resting.aclose(), 1)
    assert len(await collect(pool.stream(Task(), "c3", "s"))) == 4


async def test_a_change_takes_effect_in_a_live_job_and_is_refused_by_a_finished_one(
    start_pool: StartPool,
) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=20, seconds=0.01), "c1", "s")
    step = await running.steer(0, {"lr": 0.1})
    await running.extend(5)
    with pytest.raises(Refusal) as caught:
        await running.steer(0, {"beta": 1})
    assert caught.value.code == "unknown_param"
    messages = await collect(running)
    steered = [message for message in messages if message["type"] == "steered"]
    assert steered == [{"type": "steered", "id": "c1", "run": 0, "step": step}]
    assert sum(message["type"] == "landscape" for message in messages) == 25
    with pytest.raises(Ended):
        await running.steer(0, {"lr": 0.2})


async def test_a_change_that_crosses_the_end_is_told_so(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    for _ in range(20):
        running = pool.stream(Task(messages=2), "c1", "s")
        await anext(running)
        change = asyncio.create_task(running.steer(0, {"lr": 0.1}))
        await collect(running)
        result = (await asyncio.gather(change, return_exceptions=True))[0]
        assert isinstance(result, int | Ended)


async def test_a_session_comes_back_to_its_worker(start_pool: StartPool) -> None:
    pool = await start_pool()
    homes = {}
    for session in ("a", "b"):
        homes[session] = worker_of((await collect(pool.stream(Task(), "c1", session)))[0])
    assert len(set(homes.values())) == 2
    for session in ("a", "b", "b", "a", "a", "b"):
        assert worker_of((await collect(pool.stream(Task(), "c1", session)))[0]) == homes[session]


async def test_one_session_does_not_take_all_workers_from_another(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, max_queue=20)
    order: list[str] = []

    async def work(session: str) -> None:
        running = pool.stream(Task(messages=1, seconds=0.02), "c", session)
        await collect(running)
        order.append(session)

    greedy = [asyncio.create_task(work("greedy")) for _ in range(8)]
    await asyncio.sleep(0)
    await asyncio.gather(work("modest"), *greedy)
    assert order.index("modest") <= 2


async def test_starting_and_cancelling_many_times_leaves_nothing_behind(start_pool: StartPool) -> None:
    pool = await start_pool()
    process = psutil.Process()

    async def once() -> None:
        running = pool.stream(Task(messages=1000, seconds=0.001), "c1", "s")
        await anext(running)
        await running.aclose()

    for _ in range(10):
        await once()
    before = (pool.pids, len(asyncio.all_tasks()), process.num_fds(), len(process.children(recursive=True)))
    memory = process.memory_info().rss
    for _ in range(100):
        await once()
    after = (pool.pids, len(asyncio.all_tasks()), process.num_fds(), len(process.children(recursive=True)))
    assert after == before
    assert process.memory_info().rss < 1.1 * memory


async def test_a_draining_pool_is_not_ready_and_finishes_its_work(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    running = pool.stream(Task(messages=5, seconds=0.01), "c1", "s")
    assert pool.ready
    pool.drain()
    assert not pool.ready
    assert len(await collect(running)) == 6


async def test_stopping_ends_all_work_and_all_workers(start_pool: StartPool) -> None:
    pool = await start_pool()
    pids = pool.pids
    running = pool.stream(Task(kind="hang", messages=1), "c1", "s")
    await anext(running)
    begun = time.monotonic()
    await pool.stop()
    assert time.monotonic() - begun < 2
    with pytest.raises(Refusal):
        await collect(running)
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not pool.ready
    with pytest.raises(Refusal):
        pool.stream(Task(), "c2", "s")


async def test_a_worker_that_is_being_ended_gets_no_more_work(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    cancelled = pool.stream(Task("plain", messages=10_000, seconds=0.01), "a", "one")
    await anext(cancelled)
    (slot,) = pool._slots
    slot._kill(cancelled)  # the grace is over, and then
    slot._release(cancelled)  # the answer to the cancel is read, which was on its way
    cancelled.end()
    assert not slot.idle
    assert len(await collect(pool.stream(Task(messages=3), "b", "two"))) >= 3
