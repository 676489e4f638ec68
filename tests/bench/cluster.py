"""What does a second worker of a cluster bring?"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import orjson

from app.runner.ray.runner import RayRunner
from app.settings import Settings
from app.spec import Request, read_request
from tests.bench.figure import Figure

ROUNDS = 3
STEPS = 100
MLP = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [16, 16], "activation": "tanh"}},
    "dataset": {"id": "moons", "params": {"samples": 256, "noise": 0.2}},
    "loss": {"id": "BCEWithLogitsLoss", "params": {}},
    "batch_size": 32,
}


async def figures() -> AsyncIterator[Figure]:
    """The same sweep with one worker and with two, by turns: another's load meets both."""
    found = [(await swept(1), await swept(2)) for _ in range(ROUNDS)]
    gains = sorted(one / two for one, two in found)
    rounds = ", ".join(f"{one:.1f} s / {two:.1f} s = {one / two:.2f}" for one, two in found)
    detail = f"256 trainings of an MLP x {STEPS} steps; {rounds}"
    yield Figure("sweep on two workers against one", gains[ROUNDS // 2], "x", "at least", 1.5, detail)


async def swept(workers: int) -> float:
    """Seconds for a sweep of 256 cells on a cluster with so many workers, all of them warm."""
    runner = RayRunner(Settings(engine="ray", workers=workers))
    await runner.start()
    try:
        await collected(runner, sweep(side=4))
        began = time.perf_counter()
        cells = await collected(runner, sweep(side=16))
        assert cells == 256
        return time.perf_counter() - began
    finally:
        await runner.stop()


async def collected(runner: RayRunner, request: Request) -> int:
    """How many cells have come, once all have."""
    await runner.warm()
    kinds = [orjson.loads(message)["type"] async for message in runner.stream(request, "c1", "s")]
    return kinds.count("sweep_cell")


def sweep(side: int) -> Request:
    """Learning rates by momenta."""
    params = {
        "lr": [10.0 ** (-3 + 2.5 * place / side) for place in range(side)],
        "momentum": [0.95 * place / side for place in range(side)],
    }
    return read_request(
        "sweep", {"objective": MLP, "run": {"optimizer": "SGD"}, "params": params, "steps": STEPS}
    )
