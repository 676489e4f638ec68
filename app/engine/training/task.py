"""What does one run learn? Its data in its loss's own form, and the penalty on its weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.catalog.datasets import Data, make_dataset
from app.catalog.losses import Pairing, pair
from app.spec import ModelObjective, RunSpec


@dataclass(frozen=True, slots=True)
class Targets:
    """A dataset's targets as one loss takes them, and as they are."""

    training: Tensor
    validation: Tensor


@dataclass(frozen=True, slots=True)
class LearningTask:
    """What is asked of a run: samples, a loss on them, and a price for weights.

    `l1` and `l2` weigh the sum of |w| and of w squared over all trainable parameters.
    """

    data: Data
    pairing: Pairing
    targets: Targets
    l1: float
    l2: float

    @property
    def penalised(self) -> bool:
        """Whether the objective has a term beside the data loss."""
        return bool(self.l1 or self.l2)

    def data_loss(self, network: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        """The loss of a batch, a scalar; `targets` in the loss's own form."""
        return self.pairing.loss(network(inputs), targets)

    def penalty(self, parameters: Sequence[Tensor]) -> Tensor:
        """The price of the weights: l1 sum |w| + l2 sum w^2, a scalar; 0 where neither is asked for."""
        price = torch.zeros(())
        if self.l1:
            price = price + self.l1 * sum(weights.abs().sum() for weights in parameters)
        if self.l2:
            price = price + self.l2 * sum(weights.square().sum() for weights in parameters)
        return price


def learning_task(objective: ModelObjective, run: RunSpec | None = None) -> LearningTask:
    """What a run learns: the objective's loss, unless it has one of its own."""
    data = make_dataset(objective.dataset.id, objective.dataset.params)
    loss = run.loss if run is not None and run.loss is not None else objective.loss
    pairing = pair(loss.id, loss.params, data.shape)
    targets = Targets(pairing.encode(data.train.targets), pairing.encode(data.validation.targets))
    return LearningTask(data, pairing, targets, objective.penalty.l1, objective.penalty.l2)
