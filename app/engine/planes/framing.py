"""Which part of a plane is worth a look? A domain around what there is to see."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.planes.grid import Domain
from app.engine.planes.plane import Plane, Projection

# How much wider than what it must show a domain is, at each end.
MARGIN = 0.2
# How far a look goes at least, as a share of the length of all weights.
LEAST_REACH = 0.1
# A path shorter than this share of that has not moved.
RESTING = 1e-6


def around(plane: Plane, paths: Sequence[Projection]) -> Domain:
    """A domain that holds these paths and the centre."""
    sides: list[float] = []
    for name, middle, scale in zip(("x", "y"), plane.offset, scales(plane), strict=True):
        values = [middle, *(float(value) for path in paths for value in getattr(path, name))]
        low, high, least = min(values), max(values), LEAST_REACH * scale
        margin = MARGIN * (high - low) if high - low > RESTING * least else least
        sides += [low - margin, high + margin]
    return sides[0], sides[1], sides[2], sides[3]


def about_centre(plane: Plane, paths: Sequence[Projection]) -> Domain:
    """A domain about the centre that these paths fit into."""
    reach = []
    for name, scale in zip(("x", "y"), scales(plane), strict=True):
        furthest = max((float(abs(getattr(path, name)).max()) for path in paths), default=0.0)
        reach.append(max((1 + MARGIN) * furthest, LEAST_REACH * scale))
    return about(*reach)


def about(x: float, y: float) -> Domain:
    """As far to one side of 0 as to the other."""
    return -x, x, -y, y


def scales(plane: Plane) -> tuple[float, float]:
    """How many times each direction goes into the length of all weights; 1 where one of them is 0."""
    weights, lengths = float(plane.centre.norm()), plane.directions.norm(dim=1)
    x, y = (weights / float(length) if weights and length else 1.0 for length in lengths)
    return x, y
