"""Real workers killed in the middle of real work: what the client gets is what an unbroken run says."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
import torch

from app.engine import begin
from app.messages import NOTHING_KNOWN, encode
from app.runner.job import Job
from app.runner.local import LocalRunner
from app.settings import Settings
from app.spec import Change, Comparison, read_request, with_change
from tests.runner.conftest import collect
from tests.runner.test_local import idle, until

Said = dict[str, Any]
ENGINE = "tests.runner.hasty_engine"
WITHOUT = {"seconds"}
RUNS = [
    {"optimizer": "SGD", "params": {"lr": 1e-4, "momentum": 0.9}},
    {
        "optimizer": "Adam",
        "params": {"lr": 0.01},
        "schedule": {"id": "CosineAnnealingLR", "params": {"T_max": 900}},
    },
    {"optimizer": "RMSprop", "params": {"lr": 0.001}},
]
DESCENT_DOCUMENT = {"objective": {"kind": "function", "id": "rosenbrock"}, "runs": RUNS, "steps": 3000}
DESCENT: Comparison = read_request("compare", DESCENT_DOCUMENT)
TRAINING_DOCUMENT: Said = {
    "objective": {
        "kind": "model",
        "model": {"id": "mlp", "params": {"hidden": [16], "dropout": 0.2}},
        "dataset": {"id": "moons", "params": {"samples": 200}},
        "loss": {"id": "BCEWithLogitsLoss"},
        "batch_size": 32,
        "evaluation": {"every": 50},
    },
    "runs": RUNS[:2],
    "steps": 900,
}
TRAINING: Comparison = read_request("compare", TRAINING_DOCUMENT)


@pytest.fixture
async def pool() -> AsyncIterator[LocalRunner]:
    pool = LocalRunner(Settings(workers=2, cancel_seconds=2, retries=5), ENGINE)
    await pool.start()
    await until(lambda: idle(pool), 30)
    yield pool
    await pool.stop()


def joined(messages: list[Said]) -> Said:
    """What a client makes of a comparison's messages, but for what time it took."""
    have: Said = {}
    for message in messages:
        number = message.get("run")
        if message["type"] == "chunk":
            columns = have.setdefault(f"run {number}", {})
            assert message["from"] == len(columns.get("loss", [])), "a gap or an overlap"
            for name, values in message.items():
                if isinstance(values, list) and name not in WITHOUT:
                    columns.setdefault(name, []).extend(values)
        elif message["type"] == "evaluation":
            columns = have.setdefault(f"evaluation {number}", {})
            for name, values in message.items():
                if isinstance(values, list):
                    columns.setdefault(name, []).extend(values)
        elif message["type"] == "finished":
            for run in message["runs"]:
                run["summary"].pop("seconds")
            have["finished"] = message["runs"]
    return have


