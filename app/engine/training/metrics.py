"""How good is a model, in a number that every loss has in common?"""

from __future__ import annotations

import torch
from torch import Tensor

from app.catalog.entries import Metric, Task


def measure(metric: Metric, task: Task, scores: Tensor, targets: Tensor, threshold: float) -> float:
    """The metric of `scores`, as a pairing gives them, against a dataset's own `targets`.

    `accuracy`, `pair_accuracy` and `triplet_accuracy` are shares of right answers. `f1` is that of class 1,
    or the mean over labels where a sample has several; 0 where nothing is found. `rmse` is in the target's
    units. Not a number where a score is not.
    """
    if not torch.isfinite(scores).all():
        return float("nan")
    match metric:
        case "rmse":
            value = scores if scores.dim() == 1 else scores[:, 0]
            return float((value.double() - targets[:, 0].double()).square().mean().sqrt())
        case "f1":
            return _f1(scores, targets, threshold)
        case _:
            return float(_right(task, scores, targets, threshold).double().mean())


def _right(task: Task, scores: Tensor, targets: Tensor, threshold: float) -> Tensor:
    """Which answers are right, bool (N,)."""
    match task:
        case "multiclass":
            return scores.argmax(dim=1) == targets
        case "soft_labels":
            return scores.argmax(dim=1) == targets.argmax(dim=1)
        case "triplets":
            return scores > threshold
        case _:
            return (scores > threshold) == (targets > 0)


def _f1(scores: Tensor, targets: Tensor, threshold: float) -> float:
    found = scores > threshold if scores.dim() == 2 else (scores > threshold)[:, None]
    there = (targets if targets.dim() == 2 else targets[:, None]) > 0
    hits = (found & there).sum(dim=0).double()
    named = found.sum(dim=0) + there.sum(dim=0)
    return float((2 * hits / named.clamp(min=1)).mean())
