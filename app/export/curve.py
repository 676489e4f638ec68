"""Which curves belong to a comparison, and on which scale?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.catalog import FUNCTIONS, MODELS
from app.export.material import Compared
from app.messages import FloatArray, Trajectory
from app.spec import FormulaObjective, FunctionObjective

# From this ratio of the largest to the smallest loss on, a linear axis shows nothing but the beginning.
WIDE = 100.0


def losses(run: Trajectory) -> FloatArray:
    """The recorded losses of a run, NaN where there is no finite number."""
    loss = run.columns["loss"]
    assert loss is not None
    return np.where(np.isfinite(loss), loss, np.nan)


def column(run: Trajectory, name: str) -> FloatArray | None:
    """A column of a run as floats; None where it has none."""
    values = run.columns.get(name)
    return None if values is None else np.asarray(values, dtype=np.float64)


def is_wide(curves: Sequence[FloatArray]) -> bool:
    """Whether these losses are best seen on a logarithmic axis: none is negative, and they span decades."""
    values = np.concatenate([np.empty(0), *curves])
    values = values[np.isfinite(values)]
    positive = values[values > 0]
    if not len(positive) or (values < 0).any():
        return False
    return bool(positive.max() >= WIDE * positive.min())


def title_of(compared: Compared) -> str:
    """What was compared, in a few words."""
    objective = compared.comparison.objective
    if isinstance(objective, FunctionObjective):
        return FUNCTIONS[objective.id].name.en
    if isinstance(objective, FormulaObjective):
        return objective.expression
    return f"{MODELS[objective.model.id].name.en} on {objective.dataset.id}"
