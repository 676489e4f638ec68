"""What does this loss make of this dataset? Head, targets in its own form, and scores to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from app.catalog.datasets.shape import DataShape
from app.catalog.entries import Head, Json, Task
from app.catalog.losses.criteria import (
    build_criterion,
    check_axis,
    check_classes_left,
    completed_arguments,
    loss_value,
)
from app.catalog.losses.heads import build_head
from app.catalog.losses.listing import LOSSES
from app.catalog.losses.scoring import scores_of, threshold_of
from app.sentences import Sentence, listed, told, without_stop

_BY_CLASS = frozenset({"CrossEntropyLoss", "NLLLoss", "MultiMarginLoss"})


@dataclass(frozen=True, slots=True)
class Pairing:
    """A loss made ready for a dataset.

    `outputs` is the width of the model's last layer; None where the model chooses its embedding. A prediction
    is the output of the model, through `head` if there is one. `encode` takes a split's targets once, before
    training; `loss(prediction, target)` is what a step differentiates, a scalar but for reduction none.
    `scores(prediction)` says for each sample what the task asks: float32 (N,) or (N, outputs); above
    `threshold` the answer is yes.
    """

    outputs: int | None
    head: nn.Module | None
    criterion: nn.Module
    encode: Callable[[Tensor], Tensor]
    loss: Callable[[Tensor, Tensor], Tensor]
    scores: Callable[[Tensor], Tensor]
    threshold: float


def pair(loss_id: str, params: Mapping[str, Json], shape: DataShape) -> Pairing:
    """The loss with these parameters, torch's defaults for the rest, for data of this shape.

    Raises `KeyError` for an unknown loss, `TypeError` for an unknown name, `ValueError` where the loss does
    not fit the task or an argument does not fit the data.
    """
    check_task(loss_id, shape.task)
    arguments = completed_arguments(loss_id, params)
    _check_shape(loss_id, arguments, shape)
    outputs = _outputs(loss_id, shape)
    criterion = build_criterion(loss_id, arguments, shape.outputs if outputs is None else outputs)
    return Pairing(
        outputs=outputs,
        head=build_head(_head(loss_id, arguments)),
        criterion=criterion,
        encode=partial(_encoded, loss_id, arguments, shape),
        loss=partial(loss_value, loss_id, criterion),
        scores=partial(scores_of, loss_id, arguments, shape.task),
        threshold=threshold_of(loss_id, arguments, shape.task),
    )


def check_task(loss_id: str, task: Task) -> None:
    """Raise `ValueError` with what the loss needs if it does not fit the task."""
    entry = LOSSES[loss_id]
    if task not in entry.tasks:
        needs = without_stop(entry.needs)
        raise ValueError(
            told(
                "{loss_id} does not fit {task}; it is for {tasks} and needs: {needs}",
                loss_id=loss_id,
                task=_TASKS[task],
                tasks=_listed(entry.tasks),
                needs=needs,
            )
        )


_TASKS: dict[Task, Sentence] = {
    "regression": told("regression"),
    "counts": told("counts"),
    "binary": told("two classes"),
    "multiclass": told("several classes"),
    "multilabel": told("several labels"),
    "soft_labels": told("soft labels"),
    "ranking": told("pairs to rank"),
    "similarity": told("similar pairs"),
    "triplets": told("triplets"),
}


def _listed(tasks: tuple[Task, ...]) -> str:
    return listed([_TASKS[task] for task in tasks])


def _check_shape(id: str, arguments: Mapping[str, Any], shape: DataShape) -> None:
    if shape.task in ("multiclass", "soft_labels", "multilabel") and shape.outputs < 2:
        raise ValueError(
            told("{id} needs at least 2 outputs to tell apart, got {outputs}", id=id, outputs=shape.outputs)
        )
    if id == "CrossEntropyLoss" and shape.task == "soft_labels" and arguments["ignore_index"] >= 0:
        ignored = arguments["ignore_index"]
        raise ValueError(
            told(
                "expected ignore_index of {id} to be below 0 for soft labels, got {ignored}",
                id=id,
                ignored=ignored,
            )
        )
    if shape.task == "similarity":
        check_axis(id, arguments)


def _outputs(id: str, shape: DataShape) -> int | None:
    if shape.task in ("similarity", "triplets"):
        return None
    if id == "GaussianNLLLoss" or (shape.task == "binary" and id in _BY_CLASS):
        return 2
    return shape.outputs if shape.task in ("multiclass", "multilabel", "soft_labels") else 1


def _head(id: str, arguments: Mapping[str, Any]) -> Head:
    if id == "PoissonNLLLoss" and not arguments["log_input"]:
        return "softplus"
    return LOSSES[id].head


def _encoded(id: str, arguments: Mapping[str, Any], shape: DataShape, targets: Tensor) -> Tensor:
    """Targets of a split in the loss's own form."""
    if id in ("CrossEntropyLoss", "NLLLoss") and not targets.is_floating_point():
        check_classes_left(id, arguments, targets)
    if id in _BY_CLASS:
        return targets
    match shape.task:
        case "binary" if id in ("SoftMarginLoss", "formula"):
            return (2.0 * targets - 1.0).unsqueeze(1)
        case "binary":
            return targets.to(torch.get_default_dtype()).unsqueeze(1)
        case "multiclass":
            return torch.eye(shape.outputs)[targets]
        case "multilabel" if id == "MultiLabelMarginLoss":
            return label_numbers(targets)
        case "soft_labels" if arguments["log_target"]:
            # A share of 0 would be 0 times minus infinity.
            return targets.clamp_min(torch.finfo(targets.dtype).tiny).log()
    return targets


def label_numbers(labels: Tensor) -> Tensor:
    """Zeros and ones (N, L) as the numbers of the labels that hold, int64 (N, L), filled up by -1."""
    order = torch.argsort(labels, dim=1, descending=True, stable=True)
    place = torch.arange(labels.shape[1]).expand_as(order)
    return torch.where(place < labels.sum(dim=1, keepdim=True), order, -1)
