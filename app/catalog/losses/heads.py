"""What stands between a model's last layer and its loss. No head has parameters."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from app.catalog.entries import Head


class MeanAndVariance(nn.Module):
    """Two outputs (N, 2) as a mean and a positive variance (N, 2): the second output is its logarithm."""

    def forward(self, output: Tensor) -> Tensor:
        return torch.cat([output[:, :1], output[:, 1:].exp()], dim=1)


class PairDistance(nn.Module):
    """Two embeddings (N, 2, D) as their Euclidean distance (N,)."""

    def __init__(self) -> None:
        super().__init__()
        self.distance = nn.PairwiseDistance()

    def forward(self, output: Tensor) -> Tensor:
        distance: Tensor = self.distance(output[:, 0], output[:, 1])
        return distance


def build_head(head: Head) -> nn.Module | None:
    """A new module for the declared head, or None."""
    match head:
        case "none":
            return None
        case "sigmoid":
            return nn.Sigmoid()
        case "log_softmax":
            return nn.LogSoftmax(dim=1)
        case "distance":
            return PairDistance()
        case "two_outputs":
            return MeanAndVariance()
        case "softplus":
            return nn.Softplus()
