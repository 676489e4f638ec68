"""What comes of a model's run? It learns from start to end, and is looked at by its evaluations alone."""

from __future__ import annotations

import math
from collections.abc import Generator

from app.catalog.datasets import make_dataset
from app.engine.pace import HEARTBEAT_SECONDS, Clock
from app.engine.training.batches import Batches
from app.engine.training.evaluation import Evaluator, Timetable
from app.engine.training.learner import Learner
from app.engine.training.task import learning_task
from app.engine.trials.result import Result
from app.spec import ModelObjective, RunSpec


def train(
    objective: ModelObjective, spec: RunSpec, steps: int, seed: int, file: bytes | None, clock: Clock
) -> Generator[float, None, Result]:
    """The result of a training, bit-equal to a comparison's; on the way, the share of it that is done.

    The best validation loss is looked for where a comparison evaluates: at the start, at the end and every so
    many steps. Where that was asked for by time it is the usual number of steps, so that a result never
    depends on how fast it came.
    """
    data = make_dataset(objective.dataset.id, objective.dataset.params)
    evaluator, timetable = Evaluator(objective, data), Timetable(_by_steps(objective), data.shape, clock)
    batches = Batches(data, objective.batch_size, seed)
    learner = Learner(0, spec, objective, learning_task(objective, spec), batches, seed, file, clock)
    measured = evaluator.measure(learner.network, learner.task, 0)
    best = measured.validation_loss
    while learner.step < steps and not learner.ended:
        due = min(steps, timetable.next(learner.step))
        while learner.step < due and not learner.ended:
            learner.advance(due, clock() + HEARTBEAT_SECONDS)
            learner.record.take()
            batches.forget(learner.next_batch)
            yield learner.step / steps
        if not learner.ended:
            measured = evaluator.measure(learner.network, learner.task, learner.step)
            best = _lower(best, measured.validation_loss)
    learner.close()
    if learner.ended:
        return Result(math.nan, best, "diverged")
    return Result(measured.train_loss, best, "completed")


def _by_steps(objective: ModelObjective) -> ModelObjective:
    evaluation = objective.evaluation
    if evaluation is None or evaluation.every is not None:
        return objective
    return objective.model_copy(update={"evaluation": None})


def _lower(best: float, loss: float) -> float:
    """The lower one; what is not a number never is."""
    return best if best <= loss or math.isnan(loss) else loss
