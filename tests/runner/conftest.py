"""A pool of two workers on the fake engine, shared by the tests that leave it as they found it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest

from app.runner.local import LocalRunner
from app.settings import Settings

ENGINE = "tests.runner.fake_engine"
LIMITS: dict[str, Any] = {
    "workers": 2,
    "cancel_seconds": 0.25,
    "job_seconds": 20,
    "max_queue": 8,
    "address_share": 1.0,
}

StartPool = Callable[..., Any]


@pytest.fixture
async def start_pool() -> AsyncIterator[StartPool]:
    """Starts pools with given limits, warm, and stops them."""
    pools: list[LocalRunner] = []

    async def start(**limits: Any) -> LocalRunner:
        pool = LocalRunner(Settings(**{**LIMITS, **limits}), ENGINE)
        pools.append(pool)
        await pool.start()
        while not all(slot.warm for slot in pool._slots):
            await asyncio.sleep(0.01)
        return pool

    yield start
    for pool in pools:
        await pool.stop()


async def collect(running: Any) -> list[dict[str, Any]]:
    """All messages of a piece of work, decoded."""
    return [orjson.loads(message) async for message in running]
