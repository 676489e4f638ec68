"""A small problem for every task, made by hand: 48 samples, and a model that can learn them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from app.catalog import LOSSES
from app.catalog.datasets.shape import DataShape
from app.catalog.losses import Pairing, pair

COUNT = 48
PAIRS = [(id, task) for id, loss in LOSSES.items() for task in loss.tasks]


@dataclass(frozen=True)
class Problem:
    """Inputs, the task's own targets, and a loss paired with them and with a model."""

    pairing: Pairing
    model: nn.Module
    inputs: Tensor
    targets: Tensor
    target: Tensor


def problem(id: str, task: str, params: dict[str, Any] | None = None) -> Problem:
    """The same problem and model each time."""
    inputs, targets, _ = DATA[task]
    pairing = pair(id, params or {}, shape_of(task))
    torch.manual_seed(1)
    width = pairing.outputs or 2
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, width))
    return Problem(pairing, model, inputs, targets, pairing.encode(targets))


def shape_of(task: Any) -> DataShape:
    inputs, _, outputs = DATA[task]
    parts = inputs.shape[1] if inputs.dim() == 3 else 1
    return DataShape(
        task=task, kind="vector", features=2, outputs=outputs, train=COUNT, validation=COUNT, parts=parts
    )


def predicted(problem: Problem) -> Tensor:
    output: Tensor = problem.model(problem.inputs)
    return problem.pairing.head(output) if problem.pairing.head else output


def _data() -> dict[str, tuple[Tensor, Tensor, int]]:
    """For each task inputs, targets and how many outputs they have."""
    maker = torch.Generator().manual_seed(0)
    points = torch.randn(COUNT, 2, generator=maker)
    pairs = torch.randn(COUNT, 2, 2, generator=maker)
    x, y = points.T
    # Two groups, left and right of x = 0, with a gap.
    pairs[..., 0] += 0.5 * pairs[..., 0].sign()
    group = pairs[..., 0] > 0
    alike = torch.where(group[:, 0] == group[:, 1], 1.0, -1.0)
    triplets = torch.stack([pairs[:, 0], pairs[:, 1], pairs[:, 1]], dim=1)
    triplets[:, 1, 0] = triplets[:, 0, 0].sign() * triplets[:, 1, 0].abs()
    triplets[:, 2, 0] = -triplets[:, 0, 0].sign() * triplets[:, 2, 0].abs()
    logits = torch.stack([2 * x, 2 * y, -x - y], dim=1)
    hidden = pairs.sum(dim=2)
    return {
        "regression": (points, (2 * x - y).unsqueeze(1), 1),
        "counts": (points, (0.7 * x + 1).exp().round().unsqueeze(1), 1),
        "binary": (points, (x + y > 0).long(), 1),
        "multiclass": (points, logits.argmax(dim=1), 3),
        "multilabel": (points, torch.stack([x > 0, y > 0, x + y < 0], dim=1).float(), 3),
        "soft_labels": (points, logits.softmax(dim=1), 3),
        "ranking": (pairs, torch.where(hidden[:, 0] > hidden[:, 1], 1.0, -1.0), 1),
        "similarity": (pairs, alike, 1),
        "triplets": (triplets, torch.zeros(COUNT, 0), 1),
    }


DATA = _data()
