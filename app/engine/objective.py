"""What is minimised? A function of the catalog or a typed formula, ready to be evaluated row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.catalog import FUNCTIONS
from app.catalog.formula import Formula, read_formula
from app.spec import FormulaObjective, PlaneObjective

# From 8 columns on, torch's vectorised loops round some functions otherwise than its scalar ones.
NARROW = 7

# torch.autograd.grad spends a fifth of a step in Python on checks of arguments that are always right here.
_run_backward = torch.autograd.Variable._execution_engine.run_backward


@dataclass(frozen=True, slots=True)
class Objective:
    """A formula with what is known about it.

    `minima` are the separate global minima (x, y), empty where unknown or a continuum;
    `lowest` is the best known value, None where unknown.
    """

    formula: Formula
    minima: tuple[tuple[float, float], ...]
    lowest: float | None


def objective_of(spec: PlaneObjective) -> Objective:
    """The objective that a request names."""
    if isinstance(spec, FormulaObjective):
        return Objective(read_formula(spec.expression, None), (), None)
    function = FUNCTIONS[spec.id]
    separate = function.minima if function.minima_kind == "points" else ()
    lowest = min((value for _, _, value in function.minima), default=None)
    return Objective(
        formula=read_formula(function.formula, None),
        minima=tuple((x, y) for x, y, _ in separate),
        lowest=lowest,
    )


class Evaluator:
    """Value and gradient of a formula at `width` positions, each bit-equal to its evaluation alone.

    One forward and one backward pass serve all columns; a formula that is sensitive to width is evaluated
    in blocks of at most 7 columns within the same passes.
    """

    def __init__(self, formula: Formula, width: int) -> None:
        block = width if formula.any_width else NARROW
        self._formula = formula
        self._columns = torch.empty(2, width, dtype=torch.float64)
        xs, ys = (row.split(block) for row in self._columns)
        self._leaves = tuple(
            part.detach().requires_grad_() for pair in zip(xs, ys, strict=True) for part in pair
        )
        self._blocks = list(zip(self._leaves[::2], self._leaves[1::2], strict=True))
        self._ones = tuple(torch.ones(len(x), dtype=torch.float64) for x in xs)
        self._zeros = [torch.zeros(len(x), dtype=torch.float64) for x in xs]

    def __call__(self, positions: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Value, derivative by x and derivative by y, each (width,), at `positions` (2, width).

        What is returned is valid until the next call. The caller has gradients switched off.
        """
        self._columns.copy_(positions)
        formula = self._formula
        with torch.enable_grad():
            values = tuple([formula(x, y) for x, y in self._blocks])
        slopes = _slopes(values, self._ones, self._leaves)
        if len(values) == 1:
            by_x, by_y = slopes
            zeros = self._zeros[0]
            return values[0], zeros if by_x is None else by_x, zeros if by_y is None else by_y
        return torch.cat(values), self._joined(slopes[::2]), self._joined(slopes[1::2])

    def _joined(self, slopes: Sequence[Tensor | None]) -> Tensor:
        pairs = zip(slopes, self._zeros, strict=True)
        return torch.cat([zeros if slope is None else slope for slope, zeros in pairs])


def wide_slopes(formula: Formula, positions: Tensor) -> tuple[Tensor, Tensor]:
    """Derivatives by x and by y, each (width,), at `positions` (2, width) in one piece, however wide.

    A formula that is sensitive to width may differ from its evaluation alone in the last place.
    """
    x, y = leaves = tuple(row.detach().requires_grad_() for row in positions)
    with torch.enable_grad():
        value = formula(x, y)
    by_x, by_y = _slopes((value,), (torch.ones_like(value),), leaves)
    return torch.zeros_like(x) if by_x is None else by_x, torch.zeros_like(y) if by_y is None else by_y


def _slopes(
    values: tuple[Tensor, ...], ones: tuple[Tensor, ...], leaves: tuple[Tensor, ...]
) -> tuple[Tensor | None, ...]:
    """The gradient of the values by each leaf, None for a leaf that the formula does not name."""
    # Positionally: do not keep the graph, do not make one of the gradient, allow leaves out of reach.
    return _run_backward(values, ones, False, False, leaves, True, accumulate_grad=False)
