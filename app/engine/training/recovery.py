"""What does a run need to go on elsewhere, bit for bit? And when is a copy of it worth its cost?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from app.engine.pace import Clock
from app.engine.training.packing import pack
from app.engine.training.progress import Progress
from app.messages import RecoveryPoint

# So long a run's work may be lost.
REST_SECONDS = 2.0
# What points may cost of the time since the last ones. Passing one on costs about as much as making it.
SHARE = 0.05
PASSED_ON = 2


class Recovery:
    """Makes recovery points of runs as they go, if they are to be `lasting`."""

    def __init__(self, clock: Clock, lasting: bool) -> None:
        self._clock = clock
        self._due = clock() + REST_SECONDS if lasting else math.inf

    def points(self, runs: Sequence[Progress]) -> Iterator[RecoveryPoint]:
        """A point of each run that has made steps, if they are due."""
        if self._clock() < self._due:
            return
        cost = 0.0
        for progress in runs:
            if progress.step == 0 or progress.learner.ended:
                continue
            began = self._clock()
            point = RecoveryPoint(progress.learner.number, progress.step, pack(progress.state()))
            cost += PASSED_ON * (self._clock() - began)
            yield point
        self._due = self._clock() + max(REST_SECONDS, cost / SHARE)
