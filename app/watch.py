"""What happens, told once: counted in the figures and written in the log.

The one object that the runner and the web tell what they do; it knows neither of them.
"""

from __future__ import annotations

import logging
import time

from app.errors import Refusal
from app.logs import tell
from app.metrics import Metrics

log = logging.getLogger("thalweg")

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
CLOSE_CODES = frozenset({1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, 1011, 1012})
DONE, CANCELLED = "done", "cancelled"


class Watch:
    """Tell it what happened; read `metrics`."""

    def __init__(self) -> None:
        self.metrics = Metrics()

    def work(self, kind: str, session: str, identifier: str = "") -> Record:
        """A request has come for a worker; what becomes of it is told to the record."""
        return Record(self.metrics, kind, session, identifier)

    def worker_ready(self, pid: int | None, seconds: float) -> None:
        """A worker is warm, so long after its start."""
        self.metrics.worker_starts.inc()
        tell(log, logging.INFO, "worker_ready", pid=pid, seconds=round(seconds, 3))

    def worker_ended(self, pid: int | None, reason: str, jobs: int) -> None:
        """A worker is gone with the jobs it held; another takes its place."""
        self.metrics.worker_restarts.labels(reason).inc()
        level = logging.INFO if reason == CANCELLED else logging.WARNING
        tell(log, level, "worker_ended", pid=pid, reason=reason, jobs=jobs)

    def worker_failed(self, retry_seconds: float, error: BaseException | None = None) -> None:
        """A worker could not be started."""
        tell(log, logging.ERROR, "worker_not_started", error, retry_seconds=retry_seconds)

    def connected(self, session: str, address: str | None) -> None:
        """A WebSocket is open. The address is written at the level debug only."""
        self.metrics.connections.inc()
        shown = address if log.isEnabledFor(logging.DEBUG) else None
        tell(log, logging.INFO, "connection_opened", session=_named(session), address=shown)

    def disconnected(self, session: str, code: int | None, reason: str, seconds: float) -> None:
        """A WebSocket is closed; no code means that the client was gone without a word."""
        self.metrics.connections.dec()
        label = str(code) if code in CLOSE_CODES else "none" if code is None else "other"
        self.metrics.closed.labels(label).inc()
        about = {"code": code, "reason": reason or None, "seconds": round(seconds, 3)}
        tell(log, logging.INFO, "connection_closed", session=_named(session), **about)

    def refused(self, code: str, field: str | None = None, session: str | None = None) -> None:
        """A request was refused. Its sentence may quote what somebody typed, and is not written."""
        self.metrics.refusals.labels(code).inc()
        tell(log, logging.INFO, "refused", code=code, field=field, session=_named(session))

    def answered(self, method: str, route: str, path: str, status: int, seconds: float) -> None:
        """An HTTP request has its answer; `route` is the template that its path fits."""
        method = method if method in METHODS else "other"
        self.metrics.http.labels(method, route, str(status)).observe(seconds)
        about = {"status": status, "seconds": round(seconds, 4)}
        tell(log, logging.DEBUG, "answered", method=method, path=path, **about)

    def server(self, event: str, **facts: str | float | None) -> None:
        """The server itself is ready, draining or at its end."""
        tell(log, logging.INFO, f"server_{event}", **facts)


class Record:
    """One piece of work, from the request to its end."""

    def __init__(self, metrics: Metrics, kind: str, session: str, identifier: str) -> None:
        self._metrics = metrics
        self._about = {"kind": kind, "session": _named(session, identifier), "id": identifier or None}
        self._kind = kind
        self._asked = time.perf_counter()
        self._started = self._spoken = self._over = False
        self._runs = self._steps = 0

    def started(self) -> None:
        """A worker has taken it up, for the first time or again after a rest."""
        if not self._started:
            self._started = True
            waited = time.perf_counter() - self._asked
            self._metrics.queued.labels(self._kind).observe(waited)
            tell(log, logging.DEBUG, "work_started", **self._about, waited=round(waited, 4))

    def spoke(self) -> None:
        """A message has come from the worker."""
        if not self._spoken:
            self._spoken = True
            self._metrics.first.labels(self._kind).observe(time.perf_counter() - self._asked)

    def counted(self, runs: int, steps: int) -> None:
        """So many runs and steps were worked on."""
        self._runs += runs
        self._steps += steps

    def ended(self, refusal: Refusal | None, cancelled: bool = False) -> None:
        """No worker holds it any more; a second call changes nothing."""
        if self._over:
            return
        self._over = True
        seconds = time.perf_counter() - self._asked
        outcome = refusal.code if refusal else CANCELLED if cancelled else DONE
        self._metrics.work.labels(self._kind, outcome).inc()
        self._metrics.whole.labels(self._kind).observe(seconds)
        if self._runs:
            self._metrics.runs.labels(self._kind).inc(self._runs)
        if self._steps:
            self._metrics.steps.labels(self._kind).inc(self._steps)
        facts = {"outcome": outcome, "seconds": round(seconds, 4), "runs": self._runs, "steps": self._steps}
        tell(log, logging.INFO, "work_ended", **self._about, **facts)


def _named(session: str | None, identifier: str | None = "-") -> str | None:
    """A session by its name alone: an address that stands before it, or in its place, is nobody's to keep."""
    return session.rpartition(" ")[2] or None if session and identifier else None
