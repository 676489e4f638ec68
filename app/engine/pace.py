"""When does a chunk leave? By time: short runs arrive at once, long ones flow."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST_SECONDS = 0.008
PERIOD_SECONDS = 1 / 60
HEARTBEAT_SECONDS = 0.004

Clock = Callable[[], float]


class Pace:
    """Tells when a chunk is due: the first within 10 ms of the start, then one each `period` seconds."""

    def __init__(self, clock: Clock = time.perf_counter, period: float = PERIOD_SECONDS) -> None:
        self.clock = clock
        self._period = period
        self._due = clock() + FIRST_SECONDS

    def heartbeat(self) -> float:
        """Until when to work before the caller may look at its mailbox, or a chunk is due."""
        now = self.clock()
        return min(now + HEARTBEAT_SECONDS, max(self._due, now))

    def due(self) -> bool:
        """Whether a chunk should leave now; if so, the next one is due a period later."""
        now = self.clock()
        if now < self._due:
            return False
        self._due = now + self._period
        return True
