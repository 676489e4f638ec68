"""How long do the basin maps of six optimizers take, and how soon is there a picture?"""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

import websockets

from tests.bench.figure import Figure
from tests.bench.stream import served

ROUNDS = 5
STEPS, RESOLUTION = 200, 256
SIX: list[dict[str, Any]] = [
    {"optimizer": "SGD", "params": {"lr": 0.01}},
    {"optimizer": "SGD", "params": {"lr": 0.005, "momentum": 0.9}},
    {"optimizer": "Adagrad", "params": {"lr": 0.5}},
    {"optimizer": "RMSprop", "params": {"lr": 0.01}},
    {"optimizer": "Adam", "params": {"lr": 0.1}},
    {"optimizer": "AdamW", "params": {"lr": 0.1}},
]


async def figures() -> list[Figure]:
    """Six whole maps on one page's stream, and the first coarse one among them."""
    async with served() as server:
        spent = [await mapped(server.host, seed) for seed in range(ROUNDS)]
    whole, first = (statistics.median(column) for column in zip(*spent, strict=True))
    detail = f"{RESOLUTION} x {RESOLUTION} starts x {STEPS} steps on Himmelblau, median of {ROUNDS}"
    return [
        Figure("basin maps of six optimizers", whole, "s", "at most", 3, detail),
        Figure("  the first picture", first * 1e3, "ms", "at most", 200, "a coarse map, on the stream"),
    ]


async def mapped(host: str, seed: int) -> tuple[float, float]:
    """Seconds to the end of all maps, and to the first one of any."""
    first, under_way = 0.0, set()
    async with websockets.connect(f"ws://{host}/api/stream", max_size=None) as stream:
        began = time.perf_counter()
        for number, run in enumerate(SIX):
            under_way.add(f"b{number}")
            objective = {"kind": "function", "id": "himmelblau"}
            document = {"objective": objective, "run": run, "steps": STEPS, "resolution": RESOLUTION}
            await stream.send(json.dumps({"type": "basins", "id": f"b{number}", "seed": seed, **document}))
        while under_way:
            message = json.loads(await stream.recv())
            assert message["type"] != "error", f"expected a map, got {message['error']}"
            if message["type"] == "basins" and not first:
                first = time.perf_counter() - began
            if message["type"] == "finished":
                under_way.discard(message["id"])
        return time.perf_counter() - began, first