def unbroken(request: Comparison) -> Said:
    """The same of an unbroken run in this process."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as in a worker
    messages = [message for message in begin(request) if message is not None]
    torch.set_num_threads(threads)
    told = [message for message in messages if type(message).__name__ not in ("Weights", "Snapshot")]
    return joined([orjson.loads(encode(message, "c1")) for message in told])


def kill(job: Job) -> None:
    """End the worker that works on a job, if one does."""
    if job.slot is not None and job.slot.pid is not None:
        os.kill(job.slot.pid, signal.SIGKILL)


async def read_to(job: Job, entries: int) -> list[Said]:
    """Messages until all runs together have so many entries."""
    messages: list[Said] = []
    count = 0
    while count < entries:
        messages.append(orjson.loads(await anext(job)))
        count += len(messages[-1]["loss"]) if messages[-1]["type"] == "chunk" else 0
    return messages


@pytest.mark.parametrize("request_", [DESCENT, TRAINING], ids=["descent", "training"])
async def test_a_comparison_whose_workers_are_killed_is_an_unbroken_one(
    pool: LocalRunner, request_: Comparison
) -> None:
    expected = await asyncio.to_thread(unbroken, request_)
    draw = random.Random(7)
    total = len(request_.runs) * (request_.steps + 1)
    beside = asyncio.create_task(collect(pool.stream(DESCENT, "c1", "other")))
    job = pool.stream(request_, "c1", "s")
    messages: list[Said] = []
    for _ in range(3):
        messages += await read_to(job, draw.randrange(1, total // 5))
        kill(job)
    messages += await collect(job)
    assert joined(messages) == expected
    notes = [message["note"]["code"] for message in messages if message["type"] == "note"]
    assert notes == ["worker_lost"] * job.losses
    assert 1 <= job.losses <= 3
    assert joined(await beside)["finished"][0]["status"] == "completed"
    await collect(pool.stream(read_request("compare", {**DESCENT_DOCUMENT, "steps": 5}), "c2", "s"))


async def test_a_training_goes_on_from_its_recovery_point(pool: LocalRunner) -> None:
    job = pool.stream(TRAINING, "c1", "s")
    messages = await read_to(job, 1)
    while not job.points.all:
        messages.append(orjson.loads(await anext(job)))
    kill(job)
    messages += await collect(job)
    assert joined(messages) == await asyncio.to_thread(unbroken, TRAINING)
    assert not job.points.all
    assert pool._points.take(128 << 20), "the budget is not whole again"


async def test_changes_on_the_way_outlive_the_worker(pool: LocalRunner) -> None:
    """Whether or not their answers came through."""
    request, draw = DESCENT, random.Random(3)
    job = pool.stream(request, "c1", "s")
    messages = await read_to(job, 300)
    for rate in (0.02, 0.005, 0.015):
        steering = asyncio.create_task(job.steer(1, {"lr": rate}))
        await asyncio.sleep(draw.choice([0, 0, 0.002, 0.01]))
        kill(job)
        messages += await read_to(job, 300)
        step = await steering
        request = with_change(request, 1, Change(step=step, params={"lr": rate}))
    extending = asyncio.create_task(job.extend(500))
    await asyncio.sleep(0.001)
    kill(job)
    await extending
    messages += await collect(job)
    request = read_request("compare", {**request.model_dump(), "steps": request.steps + 500})
    assert joined(messages) == await asyncio.to_thread(unbroken, request)
    steered = [message["step"] for message in messages if message["type"] == "steered"]
    assert steered == [change.step for change in request.runs[1].changes]
    assert len(steered) == 3


async def test_what_a_client_knows_is_not_sent_again(pool: LocalRunner) -> None:
    whole = await collect(pool.stream(TRAINING, "c1", "s", NOTHING_KNOWN))
    known = {"chunk 0": 400, "chunk 1": 37, "evaluation 0": 301}
    rest = await collect(pool.stream(TRAINING, "c1", "s", known))
    firsts = {m["run"]: m["from"] for m in reversed(rest) if m["type"] == "chunk"}
    assert firsts == {0: 400, 1: 37}
    first = next(m for m in rest if m["type"] == "evaluation" and m["run"] == 0)
    assert first["step"][0] == 350
    assert rest[-1]["type"] == whole[-1]["type"] == "finished"


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (
            "sweep",
            {
                "objective": DESCENT_DOCUMENT["objective"],
                "run": RUNS[0],
                "steps": 300,
                "params": {"lr": [1e-5 * k for k in range(1, 17)], "momentum": [k / 20 for k in range(16)]},
            },
        ),
        (
            "fan",
            {
                "comparison": DESCENT_DOCUMENT,
                "run": 1,
                "param": "lr",
                "values": [k / 500 for k in range(1, 40)],
            },
        ),
        ("curvature", {"comparison": {**TRAINING_DOCUMENT, "steps": 150}, "points": 12}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_other_work_whose_worker_is_killed_says_everything_once(
    pool: LocalRunner, kind: str, document: Any
) -> None:
    request = read_request(kind, document)
    told = ("sweep_cell", "fan_chunk", "curvature", "finished")
    expected = [one for one in await collect(pool.stream(request, "c1", "one")) if one["type"] in told]
    job = pool.stream(request, "c1", "another")
    messages: list[Said] = []
    while sum(message["type"] in told for message in messages) < 3:
        messages.append(orjson.loads(await anext(job)))
    kill(job)
    messages += await collect(job)
    found = [message for message in messages if message["type"] in told]
    assert sorted(map(orjson.dumps, found)) == sorted(map(orjson.dumps, expected))
    done = [message["done"] / message["total"] for message in messages if message["type"] == "progress"]
    if kind == "sweep":
        assert done == sorted(done)
