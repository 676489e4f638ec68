"""Landscapes: the loss on a grid."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.engine import begin
from app.messages import Done, Landscape
from app.spec import read_request
from tests.engine.runs import Document, formula, function


def landscape(**document: object) -> tuple[Landscape, int]:
    """The landscape, and how many heartbeats came before it."""
    *heartbeats, found, end = list(begin(read_request("landscape", document)))
    assert isinstance(found, Landscape)
    assert isinstance(end, Done)
    assert set(heartbeats) <= {None}
    return found, len(heartbeats)


def test_a_landscape_has_the_loss_at_x_and_y_with_both_ends() -> None:
    found, _ = landscape(objective=function("rosenbrock"), domain=[-2, 2, -1, 3], resolution=41)
    assert (found.x[0], found.x[-1], found.y[0], found.y[-1]) == (-2, 2, -1, 3)
    assert np.diff(found.x) == pytest.approx(0.1)
    for i, j in ((0, 0), (3, 17), (40, 0), (12, 40)):
        x, y = found.x[i], found.y[j]
        assert found.z[j, i] == pytest.approx((1 - x) ** 2 + 100 * (y - x**2) ** 2)


@pytest.mark.parametrize("objective", [function("eggholder"), formula("x + 0*y", [1, 1])])
def test_the_domain_is_the_objectives_own_when_left_out(objective: Document) -> None:
    found, _ = landscape(objective=objective, resolution=3)
    side = 512 if objective["kind"] == "function" else 5
    assert (found.x[0], found.x[-1], found.y[0], found.y[-1]) == (-side, side, -side, side)
    assert found.z.shape == (3, 3)


def test_values_that_are_not_finite_are_kept() -> None:
    found, _ = landscape(objective=formula("log(x)/y", [1, 1]), domain=[-1, 1, 0, 1], resolution=3)
    assert np.isnan(found.z[0, 0])
    assert found.z[1, 1] == -math.inf
    assert found.z[2, 2] == 0.0


def test_a_formula_of_one_letter_fills_the_grid_too() -> None:
    found, _ = landscape(objective=formula("y", [1, 1]), domain=[0, 1, 0, 1], resolution=2)
    assert found.z.tolist() == [[0, 0], [1, 1]]


def test_a_large_landscape_lets_the_caller_look_up() -> None:
    found, heartbeats = landscape(objective=function("ackley"), resolution=400)
    assert found.z.shape == (400, 400)
    assert heartbeats >= 10
