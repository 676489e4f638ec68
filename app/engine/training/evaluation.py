"""How well does a model do? Its loss and its task's metric, on training and validation samples."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import torch
from torch import Tensor, nn

from app.catalog import DATASETS
from app.catalog.datasets import Data, DataShape
from app.engine.pace import Clock
from app.engine.training.metrics import measure
from app.engine.training.task import LearningTask
from app.errors import is_want_of_memory
from app.messages import Evaluations
from app.spec import ModelObjective

NEVER: Mapping[int, Sequence[int]] = MappingProxyType({})
# Of a larger training set the first samples stand for all: the split has shuffled them.
MOST_TRAINING_SAMPLES = 512
LEAST_STEPS = 10
# A forward and a backward pass cost about three forward ones. With this share an evaluation stays below a
# fifth of the time, its metrics and its bookkeeping included.
SHARE = 0.1
# A step on fewer samples costs about as much as one on these: the calls, not the numbers.
LEAST_BATCH = 64


@dataclass(frozen=True, slots=True)
class Measured:
    """One evaluation."""

    step: int
    train_loss: float
    validation_loss: float
    train_metric: float
    validation_metric: float


class Timetable:
    """When a model is evaluated: after so many steps, or after so many seconds.

    A run that is done again is evaluated where it was, as far as that is known: at the steps of `evaluated`,
    by run. By the clock it would be elsewhere, and another evaluation might be its best.
    """

    def __init__(
        self,
        objective: ModelObjective,
        shape: DataShape,
        clock: Clock,
        evaluated: Mapping[int, Sequence[int]] = NEVER,
    ) -> None:
        spec = objective.evaluation
        self._seconds = spec.seconds if spec is not None else None
        self._every = (spec.every if spec is not None else None) or usual_steps(objective.batch_size, shape)
        self._clock = clock
        self._due: dict[int, float] = {}
        self._before = {run: (set(steps), max(steps, default=-1)) for run, steps in evaluated.items()}

    @property
    def by_clock(self) -> bool:
        """Whether the steps depend on the time that they take."""
        return self._seconds is not None

    def next(self, step: int) -> int:
        """How far a run may go from `step` before it is asked for again."""
        return (step // self._every + 1) * self._every if self._seconds is None else step + 1

    def due(self, run: int, step: int) -> bool:
        """Whether the run should be evaluated now, after `step` steps."""
        if self._seconds is None:
            return step % self._every == 0
        now = self._clock()
        steps, last = self._before.get(run, (set(), -1))
        if step == last:
            self._due[run] = now + self._seconds
        if step <= last:
            return step in steps
        if now < self._due.get(run, now):
            return False
        self._due[run] = now + self._seconds
        return True


def usual_steps(batch_size: int | None, shape: DataShape) -> int:
    """After how many steps a model is evaluated where nobody said otherwise, whatever the budget."""
    looked_at = min(shape.train, MOST_TRAINING_SAMPLES) + shape.validation
    learned_from = 3 * max(batch_size or shape.train, LEAST_BATCH)
    return max(LEAST_STEPS, math.ceil(looked_at / (SHARE * learned_from)))


class Evaluator:
    """Measures the models of a comparison; the samples are the same each time.

    A stream is measured where it is: on the training samples around the newest, and on all validation
    samples, which come after it.
    """

    def __init__(self, objective: ModelObjective, data: Data) -> None:
        self.metric = DATASETS[objective.dataset.id].metric
        self._data = data
        self._batch = objective.batch_size or len(data.train.inputs)

    def measure(self, network: nn.Module, task: LearningTask, step: int) -> Measured:
        """Loss and metric with dropout off; the network goes on in its training mode."""
        network.eval()
        try:
            with torch.no_grad():
                train = self._part(network, task, self._training_rows(step), training=True)
                validation = self._part(network, task, slice(None), training=False)
        finally:
            network.train()
        return Measured(step, train[0], validation[0], train[1], validation[1])

    def _part(
        self, network: nn.Module, task: LearningTask, rows: slice, training: bool
    ) -> tuple[float, float]:
        data = self._data
        split = data.train if training else data.validation
        encoded = task.targets.training if training else task.targets.validation
        try:
            prediction = network(split.inputs[rows])
            loss = float(task.pairing.loss(prediction, encoded[rows]))
            scores = task.pairing.scores(prediction)
        except RuntimeError as error:
            if is_want_of_memory(error):
                raise
            return math.nan, math.nan  # BCELoss refuses to look at what is not a number
        shape, threshold = data.shape, task.pairing.threshold
        return loss, measure(self.metric, shape.task, scores, split.targets[rows], threshold)

    def _training_rows(self, step: int) -> slice:
        if not self._data.shape.ordered:
            return slice(MOST_TRAINING_SAMPLES)
        return _around(step * self._batch, len(self._data.train.inputs))


def evaluations(measured: list[Measured], metric: str) -> Evaluations:
    """Single evaluations as columns."""

    def column(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array([getattr(one, name) for one in measured], dtype=np.float64)

    return Evaluations(
        step=np.array([one.step for one in measured], dtype=np.int64),
        train_loss=column("train_loss"),
        validation_loss=column("validation_loss"),
        metric=metric,
        train_metric=column("train_metric"),
        validation_metric=column("validation_metric"),
    )


def _around(sample: int, samples: int) -> slice:
    """A window of a twentieth of the samples, at least 16, about one of them."""
    width = min(samples, max(16, samples // 20))
    begin = min(max(0, sample % samples - width // 2), samples - width)
    return slice(begin, begin + width)


def kept_state(model: nn.Module) -> dict[str, Tensor]:
    """A copy of the model's weights, which stays as it is when the model learns on."""
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}
