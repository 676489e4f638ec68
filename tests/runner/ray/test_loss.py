"""A worker or a node that dies in the middle: others do its work, and nothing is missing or said twice."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import orjson
import psutil
from ray.cluster_utils import Cluster

from app.runner.ray.job import Job
from tests.runner.ray.conftest import NODE, StartRunner
from tests.runner.ray.requests import MLP, RUNS, models, sweep
from tests.runner.ray.test_changes import check
from tests.runner.ray.test_identity import alone, streamed

Document = dict[str, Any]


async def hear(
    running: Job, until: Callable[[list[Document]], bool], loss: Callable[[], None]
) -> list[Document]:
    """Read to the end; the loss comes as soon as what was said is enough, while reading goes on."""
    messages: list[Document] = []
    losing: asyncio.Future[None] | None = None
    async for message in running:
        messages.append(orjson.loads(message))
        if losing is None and until(messages):
            losing = asyncio.ensure_future(asyncio.to_thread(loss))
    assert losing is not None
    await losing
    return messages


def notes(messages: list[Document]) -> list[str]:
    return [one["note"]["code"] for one in messages if one["type"] == "note"]


async def test_a_sweep_is_completed_when_a_node_dies(cluster: Cluster, start_runner: StartRunner) -> None:
    node = cluster.add_node(**NODE)
    runner = await start_runner()
    request = sweep(MLP, (6, 3), steps=1200)
    running = runner.stream(request, "c1", "s")
    messages = await hear(running, lambda heard: len(heard) > 2, lambda: end(cluster, node))
    assert notes(messages) == ["worker_lost"]
    cells = [orjson.dumps(one) for one in messages if one["type"] == "sweep_cell"]
    wanted = [orjson.dumps(one) for one in streamed(alone(request)) if one["type"] == "sweep_cell"]
    assert sorted(cells) == sorted(wanted)
    assert messages[-1]["type"] == "finished"


def end(cluster: Cluster, node: Any) -> None:
    """End a node with all that is on it, as a machine ends: else its worker may get its piece done."""
    raylet = psutil.Process(node.all_processes["raylet"][0].process.pid)
    for process in raylet.children(recursive=True):
        process.kill()
    cluster.remove_node(node, allow_graceful=False)


async def test_models_go_on_when_a_worker_dies(start_runner: StartRunner) -> None:
    runner = await start_runner()
    request = models(6_000)

    def begun(messages: list[Document]) -> bool:
        return len([one for one in messages if one["type"] == "chunk"]) > 2 * len(RUNS)

    messages = await hear(runner.stream(request, "c1", "s"), begun, kill_a_worker)
    assert notes(messages) == ["worker_lost"]
    check([one for one in messages if one["type"] != "note"], request)


def kill_a_worker() -> None:
    """End one of the processes that are at work."""
    at_work = [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if (process.info["cmdline"] or [""])[0].startswith("ray::thalweg")
    ]
    os.kill(at_work[0], signal.SIGKILL)
