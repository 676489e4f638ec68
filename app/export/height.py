"""What do the colours of a landscape stand for? The loss, or the logarithm of its height above the lowest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from app.catalog import FUNCTIONS
from app.messages import FloatArray, Landscape
from app.spec import FunctionObjective, Objective

# Below this share of the grid points a logarithmic scale stops: rounding noise at a minimum is no landscape.
NOISE_SHARE = 0.002
CONTOURS = 14


@dataclass(frozen=True, slots=True)
class Height:
    """A landscape on the scale of its colours, from `low` to `high`; NaN where the loss is undefined.

    `levels` are round heights strictly between, at equal distances `size`.
    """

    values: FloatArray
    low: float
    high: float
    levels: FloatArray
    size: float
    logarithmic: bool


def height_of(landscape: Landscape, objective: Objective) -> Height:
    """The landscape's heights; logarithmic where the catalog says so of a function."""
    function = FUNCTIONS.get(objective.id) if isinstance(objective, FunctionObjective) else None
    values = np.where(np.isfinite(landscape.z), landscape.z, np.nan)
    finite = np.sort(values[np.isfinite(values)])
    if not len(finite):
        return Height(values, 0.0, 1.0, np.array([1.0]), 1.0, False)
    if function is not None and function.z_scale == "log" and finite[-1] > finite[0]:
        base = min([finite[0], *(value for _, _, value in function.minima)])
        above = finite[finite > base] - base
        floor = above[int(NOISE_SHARE * (len(above) - 1))]
        values = np.log10(np.maximum(values - base, floor))
        low = math.log10(floor)
        return _levelled(values, low, max(math.log10(above[-1]), low + 1e-6), True)
    return _levelled(values, float(finite[0]), float(finite[-1]), False)


def _levelled(values: FloatArray, low: float, high: float, logarithmic: bool) -> Height:
    size = nice_step(max(high - low, 1e-12 * max(1.0, abs(low))), CONTOURS)
    start = math.ceil(low / size + 1e-6) * size
    levels = start + size * np.arange(max(1, math.floor((high - start) / size - 1e-6) + 1), dtype=np.float64)
    return Height(values, low, high, levels, size, logarithmic)


def nice_step(span: float, count: int) -> float:
    """A round distance (1, 2 or 5 times a power of ten) of which about `count` fill the span."""
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9)) * power
