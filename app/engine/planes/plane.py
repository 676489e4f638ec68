"""Where in a plane does a point of parameter space lie, and how far beside it?"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from app.messages import FloatArray


@dataclass(frozen=True, slots=True)
class Projection:
    """Points as they lie in a plane, one entry each.

    `residual` is the distance from the plane, `relative` that as a share of the distance from its centre, 0
    at the centre itself. `explained` is 1 minus the sum of residual squared over that of distance squared;
    None where all points are the centre.
    """

    x: FloatArray
    y: FloatArray
    residual: FloatArray
    relative: FloatArray
    explained: float | None


@dataclass(frozen=True, slots=True)
class Plane:
    """All points centre + (x - offset[0]) directions[0] + (y - offset[1]) directions[1].

    `centre` is float64 (n,), `directions` float64 (2, n): of any length, and at any angle.
    """

    centre: Tensor
    directions: Tensor
    offset: tuple[float, float] = (0.0, 0.0)

    def points(self, coordinates: Tensor) -> Tensor:
        """The points (k, n) at float64 coordinates (k, 2)."""
        return self.centre + (coordinates - torch.tensor(self.offset).double()) @ self.directions

    def project(self, weights: Tensor) -> Projection:
        """The nearest points of the plane to the points `weights` (k, n).

        The coordinates z solve G z = D (weights - centre) with G = D D^T. Directions are brought to length 1
        for that, so that G is as well conditioned as their angle allows.
        """
        lengths = self.directions.norm(dim=1)
        lengths = torch.where(lengths > 0, lengths, 1.0)
        units = self.directions / lengths[:, None]
        away = weights.double() - self.centre
        within = away @ units.T @ torch.linalg.pinv(units @ units.T, hermitian=True)
        residual = (away - within @ units).norm(dim=1)
        distance = away.norm(dim=1)
        z = within / lengths + torch.tensor(self.offset).double()
        moved = float(distance.square().sum())
        return Projection(
            x=z[:, 0].numpy(),
            y=z[:, 1].numpy(),
            residual=residual.numpy(),
            relative=torch.where(distance > 0, residual / distance, 0.0).numpy(),
            explained=1 - float(residual.square().sum()) / moved if moved else None,
        )
