"""What does the loss look like? Its values on a grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from app.engine.objective import objective_of
from app.messages import Done, Landscape, Message
from app.spec import LandscapeRequest, plane_of

# A few milliseconds of work for the longest formulas.
BLOCK = 16_384


def sample_landscape(request: LandscapeRequest) -> Iterator[Message | None]:
    """The grid, both ends of the domain included; values that are not finite stay as they are."""
    formula = objective_of(plane_of(request.objective)).formula
    xmin, xmax, ymin, ymax = request.domain
    x, y = axis(xmin, xmax, request.resolution), axis(ymin, ymax, request.resolution)
    rows = max(1, BLOCK // request.resolution)
    parts = []
    for block in torch.split(y, rows):
        by_y, by_x = torch.meshgrid(block, x, indexing="ij")
        with torch.no_grad():
            parts.append(formula(by_x.contiguous(), by_y.contiguous()))
        yield None
    yield Landscape(x.numpy(), y.numpy(), np.concatenate([part.numpy() for part in parts]))
    yield Done()


def axis(low: float, high: float, points: int) -> torch.Tensor:
    """`points` float64 numbers at equal distances, from `low` to `high` exactly."""
    return torch.from_numpy(np.linspace(low, high, points))
