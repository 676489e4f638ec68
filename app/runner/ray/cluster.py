"""The cluster, seen from the server: joined, measured, given assignments, left."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any

# Read when Ray is imported: it must not tell its makers, nor look for a newer version of itself.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import ray
from ray import exceptions
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from app.runner.ray.mailroom import Mailroom
from app.runner.ray.task import Assignment, Change, Halt, Halted, Word, perform
from app.settings import Settings

log = logging.getLogger(__name__)

# Batches that a worker may be ahead of a client that is slow; then it waits.
AHEAD = 4
CALLS_AT_ONCE = 10_000
LOOPBACK = "127.0.0.1"
LOST = (
    exceptions.WorkerCrashedError,
    exceptions.NodeDiedError,
    exceptions.LocalRayletDiedError,
    exceptions.OutOfMemoryError,
    exceptions.ObjectLostError,
    exceptions.OwnerDiedError,
    exceptions.RaySystemError,
    exceptions.TaskUnschedulableError,
)


class Stopped(Exception):
    """The assignment ended because it was stopped."""


class Lost(Exception):
    """The worker of the assignment is gone, or its node."""


class Launched:
    """An assignment on its way through the cluster; iterate over it for its batches of words."""

    def __init__(self, stream: Any, room: Any, key: str) -> None:
        self._stream, self._room, self._key = stream, room, key
        self._stopped = False

    async def batches(self) -> AsyncGenerator[list[Word], None]:
        """What the worker says; a slow reader holds it back. Raises `Stopped` or `Lost`."""
        try:
            async for reference in self._stream:
                batch: list[Word] = await reference
                del reference
                yield batch
                if batch and isinstance(batch[-1], Halted):
                    raise Stopped
        except exceptions.TaskCancelledError as error:
            raise (Stopped if self._stopped else Lost)(str(error)) from None
        except LOST as error:
            raise (Stopped if self._stopped else Lost)(str(error)) from None
        finally:
            self._room.close.remote(self._key)

    def tell(self, change: Change) -> None:
        """Leave a change for the worker."""
        self._room.put.remote(self._key, change)

    def stop(self, force: bool = False) -> None:
        """Have the work stop; by force its process ends with it."""
        self._stopped = True
        with suppress(exceptions.RayError, ValueError):
            if force:
                ray.cancel(self._stream, force=True)
            else:
                self._room.put.remote(self._key, Halt())


class Cluster:
    """The cluster at RAY_ADDRESS, or one of this machine alone that begins and ends with the server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._room: Any = None
        self._perform: Any = None
        self._owned = False

    def join(self) -> None:
        """Blocks until the cluster is there; raises whatever Ray does when it is not."""
        if not ray.is_initialized():
            _initialise(self._settings)
            self._owned = True
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        # It lives where the server does: while there is anyone to send a change, it can be received.
        self._room = (
            ray.remote(Mailroom)
            .options(
                num_cpus=0,
                max_concurrency=CALLS_AT_ONCE,
                max_restarts=-1,
                scheduling_strategy=here,
            )
            .remote()
        )
        # What is lost is tried again here, which knows what has arrived of it.
        self._perform = ray.remote(perform).options(
            name="thalweg",
            num_cpus=1,
            max_retries=0,
            num_returns="streaming",
            scheduling_strategy="SPREAD",
            _generator_backpressure_num_objects=AHEAD,
        )

    def width(self) -> int:
        """How many assignments the cluster can work on at once; blocks for a moment."""
        nodes = ray.nodes()  # type: ignore[no-untyped-call]
        return int(sum(node["Resources"].get("CPU", 0) for node in nodes if node["Alive"]))

    def share(self, files: Mapping[str, bytes]) -> Any:
        """Put checkpoints where every worker can have them."""
        return ray.put(dict(files)) if files else {}

    def launch(self, assignment: Assignment, files: Any) -> Launched:
        """Give an assignment to the first worker that is free."""
        stream = self._perform.remote(assignment, files, self._room)
        return Launched(stream, self._room, assignment.key)

    def leave(self) -> None:
        """End all that was begun here; blocks."""
        if self._room is not None and ray.is_initialized():
            ray.kill(self._room)
        self._room = None
        if self._owned:
            ray.shutdown()
            self._owned = False


def keep_signals() -> None:
    """Have this process end as it did before Ray, which reports a request to end as if it were a crash."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            if (handler := signal.getsignal(number)) is not None:
                signal.signal(number, handler)


def _initialise(settings: Settings) -> None:
    logging.getLogger("ray").setLevel(logging.ERROR)
    address = os.environ.get("RAY_ADDRESS")
    quiet: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "include_dashboard": False}
    if address and address != "local":
        ray.init(address=address, **quiet)
    else:
        ray.init("local", num_cpus=settings.workers, _node_ip_address=LOOPBACK, **quiet)
