"""Where did the runs of a comparison come by? As the store knows it, or trained for it."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Any

from app.engine.pace import Clock, Pace
from app.engine.store import TrajectoryStore
from app.engine.training.course import Course
from app.engine.training.work import TrainingWork
from app.messages import Message, Progress, Weights
from app.spec import Comparison

PROGRESS_SECONDS = 0.1


def courses_of(
    comparison: Comparison,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Generator[Message | None, None, tuple[Course, ...]]:
    """The course of every run of a comparison of models, bit-equal to what the comparison itself takes.

    Those that the store does not have with exactly these steps are trained, from where they rest if they do
    with fewer, and are laid to rest again. On the way come heartbeats, how far it is, and weights to be kept.
    """
    runs = range(len(comparison.runs))
    found: dict[int, Any] = {}
    if store is not None:
        found = {run: store.course(comparison, run) for run in runs}
    missing = [run for run in runs if found.get(run) is None]
    if missing:
        work = TrainingWork(comparison, store, checkpoints, clock, anew=missing)
        pace = Pace(clock, PROGRESS_SECONDS)
        for message in work:
            if isinstance(message, Weights):
                yield message
            else:
                yield Progress(work.done, comparison.steps * len(missing)) if pace.due() else None
        found.update((run, work.course(run)) for run in missing)
    return tuple(found[run] for run in runs)
