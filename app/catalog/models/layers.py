"""Modules that torch does not have, and the pieces that several models share."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from app.catalog.datasets.shape import DataShape
from app.catalog.entries import Task

Layers = OrderedDict[str, nn.Module]

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU,
    "leaky_relu": nn.LeakyReLU,
    "silu": nn.SiLU,
}


class TwoWeights(nn.Module):
    """A model whose only parameters are two numbers, `weights`, so that its loss is a surface over a plane.

    Regression and counts: weights[0] x + weights[1] of the first of the `informative` features; with two
    outputs weights[0] x and weights[1], a mean and a log-variance.
    Otherwise each weight belongs to one feature: a single output is their weighted sum; two outputs of binary
    are 0 and that sum; several are the weighted features one by one, and 0 for any further.
    """

    def __init__(
        self, start: tuple[float, float], task: Task, informative: tuple[int, int], outputs: int
    ) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.tensor(start, dtype=torch.get_default_dtype()))
        self.task = task
        self.informative = informative
        self.outputs = outputs

    def forward(self, inputs: Tensor) -> Tensor:
        """(N, ..., features) to (N, ..., outputs)."""
        first, second = self.informative
        if self.task in ("regression", "counts"):
            x = inputs[..., first : first + 1]
            if self.outputs == 1:
                return self.weights[0] * x + self.weights[1]
            return torch.cat([self.weights[0] * x, self.weights[1].expand_as(x)], dim=-1)
        weighted = self.weights * inputs[..., [first, second]]
        if self.outputs == 1:
            return weighted.sum(dim=-1, keepdim=True)
        if self.task == "binary":
            weighted = weighted.sum(dim=-1, keepdim=True)
            return torch.cat([torch.zeros_like(weighted), weighted], dim=-1)
        return nn.functional.pad(weighted, (0, self.outputs - 2))

    def extra_repr(self) -> str:
        return f"task={self.task}, informative={self.informative}, outputs={self.outputs}"


def dense(
    features: int,
    hidden: list[int],
    *,
    activation: str = "relu",
    dropout: float = 0.0,
    batch_norm: bool = False,
    bias: bool = True,
) -> Layers:
    """Hidden layers, each with its normalisation, activation and dropout, numbered from 1."""
    layers: Layers = OrderedDict()
    for number, width in enumerate(hidden, start=1):
        layers[f"hidden{number}"] = nn.Linear(features, width, bias=bias)
        if batch_norm:
            layers[f"norm{number}"] = nn.BatchNorm1d(width)
        layers[f"activation{number}"] = ACTIVATIONS[activation]()
        if dropout:
            layers[f"dropout{number}"] = nn.Dropout(dropout)
        features = width
    return layers


def in_a_row(layers: Layers, shape: DataShape) -> nn.Sequential:
    """The layers in a row, applied alike to every part of a sample, or to every pixel of a flat picture."""
    wrapped: Layers = OrderedDict()
    if shape.kind == "image" and "flatten" not in layers:
        wrapped["flatten"] = nn.Flatten()
    if shape.parts > 1:
        wrapped["merge"] = nn.Flatten(0, 1)
    wrapped.update(layers)
    if shape.parts > 1:
        wrapped["part"] = nn.Unflatten(0, (-1, shape.parts))
    return nn.Sequential(wrapped)
