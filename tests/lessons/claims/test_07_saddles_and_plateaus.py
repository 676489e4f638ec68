"""Saddles and plateaus."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import arrival, comparison, eigenvalues, formula_of, paths
from tests.plain import Columns

LESSON = "07-saddles-and-plateaus"


def leaves(path: Columns) -> int:
    """The first step with |y| above a half."""
    return int(np.flatnonzero(abs(path["y"]) > 0.5)[0])


@claims(LESSON, "saddle")
def test_sgd_takes_67_steps_to_leave_the_saddle_momentum_25_adam_6_and_rmsprop_one() -> None:
    found = {label: leaves(path) for label, path in paths(LESSON, "saddle").items()}
    assert found == {"SGD": 67, "Momentum": 25, "Adam": 6, "RMSprop": 1}


@claims(LESSON, "saddle", "ridge")
def test_between_two_minima_lies_a_saddle_whose_curvatures_are_1_and_minus_1() -> None:
    formula = formula_of(comparison(LESSON, "saddle")["objective"])
    assert eigenvalues(formula, 0, 0) == pytest.approx((-1, 1))
    for y in (-1, 1):
        assert min(eigenvalues(formula, 0, y)) > 0


@claims(LESSON, "saddle", "nearer")
def test_beside_the_saddle_each_step_multiplies_y_by_one_and_a_tenth() -> None:
    for scene in ("saddle", "nearer"):
        y = paths(LESSON, scene)["SGD"]["y"]
        small = y[:-1] < 0.1
        assert (y[1:] / y[:-1])[small] == pytest.approx(np.full(small.sum(), 1.1), rel=0.01)


@claims(LESSON, "nearer")
def test_a_hundred_times_nearer_costs_48_steps_more() -> None:
    assert 2 * math.log(10) / math.log(1.1) == pytest.approx(48, abs=0.5)
    assert leaves(paths(LESSON, "nearer")["SGD"]) == leaves(paths(LESSON, "saddle")["SGD"]) + 48 == 115


@claims(LESSON, "ridge")
def test_exactly_on_the_ridge_both_end_in_the_saddle_with_a_gradient_of_nothing() -> None:
    for path in paths(LESSON, "ridge").values():
        assert (path["y"] == 0).all()
        assert path["x"][-1] == pytest.approx(0, abs=0.01)
        assert path["grad_norm"][-1] < 0.01


@claims(LESSON, "noise")
def test_a_little_noise_turns_adam_aside_after_6_steps_and_sgd_after_about_a_hundred() -> None:
    found = paths(LESSON, "noise")
    assert leaves(found["Adam"]) == 6
    assert leaves(found["SGD"]) == pytest.approx(100, abs=15)
    assert comparison(LESSON, "noise")["objective"]["noise"] == 0.01
    for path in found.values():
        assert abs(path["y"][-1]) == pytest.approx(1, abs=0.05)


@claims(LESSON, "plateau")
def test_sgd_hardly_moves_on_the_plateau_where_the_others_arrive() -> None:
    found = paths(LESSON, "plateau")
    sgd = found.pop("SGD")
    assert sgd["grad_norm"][0] < 0.001
    moved = math.hypot(sgd["x"][-1] - sgd["x"][0], sgd["y"][-1] - sgd["y"][0])
    assert moved == pytest.approx(0.1, abs=0.02)
    assert {label: arrival(path) for label, path in found.items()} == {
        "Momentum": 142,
        "Adam": 65,
        "RMSprop": 11,
    }
