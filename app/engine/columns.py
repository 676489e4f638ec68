"""What is a trajectory made of? Columns of equal length, one entry for each position."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.messages import Columns, FloatArray

COMMON = ("x", "y", "loss", "grad_norm", "lr", "distance", "evaluations", "seconds")


def entries(columns: Columns) -> int:
    """How many positions the columns hold."""
    return len(floats(columns, "loss"))


def floats(columns: Columns, name: str) -> FloatArray:
    """A column that is known to be there."""
    column = columns[name]
    assert column is not None, f"expected a column {name}, got None"
    return np.asarray(column, dtype=np.float64)


def part(columns: Columns, entries: slice) -> Columns:
    """Some consecutive entries of each column."""
    return {name: None if column is None else column[entries] for name, column in columns.items()}


def joined(parts: Sequence[Columns]) -> Columns:
    """The columns of consecutive chunks as whole columns."""
    return {
        name: None if first is None else np.concatenate([part[name] for part in parts])
        for name, first in parts[0].items()
    }
