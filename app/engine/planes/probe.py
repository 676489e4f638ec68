"""What is the value of a model with these weights? Asked at very many points."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from app.catalog import DATASETS
from app.engine.training.evaluation import MOST_TRAINING_SAMPLES
from app.engine.training.layout import Layout
from app.engine.training.metrics import measure
from app.engine.training.network import initial_model, unfold_bags, use_batch_statistics, with_head
from app.engine.training.task import learning_task
from app.errors import is_want_of_memory
from app.spec import ModelObjective, RunSpec

# What one layer says of all samples at all points that are computed together: numbers that stay in a
# processor's cache. With fewer points than the least, one after another is as fast.
NUMBERS_TOGETHER = 1 << 19
LEAST_TOGETHER, MOST_TOGETHER = 12, 512
# A graphics card takes as many points as this many products of a sample with a parameter come to.
PRODUCTS_ON_GRAPHICS = 1 << 31
MOST_ON_GRAPHICS = 4_096


class Probe:
    """The loss of a run, or the metric of its task, as a function of all its weights; dropout off.

    The samples are always the same: of the training samples those that an evaluation looks at, or all
    validation samples; of a stream the first ones. Batch normalisation takes the statistics of these samples
    at every point, and remembers none. The training loss includes the penalty, which `moving` weights pay,
    bool (n,). The model is this probe's own.
    """

    def __init__(
        self,
        objective: ModelObjective,
        run: RunSpec,
        moving: Tensor,
        split: str,
        value: str,
        device: torch.device,
        most_training_samples: int | None = MOST_TRAINING_SAMPLES,
    ) -> None:
        self._task = task = learning_task(objective, run)
        # SparseAdam's gradients are of no concern here.
        model, _ = initial_model(
            objective, run.model_copy(update={"optimizer": "SGD"}), task.pairing, task.data.shape, 0
        )
        self.layout = Layout.of(model)
        self.metric = DATASETS[objective.dataset.id].metric
        self._value = value
        self._network = with_head(model, task.pairing).eval().to(device)
        use_batch_statistics(self._network)
        unfold_bags(self._network)
        task.pairing.criterion.to(device)
        self._prefix = "" if task.pairing.head is None else "0."
        training = split == "train"
        rows = slice(most_training_samples) if training else slice(None)
        samples = task.data.train if training else task.data.validation
        self._inputs = samples.inputs[rows].to(device)
        self._labels = samples.targets[rows]
        self._targets = (task.targets.training if training else task.targets.validation)[rows].to(device)
        self._priced = moving.to(device) if training and task.penalised and value == "loss" else None
        self._device = device
        self._together_at_most = self._most_together()

    @property
    def at_once(self) -> int:
        """How many points are computed in one piece."""
        return max(1, self._together_at_most)

    def values(self, points: Tensor) -> Iterator[Tensor]:
        """The values at `points` (k, n), float64, some at a time, in order; what is not finite stays so.

        Many points are computed together where that is faster, and where torch can.
        """
        points = points.float()
        while len(points):
            taken = points[: self.at_once]
            points = points[len(taken) :]
            yield self._some(taken.to(self._device))

    @torch.no_grad()
    def _some(self, points: Tensor) -> Tensor:
        if self._together_at_most:
            found = self._together(points)
            if found is not None:
                return found.double().cpu()
            self._together_at_most = 0
        return torch.tensor([self._alone(point) for point in points], dtype=torch.float64)

    def _most_together(self) -> int:
        """How many points are computed together; 0 where one after another is faster."""
        samples = len(self._inputs)
        if self._device.type == "cuda":
            return min(MOST_ON_GRAPHICS, max(1, PRODUCTS_ON_GRAPHICS // (samples * self.layout.size)))
        modules = list(self._network.modules())
        if any(isinstance(module, nn.Conv2d) for module in modules):
            return 0
        widest = max((module.out_features for module in modules if isinstance(module, nn.Linear)), default=1)
        points = NUMBERS_TOGETHER // (samples * widest)
        return min(MOST_TOGETHER, points) if points >= LEAST_TOGETHER else 0

    def _together(self, points: Tensor) -> Tensor | None:
        """The values (k,) at some points; None where torch cannot compute them together."""
        try:
            if self._value == "loss":
                return vmap(self._loss)(points)
            return torch.tensor([self._measured(each) for each in vmap(self._prediction)(points)])
        except RuntimeError as error:
            if is_want_of_memory(error):
                raise
            return None

    def _alone(self, point: Tensor) -> float:
        nn.utils.vector_to_parameters(point, self._network.parameters())
        try:
            prediction = self._network(self._inputs)
            if self._value == "metric":
                return self._measured(prediction)
            return float(self._priced_loss(prediction, point))
        except RuntimeError as error:
            if is_want_of_memory(error):
                raise
            return math.nan  # BCELoss refuses to look at what is not a number

    def _loss(self, point: Tensor) -> Tensor:
        return self._priced_loss(self._prediction(point), point)

    def _prediction(self, point: Tensor) -> Tensor:
        named = {self._prefix + name: part for name, part in self.layout.split(point).items()}
        return functional_call(self._network, named, (self._inputs,))  # type: ignore[no-any-return]

    def _priced_loss(self, prediction: Tensor, point: Tensor) -> Tensor:
        loss = self._task.pairing.loss(prediction, self._targets)
        return loss if self._priced is None else loss + self._task.penalty([point * self._priced])

    def _measured(self, prediction: Tensor) -> float:
        scores = self._task.pairing.scores(prediction.cpu())
        return measure(
            self.metric, self._task.data.shape.task, scores, self._labels, self._task.pairing.threshold
        )
