"""What does the page draw of a dataset? Its samples as plain lists, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from app.catalog.datasets.making import RECIPES, make_dataset
from app.catalog.datasets.shape import Data, Split

# Beyond the samples, as a share of their extent.
_MARGIN = 0.15


def describe(id: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset in the form of the API; `ValueError` as for `make_dataset`."""
    data = make_dataset(id, params)
    entry = RECIPES[id].entry
    return {
        "task": entry.task,
        "kind": entry.kind,
        "features": list(data.feature_names),
        "classes": [name.json() for name in data.class_names] if data.class_names else None,
        "metric": entry.metric,
        "domain": domain(data),
        "train": _lists(data.train, None if data.pictures is not None else data.train.inputs),
        "validation": _lists(
            data.validation, data.pictures if data.pictures is not None else data.validation.inputs
        ),
        "projection": projection(data),
    }


def _lists(split: Split, inputs: Tensor | None) -> dict[str, Any]:
    return {"inputs": inputs.tolist() if inputs is not None else None, "targets": split.targets.tolist()}


def domain(data: Data) -> list[float] | None:
    """[xmin, xmax] of one feature or [xmin, xmax, ymin, ymax] of two, with a margin; None for others."""
    if data.shape.kind != "vector" or data.shape.features > 2:
        return None
    points = torch.cat([data.train.inputs, data.validation.inputs]).reshape(-1, data.shape.features)
    low, high = points.amin(dim=0), points.amax(dim=0)
    margin = _MARGIN * (high - low).clamp(min=1e-3)
    return torch.stack([low - margin, high + margin], dim=1).flatten().tolist()


def projection(data: Data) -> dict[str, Any] | None:
    """The samples on the two principal axes of the training inputs; None for up to two features.

    `explained` is each axis's share of the variance. An axis points to where its largest weight is positive.
    """
    if data.shape.kind == "bag" or data.shape.features <= 2:
        return None
    train = data.train.inputs.flatten(1).double()
    mean = train.mean(dim=0)
    variance, axes = torch.linalg.eigh(torch.cov(train.T))
    plane = axes[:, [-1, -2]]
    plane = plane * plane.gather(0, plane.abs().argmax(dim=0, keepdim=True)).sign()
    validation = data.validation.inputs.flatten(1).double()
    return {
        "train": ((train - mean) @ plane).tolist(),
        "validation": ((validation - mean) @ plane).tolist(),
        "explained": (variance[[-1, -2]] / variance.sum()).tolist(),
    }
