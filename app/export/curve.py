"""Which curves belong to a comparison, and on which scale?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.catalog import FUNCTIONS, MODELS
from app.export.material import Compared
from app.messages import FloatArray, Trajectory
from app.spec import FormulaObjective, FunctionObjective

# From this ratio of the largest to the smallest loss on, a linear axis shows nothing but the beginning.
WIDE = 100.0
# Decades: shown above the highest start, and shown at all.
ABOVE = 1.0
DECADES = 24.0


def losses(run: Trajectory) -> FloatArray:
    """The recorded losses of a run, NaN where there is no finite number."""
    loss = run.columns["loss"]
    assert loss is not None
    return np.where(np.isfinite(loss), loss, np.nan)


def column(run: Trajectory, name: str) -> FloatArray | None:
    """A column of a run as floats; None where it has none."""
    values = run.columns.get(name)
    return None if values is None else np.asarray(values, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of the curves: from `low` to `high`, which are exponents of ten where it is logarithmic."""

    low: float
    high: float
    logarithmic: bool

    def place(self, loss: FloatArray) -> FloatArray:
        """Where losses stand on the axis; NaN where they have no place on it."""
        if not self.logarithmic:
            return loss
        return np.log10(np.where(loss > 0, loss, np.nan))


def scale_of(curves: Sequence[FloatArray]) -> Scale:
    """The axis on which these losses are best seen; what rises far above the starts leaves it at the top.

    It is logarithmic where no loss is negative and they span decades.
    """
    values = np.concatenate([np.empty(0), *curves])
    values = values[np.isfinite(values)]
    starts = np.array([curve[0] for curve in curves if len(curve) and np.isfinite(curve[0])])
    positive = values[values > 0]
    if len(positive) and (values >= 0).all() and positive.max() >= WIDE * positive.min():
        low, high = np.log10(positive.min()), np.log10(positive.max())
        if (starts > 0).any():
            high = min(high, np.log10(starts.max()) + ABOVE)
        return _with_room(max(low, high - DECADES), high, True)
    if not len(values):
        return _with_room(0.0, 1.0, False)
    high = min(values.max(), 2 * starts.max() - values.min()) if len(starts) else values.max()
    return _with_room(values.min(), high, False)


def _with_room(low: float, high: float, logarithmic: bool) -> Scale:
    room = 0.05 * (high - low) or 0.5
    return Scale(float(low - room), float(high + room), logarithmic)


def title_of(compared: Compared) -> str:
    """What was compared, in a few words."""
    objective = compared.comparison.objective
    if isinstance(objective, FunctionObjective):
        return FUNCTIONS[objective.id].name.en
    if isinstance(objective, FormulaObjective):
        return objective.expression
    return f"{MODELS[objective.model.id].name.en} on {objective.dataset.id}"
