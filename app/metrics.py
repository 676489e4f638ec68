"""The server in figures, for Prometheus: seconds and bytes, counters that end in `_total`.

A label has few values, none of them a stranger's: kinds of work, codes of refusals, templates of routes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from app import __version__

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
LAG_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)


@dataclass(frozen=True, slots=True)
class Census:
    """Where the work and the workers are at this moment; `pids` has None where a worker is being started.

    `unread` is work that is done, of which its client has not taken everything.
    """

    waiting: int = 0
    paused: int = 0
    unread: int = 0
    warm: int = 0
    busy: int = 0
    draining: bool = False
    pids: Sequence[int | None] = ()

    @property
    def ready(self) -> bool:
        return self.warm > 0 and not self.draining


class Metrics:
    """Every figure, under a registry of its own; `census` is asked whenever the figures are read."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.census: Callable[[], Census] = Census
        self.work = self._counter("work", "Work that has ended", "kind", "outcome")
        self.runs = self._counter("runs", "Runs that were worked on to their end", "kind")
        self.steps = self._counter("steps", "Optimizer steps that were delivered", "kind")
        self.queued = self._histogram("queue_seconds", "Wait for a worker, from the request on", "kind")
        self.first = self._histogram(
            "work_first_message_seconds", "From the request to its first message", "kind"
        )
        self.whole = self._histogram("work_seconds", "From the request to its end", "kind")
        self.refusals = self._counter("refusals", "Refusals", "code")
        self.worker_starts = self._counter(
            "worker_starts", "Workers that became ready, the first ones included"
        )
        self.worker_restarts = self._counter(
            "worker_restarts", "Workers that ended and are replaced", "reason"
        )
        self.connections = Gauge("thalweg_connections", "Open WebSockets", registry=self._registry)
        self.closed = self._counter("connections_closed", "WebSockets that were closed, by the code", "code")
        self.http = self._histogram(
            "http_request_duration_seconds",
            "From a request's head to its answer's end",
            "method",
            "route",
            "status",
        )
        self.lag = Histogram(
            "thalweg_event_loop_lag_seconds",
            "How late the event loop is for a timer",
            buckets=LAG_SECONDS,
            registry=self._registry,
        )
        about = {"version": __version__, "torch": version("torch")}
        Info("thalweg", "What is running", registry=self._registry).info(about)
        self._registry.register(_Pool(lambda: self.census()))
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All figures in the text format that suits the Accept header, with its media type."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"thalweg_{name}", about, labels, registry=self._registry)

    def _histogram(self, name: str, about: str, *labels: str) -> Histogram:
        return Histogram(f"thalweg_{name}", about, labels, buckets=SECONDS, registry=self._registry)


class _Pool(Collector):
    """The census as figures, taken when they are read."""

    def __init__(self, census: Callable[[], Census]) -> None:
        self._census = census

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        census = self._census()
        for name, about, value in (
            ("queue_length", "Requests that wait for a worker", census.waiting),
            ("paused_requests", "Requests at rest", census.paused),
            ("workers", "Worker processes that are wanted", len(census.pids)),
            ("workers_warm", "Workers that can work at once or are working", census.warm),
            ("workers_busy", "Workers that are working", census.busy),
            ("ready", "1 while /readyz says yes", int(census.ready)),
            ("draining", "1 from the signal to end on", int(census.draining)),
        ):
            yield GaugeMetricFamily(f"thalweg_{name}", about, value)
        memory = GaugeMetricFamily(
            "thalweg_worker_resident_memory_bytes",
            "Memory of a worker, with what it shares with the others",
            labels=["worker"],
        )
        for number, pid in enumerate(census.pids):
            if pid is not None and (resident := _resident(pid)) is not None:
                memory.add_metric([str(number)], resident)
        yield memory


def _resident(pid: int) -> int | None:
    """The bytes of a process that are in memory; None where the system does not tell, or it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
