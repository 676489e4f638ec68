"""What does a prediction say about each sample, whatever loss the model learned with?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, normalize, pairwise_distance

from app.catalog.entries import Task

_LOG_PROBABILITIES = frozenset({"NLLLoss", "KLDivLoss"})


def scores_of(id: str, arguments: Mapping[str, Any], task: Task, prediction: Tensor) -> Tensor:
    """One score for each sample, (N,), or one for each class or label, (N, outputs).

    Regression and counts: the predicted value, or mean and standard deviation (N, 2). Two classes: the
    probability of class 1. Classes: probabilities; under margins and cosines, which know none, the softmax of
    the scores. Labels: a probability each. Pairs to rank: the first score minus the second. Similar pairs:
    the cosine, or minus the distance. Triplets: how much farther the negative is than the positive.
    """
    match task:
        case "regression" | "counts":
            return _value(id, arguments, prediction)
        case "binary":
            return _positive(id, prediction)
        case "multiclass" | "soft_labels":
            return _shares(id, prediction)
        case "multilabel":
            return _labels(id, prediction)
        case "ranking":
            return prediction[:, 0, 0] - prediction[:, 1, 0]
        case "similarity":
            return _similarity(id, arguments, prediction)
        case "triplets":
            return _lead(arguments, prediction)


def threshold_of(id: str, arguments: Mapping[str, Any], task: Task) -> float:
    """Above which score the answer is yes: halfway between where the loss sends yes and where no."""
    match task:
        case "similarity" if id == "CosineEmbeddingLoss":
            return float((1 + arguments["margin"]) / 2)
        case "similarity" if id == "HingeEmbeddingLoss":
            return float(-arguments["margin"] / 2)
        case "binary" | "multilabel":
            return 0.5
    return 0.0


def _value(id: str, arguments: Mapping[str, Any], prediction: Tensor) -> Tensor:
    if id == "GaussianNLLLoss":
        return torch.stack([prediction[:, 0], prediction[:, 1].sqrt()], dim=1)
    if id == "PoissonNLLLoss" and arguments["log_input"]:
        return prediction[:, 0].exp()
    return prediction[:, 0]


def _positive(id: str, prediction: Tensor) -> Tensor:
    if prediction.shape[1] == 2:
        return _shares(id, prediction)[:, 1]
    return prediction[:, 0] if id == "BCELoss" else prediction[:, 0].sigmoid()


def _shares(id: str, prediction: Tensor) -> Tensor:
    if id in _LOG_PROBABILITIES:
        return prediction.exp()
    if id == "CosineSimilarity":
        # Only the direction was learned: the cosines with each class's axis, whatever the length.
        return normalize(prediction, dim=1).softmax(dim=1)
    return prediction.softmax(dim=1)


def _labels(id: str, prediction: Tensor) -> Tensor:
    if id == "BCELoss":
        return prediction
    if id == "MultiLabelMarginLoss":
        # The loss sees differences alone, so that a score means something only against its row's mean.
        return (prediction - prediction.mean(dim=1, keepdim=True)).sigmoid()
    return prediction.sigmoid()


def _similarity(id: str, arguments: Mapping[str, Any], prediction: Tensor) -> Tensor:
    if id == "HingeEmbeddingLoss":
        return -prediction
    return cosine_similarity(prediction[:, 0], prediction[:, 1], dim=1)


def _lead(arguments: Mapping[str, Any], prediction: Tensor) -> Tensor:
    anchor, positive, negative = prediction.unbind(dim=1)
    p, eps = arguments["p"], arguments["eps"]
    return pairwise_distance(anchor, negative, p, eps) - pairwise_distance(anchor, positive, p, eps)
