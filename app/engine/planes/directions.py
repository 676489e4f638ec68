"""Along which directions does a plane extend?"""

from __future__ import annotations

import torch
from torch import Tensor

from app.engine.training.layout import Layout, Normalization

# What is left of a direction beyond another one, as a share of it, when both are one up to rounding.
PARALLEL = 1e-5


def random_directions(
    layout: Layout, weights: Tensor, moving: Tensor, normalization: Normalization, draw: int
) -> tuple[Tensor, Normalization]:
    """Two Gaussian directions (2, n), 0 where a weight does not move, and how they were normalised in fact.

    By filter and by layer each part is as long as the same part of `weights`; biases and other tensors of one
    axis are 0 by filter. Where that leaves nothing, as in a model without matrices, the next one is taken.
    """
    generator = torch.Generator().manual_seed(draw)
    drawn = torch.randn((2, layout.size), generator=generator, dtype=torch.float64) * moving
    order: list[Normalization] = ["filter", "layer", "none"]
    for chosen in order[order.index(normalization) :]:
        scaled = torch.stack([_scaled(layout, direction, weights, chosen) for direction in drawn])
        if scaled.any():
            break
    return scaled, chosen


def three_points(first: Tensor, second: Tensor, third: Tensor) -> Tensor:
    """Unit directions (2, n) of the plane through three points, from the first one, the first to the third.

    Source: Garipov et al. (2018): u = third - first, and what is left of second - first beyond u. A direction
    is 0 where the points do not give one.
    """
    along, other = third - first, second - first
    return torch.stack([unit(along), unit(beyond(other, along))])


def beyond(direction: Tensor, other: Tensor) -> Tensor:
    """The part of a direction that is orthogonal to another one; 0 where they are parallel up to rounding."""
    axis = unit(other)
    left = direction - (direction @ axis) * axis
    left = left - (left @ axis) * axis
    return left if left.norm() > PARALLEL * direction.norm() else torch.zeros_like(direction)


def unit(direction: Tensor) -> Tensor:
    """The direction with length 1; 0 stays 0."""
    length = direction.norm()
    return direction / length if length > 0 else direction


def _scaled(layout: Layout, direction: Tensor, weights: Tensor, normalization: Normalization) -> Tensor:
    lengths = layout.lengths(direction, normalization)
    factors = layout.lengths(weights, normalization) / lengths
    return direction * torch.where(lengths > 0, factors, 0.0)
