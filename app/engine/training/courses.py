"""Where did the runs of a comparison come by? As the store knows it, or trained for it."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Any

from torch import Tensor

from app.catalog.datasets import make_dataset
from app.engine.pace import Clock, Pace
from app.engine.store import TrajectoryStore
from app.engine.training.batches import Batches
from app.engine.training.course import Course
from app.engine.training.learner import Learner
from app.engine.training.work import TURN_SECONDS, TrainingWork, learner_of
from app.messages import Message, Progress, Weights
from app.spec import Comparison, ModelObjective, run_key

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


def weights_after(
    step: int,
    comparison: Comparison,
    run: int,
    course: Course,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Generator[Message | None, None, Tensor | None]:
    """The weights (n,) of a run after so many steps, of which there may be more than the comparison has.

    Those that its course does not have are found by training once more, from where the last such training
    rests if it has not gone too far: who follows a run forward makes each step once. None where the run has
    diverged by then.
    """
    known = course.at(step)
    if known is not None:
        return known.weights
    key = ("learner", run_key(comparison.model_copy(update={"steps": 0}), run))
    learner = course.memo.pop(key, None)
    if learner is None or learner.step > step:
        learner = beginner(comparison, run, checkpoints, clock)
    pace = Pace(clock, PROGRESS_SECONDS)
    while learner.step < step and not learner.ended:
        learner.advance(step, clock() + TURN_SECONDS)
        learner.batches.forget(learner.next_batch)
        yield Progress(learner.step, step) if pace.due() else None
    course.memo[key] = learner
    weights: Tensor = learner.weights
    return weights if learner.step == step and weights.isfinite().all() else None


def beginner(comparison: Comparison, run: int, checkpoints: Mapping[str, bytes], clock: Clock) -> Learner:
    """A run at its start, with batches of its own."""
    objective = comparison.objective
    assert isinstance(objective, ModelObjective)
    data = make_dataset(objective.dataset.id, objective.dataset.params)
    batches = Batches(data, objective.batch_size, comparison.seed)
    return learner_of(comparison, run, batches, checkpoints, clock)
