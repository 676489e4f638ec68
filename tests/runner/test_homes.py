"""Who looks into a trained model works where it was trained, if that worker is free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.runner.local import LocalRunner
from app.settings import Settings
from app.spec import Request, read_request

MODEL = {
    "kind": "model",
    "model": {"id": "linear"},
    "dataset": {"id": "line"},
    "loss": {"id": "MSELoss"},
}
RUNS = [{"optimizer": "SGD", "params": {"lr": 0.01}}]
COMPARISON = {"objective": MODEL, "runs": RUNS, "steps": 5}
FUNCTION = {"objective": {"kind": "function", "id": "sphere"}, "runs": RUNS, "steps": 5}


def landscape() -> Request:
    plane = {"kind": "random", "runs": RUNS, "steps": 5}
    return read_request("landscape", {"objective": MODEL, "plane": plane, "resolution": 3})


@pytest.fixture
async def pool() -> AsyncIterator[LocalRunner]:
    pool = LocalRunner(Settings(workers=3))
    await pool.start()
    while not all(slot.warm for slot in pool._slots):
        await asyncio.sleep(0.01)
    yield pool
    await pool.stop()


async def work(pool: LocalRunner, request: Request, session: str = "one") -> Any:
    """The slot that does the work, once it is done."""
    job = pool.stream(request, "a", session)
    slot = job.slot
    async for _ in job:
        pass
    return slot


async def test_landscapes_and_curvature_of_a_model_come_to_its_worker(pool: LocalRunner) -> None:
    home = await work(pool, read_request("compare", COMPARISON))
    elsewhere = await work(pool, read_request("compare", COMPARISON), "another")
    assert elsewhere is not home
    for request in (
        landscape(),
        read_request("spectrum", {"comparison": COMPARISON, "run": 0}),
        read_request("curvature", {"comparison": COMPARISON}),
    ):
        assert await work(pool, request) is home


async def test_while_their_worker_is_busy_they_have_a_home_of_their_own(pool: LocalRunner) -> None:
    home = await work(pool, read_request("compare", COMPARISON))
    training = pool.stream(read_request("compare", {**COMPARISON, "steps": 20_000, "seed": 1}), "b", "one")
    assert training.slot is home
    other = await work(pool, landscape())
    assert other is not home
    assert await work(pool, landscape()) is other
    await training.aclose()


async def test_what_needs_no_model_stays_with_its_kind(pool: LocalRunner) -> None:
    home = await work(pool, read_request("compare", FUNCTION))
    first = await work(pool, read_request("landscape", {"objective": FUNCTION["objective"], "resolution": 3}))
    assert first is not home
