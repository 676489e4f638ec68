"""Which numbers of one long vector are which parameter of a model?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal

import torch
from torch import Tensor, nn

Normalization = Literal["filter", "layer", "none"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The parameters of a model in the order of `named_parameters`, each flattened, one after another."""

    shapes: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, network: nn.Module) -> Layout:
        """The layout of a network's parameters."""
        return cls({name: tuple(parameter.shape) for name, parameter in network.named_parameters()})

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(prod(shape) for shape in self.shapes.values())

    def split(self, vector: Tensor) -> dict[str, Tensor]:
        """The parameters as views of a vector (n,)."""
        parts = torch.split(vector, [prod(shape) for shape in self.shapes.values()])
        return {
            name: part.view(shape) for (name, shape), part in zip(self.shapes.items(), parts, strict=True)
        }

    def join(self, parameters: Mapping[str, Tensor]) -> Tensor:
        """The vector (n,) of parameters by name."""
        return torch.cat([parameters[name].reshape(-1) for name in self.shapes])

    def place(self, parameter: str, index: tuple[int, ...]) -> int:
        """Where one number of a parameter stands in a vector."""
        numbers = torch.arange(self.size)
        return int(self.split(numbers)[parameter][index])

    def lengths(self, weights: Tensor, normalization: Normalization) -> Tensor:
        """For each number of `weights` (n,) the length of the part that it is scaled with.

        `filter`: of its slice along axis 0 of a tensor of two or more axes, and 0 in a bias or any other
        tensor of fewer, as in Li et al. (2018); `layer`: of its whole tensor; `none`: 1.
        """
        if normalization == "none":
            return torch.ones_like(weights)
        lengths = {
            name: _lengths(part, normalization).expand_as(part) for name, part in self.split(weights).items()
        }
        return self.join(lengths)


def _lengths(part: Tensor, normalization: Normalization) -> Tensor:
    if normalization == "layer":
        whole: Tensor = part.norm()
        return whole
    if part.dim() < 2:
        return torch.zeros((), dtype=part.dtype)
    slices: Tensor = part.flatten(1).norm(dim=1)
    return slices.view(-1, *(1 for _ in part.shape[1:]))
