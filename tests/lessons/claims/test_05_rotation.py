"""Turn the valley, and some methods stumble."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import arrival, comparison, eigenvalues, formula_of, params, paths
from tests.plain import plain_loop

LESSON = "05-rotation"
STEPS = {"SGD": 78, "Momentum": 44, "Adagrad": 28, "RMSprop": 26, "Adam": 35}
TURNED_STEPS = {"SGD": 78, "Momentum": 44, "Adagrad": 220, "RMSprop": 150, "Adam": 96}


@claims(LESSON, "aligned")
def test_along_an_axis_the_methods_that_scale_each_coordinate_arrive_first() -> None:
    assert eigenvalues(formula_of(comparison(LESSON, "aligned")["objective"]), 0, 0) == pytest.approx(
        (1, 100)
    )
    assert {label: arrival(path) for label, path in paths(LESSON, "aligned").items()} == STEPS


@claims(LESSON, "turned")
def test_turned_sgd_and_momentum_take_the_same_steps_and_the_order_is_upside_down() -> None:
    asked = comparison(LESSON, "turned")
    found = {
        run["label"]: plain_loop(
            formula_of(asked["objective"]), asked["objective"]["start"], run["optimizer"], run["params"], 300
        )
        for run in asked["runs"]
    }
    assert {label: arrival(path) for label, path in found.items()} == TURNED_STEPS
    shown = paths(LESSON, "turned")
    order = sorted(shown, key=lambda label: shown[label]["loss"][100])
    assert order == sorted(TURNED_STEPS, key=lambda label: TURNED_STEPS[label])
    scaling = {"Adagrad", "RMSprop", "Adam"}
    assert set(order[2:]) == set(sorted(STEPS, key=lambda label: STEPS[label])[:3]) == scaling


@claims(LESSON, "turned", "aligned")
def test_bowl_and_start_were_turned_together_and_nothing_else_was_changed() -> None:
    plain, turned = (comparison(LESSON, scene) for scene in ("aligned", "turned"))
    assert plain["runs"] == turned["runs"]
    (x, y), half = plain["objective"]["start"], math.sqrt(0.5)
    assert turned["objective"]["start"] == pytest.approx([half * (x - y), half * (x + y)])
    assert eigenvalues(formula_of(turned["objective"]), 0, 0) == pytest.approx((1, 100))
    losses = (paths(LESSON, "aligned")["SGD"]["loss"], paths(LESSON, "turned")["SGD"]["loss"])
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)


@claims(LESSON, "turned")
def test_along_the_diagonal_floor_both_coordinates_have_one_divisor() -> None:
    path = paths(LESSON, "turned")["Adagrad"]
    assert abs(path["x"][10:] / path["y"][10:] - 1).max() < 0.01
    steps = np.diff(path["x"][10:]) / np.diff(path["y"][10:])
    assert abs(steps - 1).max() < 0.05


@claims(LESSON, "small-turn")
def test_fifteen_degrees_cost_adagrad_four_times_the_steps_and_momentum_none() -> None:
    asked = comparison(LESSON, "small-turn")
    assert eigenvalues(formula_of(asked["objective"]), 0, 0) == pytest.approx((1, 100), rel=1e-4)
    matrix = np.array([[7.631743, -24.75], [-24.75, 93.368257]])
    along = np.linalg.eigh(matrix)[1][:, 0]
    assert math.degrees(math.atan2(along[1], along[0])) % 180 == pytest.approx(15, abs=0.01)
    found = {label: arrival(path) for label, path in paths(LESSON, "small-turn").items()}
    assert found == {"Momentum": 44, "Adagrad": 111}
    plain = params(LESSON, "aligned")
    assert all(run == plain[label] for label, run in params(LESSON, "small-turn").items())


@claims(LESSON, "curvature")
def test_lbfgs_has_arrived_before_momentum_has_taken_half_of_its_steps() -> None:
    found = paths(LESSON, "curvature")
    cost = {label: path["evaluations"][arrival(path)] for label, path in found.items()}
    assert cost["LBFGS"] < 0.5 * cost["Momentum"]
    assert cost["Momentum"] < cost["Adam"]
