"""From an id and JSON arguments to a torch criterion, and how it is called."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from app.catalog.arguments import arguments_of, completed
from app.catalog.entries import Json
from app.catalog.losses.custom import FormulaLoss
from app.catalog.losses.listing import LOSSES
from app.sentences import told

_WEIGHTS = ("weight", "pos_weight")
# The least value that means something, where torch takes any or complains only at the first step.
_AT_LEAST = {
    ("SmoothL1Loss", "beta"): 0.0,
    ("MarginRankingLoss", "margin"): 0.0,
    ("MultiMarginLoss", "margin"): 0.0,
    ("CosineEmbeddingLoss", "margin"): -1.0,
    ("CrossEntropyLoss", "label_smoothing"): 0.0,
    ("TripletMarginLoss", "eps"): 0.0,
    ("CosineSimilarity", "dim"): 0,
}
_AT_MOST = {
    ("CosineEmbeddingLoss", "margin"): 1.0,
    ("CrossEntropyLoss", "label_smoothing"): 1.0,
    ("CosineSimilarity", "dim"): 1,
}
_ABOVE_ZERO = {
    ("HuberLoss", "delta"),
    ("HingeEmbeddingLoss", "margin"),
    ("TripletMarginLoss", "margin"),
    ("TripletMarginLoss", "p"),
    ("GaussianNLLLoss", "eps"),
    ("PoissonNLLLoss", "eps"),
    ("CosineSimilarity", "eps"),
}


def completed_arguments(id: str, params: Mapping[str, Json]) -> dict[str, Any]:
    """`params` as Python arguments, with torch's defaults, checked as far as no data are needed.

    Raises `KeyError` for an unknown loss, `TypeError` for an unknown name, `ValueError` for a value
    that torch refuses, or takes in silence and makes nonsense of.
    """
    declared = LOSSES[id].params
    arguments = completed(declared, arguments_of(id, declared, params))
    for name, value in arguments.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(
                told(
                    "expected {name} of {id} to be a finite number, got {value}",
                    name=name,
                    id=id,
                    value=value,
                )
            )
        if value is not None:
            _check_number(id, name, value)
    for parameter in declared:
        if parameter.kind == "choice" and arguments[parameter.name] not in parameter.choices:
            choices = ", ".join(parameter.choices)
            got = str(arguments[parameter.name])[:40]
            raise ValueError(
                told(
                    "expected {name} of {id} to be one of {choices}, got {got}",
                    name=parameter.name,
                    id=id,
                    choices=choices,
                    got=got,
                )
            )
    return arguments


def build_criterion(id: str, arguments: Mapping[str, Any], width: int) -> nn.Module:
    """The torch.nn module, or ours for a formula, for `width` classes, labels or outputs.

    Raises `ValueError` for weights of another number, below 0, or all 0; `FormulaError` for a bad formula.
    """
    given = dict(arguments)
    for name in _WEIGHTS:
        if given.get(name) is not None:
            given[name] = _weight_tensor(id, name, given[name], width)
    if given.get("weight") is not None and "ignore_index" in given:
        _check_something_left(id, given["weight"], given["ignore_index"])
    if id == "formula":
        return FormulaLoss(**given)
    module: nn.Module = getattr(nn, id)(**given)
    return module


def evaluated(id: str, criterion: nn.Module, prediction: Tensor, target: Tensor) -> Tensor:
    """`criterion` called with its arguments in torch's order; CosineSimilarity not yet as a loss.

    `prediction` is (N, outputs), distances (N,), or (N, parts, D) for pairs and triplets.
    """
    value: Tensor
    match id:
        case "GaussianNLLLoss":
            value = criterion(prediction[:, :1], target, prediction[:, 1:])
        case "MarginRankingLoss":
            value = criterion(prediction[:, 0, 0], prediction[:, 1, 0], target)
        case "CosineEmbeddingLoss":
            value = criterion(prediction[:, 0], prediction[:, 1], target)
        case "TripletMarginLoss":
            value = criterion(prediction[:, 0], prediction[:, 1], prediction[:, 2])
        case "CosineSimilarity" if prediction.dim() == 3:
            value = 1 - target * criterion(prediction[:, 0], prediction[:, 1])
        case "CosineSimilarity":
            value = 1 - criterion(prediction, target)
        case _:
            value = criterion(prediction, target)
    return value


def loss_value(id: str, criterion: nn.Module, prediction: Tensor, target: Tensor) -> Tensor:
    """What `evaluated` gives; the similarities of CosineSimilarity, which has no reduction, as one mean."""
    value = evaluated(id, criterion, prediction, target)
    return value.mean() if id == "CosineSimilarity" else value


def check_axis(id: str, arguments: Mapping[str, Any]) -> None:
    """Raise `ValueError` if cosines would not be taken along the embeddings of each pair."""
    if id == "CosineSimilarity" and arguments["dim"] != 1:
        raise ValueError(
            told(
                "expected dim of {id} to be 1 for pairs of embeddings, got {dim}",
                id=id,
                dim=arguments["dim"],
            )
        )


def check_classes_left(id: str, arguments: Mapping[str, Any], targets: Tensor) -> None:
    """Raise `ValueError` if none of these class numbers counts, so that a mean would be 0 / 0."""
    counted = targets != arguments["ignore_index"]
    if arguments["weight"] is not None:
        weight = torch.tensor(arguments["weight"])
        counted = counted & (weight[targets.clamp(0, len(weight) - 1)] > 0)
    if not counted.any():
        raise ValueError(
            told("{id} needs a sample that counts; ignore_index and weight leave out every one", id=id)
        )


def _check_number(id: str, name: str, value: Any) -> None:
    least, most = _AT_LEAST.get((id, name)), _AT_MOST.get((id, name))
    if least is not None and value < least:
        raise ValueError(
            told(
                "expected {name} of {id} to be at least {least:g}, got {value:g}",
                name=name,
                id=id,
                least=least,
                value=value,
            )
        )
    if most is not None and value > most:
        raise ValueError(
            told(
                "expected {name} of {id} to be at most {most:g}, got {value:g}",
                name=name,
                id=id,
                most=most,
                value=value,
            )
        )
    if (id, name) in _ABOVE_ZERO and value <= 0:
        raise ValueError(
            told("expected {name} of {id} to be above 0, got {value:g}", name=name, id=id, value=value)
        )
    if (id, name) == ("MultiMarginLoss", "p") and value not in (1, 2):
        raise ValueError(told("expected p of {id} to be 1 or 2, got {value}", id=id, value=value))


def _weight_tensor(id: str, name: str, values: Sequence[float], width: int) -> Tensor:
    if len(values) != width:
        counted = told("1 number") if width == 1 else told("{width} numbers", width=width)
        raise ValueError(
            told(
                "expected {name} of {id} to have {counted}, one for each output, got {given}",
                name=name,
                id=id,
                counted=counted,
                given=len(values),
            )
        )
    if not all(math.isfinite(value) and value >= 0 for value in values):
        raise ValueError(
            told(
                "expected {name} of {id} to hold finite numbers of at least 0, got {values}",
                name=name,
                id=id,
                values=values,
            )
        )
    if name == "weight" and not any(values):
        raise ValueError(
            told("expected {name} of {id} to have a number above 0, got only zeros", name=name, id=id)
        )
    return torch.tensor(values)


def _check_something_left(id: str, weight: Tensor, ignored: int) -> None:
    if not any(value > 0 for number, value in enumerate(weight.tolist()) if number != ignored):
        raise ValueError(
            told(
                "expected ignore_index and weight of {id} to leave a class that counts, got "
                "{ignored} and {weights}",
                id=id,
                ignored=ignored,
                weights=weight.tolist(),
            )
        )
