"""The cluster as a runner: what arrives, what stops, what is held back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import Any

import pytest
from ray.cluster_utils import Cluster

from app.errors import Refusal
from app.runner import Ended
from tests.conftest import ROOT
from tests.runner.conftest import collect
from tests.runner.fake_engine import Task
from tests.runner.ray.conftest import StartRunner

FAKE = "tests.runner.fake_engine"
LONG = Task(messages=4000, seconds=0.01)


async def until(condition: Any, seconds: float = 30.0) -> None:
    """Wait for a condition."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "the condition did not come"
        await asyncio.sleep(0.01)


async def test_messages_arrive_in_order_and_encoded_with_the_id(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    messages = await collect(runner.stream(Task(messages=3), "c1", "s"))
    assert [message["type"] for message in messages] == ["landscape"] * 3 + ["finished"]
    assert [message["x"][0] for message in messages[:-1]] == [1, 2, 3]
    assert {message["id"] for message in messages} == {"c1"}


async def test_refusals_and_mistakes_of_the_engine_reach_the_caller(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    for kind, code, status in (("unready", "not_supported", 422), ("break", "internal_error", 500)):
        with pytest.raises(Refusal) as caught:
            await collect(runner.stream(Task(kind=kind), "c1", "s"))
        assert (caught.value.code, caught.value.status) == (code, status)


async def test_checkpoints_go_to_the_shelf_and_come_from_it(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    messages = await collect(runner.stream(Task(messages=2, weights=70_000), "c1", "s"))
    assert len(messages) == 3
    assert runner.shelf.get(f"{1:064.0f}") == bytes([1]) * 70_000


async def test_a_cancelled_job_frees_its_processors(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    running = [runner.stream(LONG, f"c{number}", "s") for number in range(2)]
    for one in running:
        await anext(one)
    for one in running:
        await one.aclose()
    assert not runner._following
    assert [len(await collect(runner.stream(Task(), "c3", "s"))) for _ in range(2)] == [4, 4]
    with pytest.raises(Ended):
        await running[0].steer(0, {"lr": 1})


async def test_work_that_never_comes_up_is_ended_by_force(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE, job_seconds=2)
    with pytest.raises(Refusal) as caught:
        await collect(runner.stream(Task(kind="hang", messages=1), "c1", "s"))
    assert caught.value.code == "time_limit"
    await until(lambda: not runner._following)
    assert len(await collect(runner.stream(Task(), "c2", "s"))) == 4


async def test_a_slow_reader_holds_its_worker_back(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    points = 20_000  # 80 KB a message
    running = runner.stream(Task(messages=60, points=points), "c1", "s")
    await anext(running)
    held = 0
    while not held or running.outbox._bytes > held:
        held = running.outbox._bytes
        await asyncio.sleep(0.3)
    assert held < 600_000
    messages = await collect(running)
    assert [message["x"][0] for message in messages[:-1]] == list(range(2, 61))


async def test_more_than_may_wait_are_refused(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE, max_queue=2)
    running = [runner.stream(LONG, f"c{number}", "s") for number in range(2)]
    for one in running:
        await anext(one)
    running += [runner.stream(LONG, f"w{number}", f"s{number}") for number in range(2)]
    with pytest.raises(Refusal, match="2 requests wait") as caught:
        runner.stream(LONG, "c9", "s")
    assert (caught.value.code, caught.value.status) == ("busy", 429)
    for one in running:
        await one.aclose()
    assert not runner._live


async def test_a_session_with_much_to_do_lets_others_in(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    much = [runner.stream(Task(messages=400, seconds=0.02), f"c{number}", "much") for number in range(6)]
    await anext(much[0])
    await asyncio.wait_for(collect(runner.stream(Task(), "c1", "other")), 20)
    assert any(not job.over for job in much)
    for job in much:
        await job.aclose()


async def test_work_that_kills_its_workers_is_given_up(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE, retries=1)
    running = runner.stream(Task(kind="die", messages=1, seconds=0.3), "c1", "s")
    messages = [await anext(running), await anext(running)]
    with pytest.raises(Refusal) as caught:
        await collect(running)
    assert caught.value.code == "worker_lost"
    assert sum(b'"note"' in message for message in messages) == 1
    assert sum(b'"landscape"' in message for message in messages) == 1
    assert len(await collect(runner.stream(Task(), "c2", "s"))) == 4


async def test_work_that_eats_memory_is_refused_and_its_process_replaced(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE, worker_memory_mb=300)
    with pytest.raises(Refusal) as caught:
        await collect(runner.stream(Task(kind="eat", messages=1), "c1", "s"))
    assert caught.value.code == "out_of_memory"
    await until(lambda: not runner._following)
    assert len(await collect(runner.stream(Task(), "c2", "s"))) == 4


async def test_the_end_of_the_server_refuses_what_is_in_progress(
    cluster: Cluster, start_runner: StartRunner
) -> None:
    runner = await start_runner(FAKE)
    running = runner.stream(LONG, "c1", "s")
    await anext(running)
    assert runner.ready
    runner.drain()
    assert not runner.ready
    await runner.stop()
    with pytest.raises(Refusal) as caught:
        await collect(running)
    assert caught.value.code == "stopping"
    with pytest.raises(Refusal):
        runner.stream(LONG, "c2", "s")


async def test_without_its_cluster_it_is_not_ready_until_it_has_one_again(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    assert runner.ready
    await runner._part()
    assert not runner.ready
    assert runner.census.warm == 0


def test_a_worker_that_was_interrupted_while_it_was_set_up_ends() -> None:
    code = (
        "from types import SimpleNamespace\n"
        "from app.runner.ray.task import perform\n"
        "broken = SimpleNamespace(engine='no.such.engine', memory_mb=0, kept_trajectories=0)\n"
        "list(perform(broken, {}, None))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 1
    assert "could not be set up" in ended.stderr
