"""Two nodes of a Ray cluster on this machine, begun once for all tests, and a runner on them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster

from app.runner.ray.runner import RayRunner
from app.settings import Settings

NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80 << 20, "include_dashboard": False}
LIMITS: dict[str, Any] = {"cancel_seconds": 0.5, "job_seconds": 60, "max_queue": 8, "kept_trajectories": 0}

StartRunner = Callable[..., Any]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A head and one node more, one processor each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        logging.getLogger("ray").setLevel(logging.CRITICAL)
        cluster = Cluster(initialize_head=True, head_node_args=NODE)
        cluster.add_node(**NODE)
        patch.setenv("RAY_ADDRESS", cluster.address)
        ray.init(address=cluster.address, log_to_driver=False, configure_logging=False)
        yield cluster
        ray.shutdown()
        cluster.shutdown()  # type: ignore[no-untyped-call]


@pytest.fixture
async def start_runner(cluster: Cluster) -> AsyncIterator[StartRunner]:
    """Starts runners on the cluster with given limits, warm, and stops them."""
    runners: list[RayRunner] = []

    async def start(engine: str = "app.export.desk", **limits: Any) -> RayRunner:
        runner = RayRunner(Settings(**{**LIMITS, **limits}), engine)
        runners.append(runner)
        await runner.start()
        await runner.warm()
        while runner._warming:
            await asyncio.sleep(0.01)
        return runner

    yield start
    for runner in runners:
        await runner.stop()
