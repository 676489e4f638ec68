"""Checkpoints: kept by the pool, brought to the runs that start from them, never sent by the way."""

from __future__ import annotations

import asyncio
import hashlib
import time

import orjson
import psutil
import pytest

from app.errors import Refusal
from app.runner.shelf import Shelf
from app.spec import Comparison
from tests.runner.conftest import StartPool, collect
from tests.runner.fake_engine import Task

MEGABYTE = 1 << 20


def starting_from(*ids: str) -> Comparison:
    """A comparison with a run from each of these checkpoints."""
    runs = [{"optimizer": "SGD", "start_from": {"checkpoint": id}} for id in ids]
    return Comparison.model_validate({"objective": {"kind": "function", "id": "f"}, "runs": runs, "steps": 1})


def numbered(number: int) -> str:
    return f"{number:064d}"


def test_what_was_put_on_a_shelf_can_be_taken_again_and_again() -> None:
    shelf = Shelf(100)
    shelf.put("a", b"weights")
    shelf.put("a", b"weights")
    assert [shelf.get("a"), shelf.get("a"), shelf.get("b")] == [b"weights", b"weights", None]
    assert len(shelf) == 1


def test_a_full_shelf_lets_go_of_what_was_unused_for_longest() -> None:
    shelf = Shelf(100)
    for name in "abc":
        shelf.put(name, bytes(33))
    assert shelf.get("a") is not None
    shelf.put("b", bytes(33))  # used again, and no larger for it
    shelf.put("d", bytes(33))
    assert [name for name in "abcd" if shelf.get(name) is not None] == ["a", "b", "d"]
    shelf.put("e", bytes(101))
    assert len(shelf) == 0


async def test_weights_go_to_the_shelf_and_not_to_the_client(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    body = b"".join([piece async for piece in pool.answer(Task(kind="whole", messages=2, weights=50))])
    assert set(orjson.loads(body)) == {"x", "y", "z"}
    messages = await collect(pool.stream(Task(messages=4, weights=60), "c1", "s"))
    assert [message["type"] for message in messages] == ["landscape"] * 4 + ["finished"]
    kept = [pool.shelf.get(numbered(number)) for number in (1, 2, 3, 4)]
    # What has been kept under an id is not replaced: it is what the id stands for.
    assert kept == [bytes([1]) * 50, bytes([2]) * 50, bytes([3]) * 60, bytes([4]) * 60]


async def test_weights_are_on_the_shelf_before_what_follows_them_is_told(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1)
    number = 0
    async for message in pool.stream(Task(messages=20, weights=MEGABYTE // 2), "c1", "s"):
        if orjson.loads(message)["type"] == "landscape":
            number += 1
            assert pool.shelf.get(numbered(number)) is not None
    assert number == 20


async def test_a_run_is_brought_the_checkpoints_that_it_starts_from(start_pool: StartPool) -> None:
    pool = await start_pool()
    files = {numbered(7): b"\x07" * 10, numbered(8): b"\x08" * (5 * MEGABYTE)}
    for id, file in files.items():
        pool.shelf.put(id, file)
    facts = {id: [len(file), file[0]] for id, file in files.items()}
    begun = time.monotonic()
    body = b"".join([piece async for piece in pool.answer(starting_from(*files))])
    assert time.monotonic() - begun < 2
    assert orjson.loads(body) == facts


async def test_a_checkpoint_that_is_not_there_is_refused_at_its_run(start_pool: StartPool) -> None:
    pool = await start_pool()
    pool.shelf.put(numbered(1), b"x")
    with pytest.raises(Refusal) as caught:
        pool.stream(starting_from(numbered(1), numbered(2)), "c1", "s")
    assert (caught.value.code, caught.value.field) == (
        "unknown_checkpoint",
        "runs[1].start_from.checkpoint",
    )


async def test_a_run_that_waits_keeps_the_checkpoint_that_the_shelf_lets_go(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, checkpoint_megabytes=8)
    pool.shelf.put(numbered(1), b"\x01" * 100)
    first = pool.stream(Task(messages=10, seconds=0.01), "c1", "a")
    waiting = pool.answer(starting_from(numbered(1)))
    pool.shelf.put(numbered(2), bytes(8 * MEGABYTE))
    assert pool.shelf.get(numbered(1)) is None
    await collect(first)
    assert orjson.loads(b"".join([piece async for piece in waiting])) == {numbered(1): [100, 1]}


async def test_workers_are_told_of_a_checkpoint_that_is_gone(start_pool: StartPool) -> None:
    pool = await start_pool(checkpoint_megabytes=8)
    for number in (1, 2, 3):
        pool.shelf.put(numbered(number), bytes(3 * MEGABYTE))
    for session in ("a", "b"):
        told = b"".join([piece async for piece in pool.answer(Task(kind="forgotten"), session)])
        assert orjson.loads(told) == {numbered(1): True}


async def test_a_file_is_the_whole_answer(start_pool: StartPool) -> None:
    pool = await start_pool()
    body = b"".join([piece async for piece in pool.answer(Task(kind="file", messages=1, points=500_000))])
    assert hashlib.sha256(body).digest() == hashlib.sha256(b"file" * 500_000).digest()


async def test_many_large_checkpoints_take_no_more_memory_than_the_shelf(start_pool: StartPool) -> None:
    pool = await start_pool(workers=1, checkpoint_megabytes=16)
    memory = psutil.Process().memory_info().rss
    messages = await collect(pool.stream(Task(messages=60, weights=4 * MEGABYTE), "c1", "s"))
    assert len(messages) == 61
    assert len(pool.shelf) == 4
    await asyncio.sleep(0)
    assert psutil.Process().memory_info().rss - memory < 64 * MEGABYTE
