"""Momentum in ravines."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import (
    arrival,
    arrived,
    comparison,
    eigenvalues,
    formula_of,
    params,
    paths,
)
from tests.plain import plain_loop

LESSON = "02-momentum"


@claims(LESSON, "race")
def test_momentum_arrives_after_44_steps_and_sgd_after_78_at_nearly_twice_the_rate() -> None:
    found = paths(LESSON, "race")
    assert (arrival(found["Momentum"]), arrival(found["SGD"])) == (44, 78)
    rates = {label: run["lr"] for label, run in params(LESSON, "race").items()}
    assert 0.5 < rates["Momentum"] / rates["SGD"] < 0.6
    assert rates["SGD"] < 0.02


@claims(LESSON, "race")
def test_momentum_swings_longer_and_rolls_past_the_minimum() -> None:
    found = paths(LESSON, "race")
    quiet = {label: np.flatnonzero(abs(path["y"]) > 0.1)[-1] for label, path in found.items()}
    assert quiet["Momentum"] > quiet["SGD"]
    for path in found.values():
        assert (path["y"][:10] > 0).any()
        assert (path["y"][:10] < -0.1).any()
    assert found["Momentum"]["x"].max() == pytest.approx(1.4, abs=0.05)
    assert found["SGD"]["x"].max() < 0


@claims(LESSON, "slope")
def test_on_a_steady_slope_nine_tenths_of_momentum_make_steps_ten_times_as_long() -> None:
    found = paths(LESSON, "slope")
    steps = {label: np.diff(path["x"]) for label, path in found.items()}
    assert steps["SGD"] == pytest.approx(np.full(60, 0.1))
    assert steps["Momentum"][0] == pytest.approx(0.1)
    assert steps["Momentum"][50] == pytest.approx(1.0, abs=0.01)
    assert abs(found["Momentum"]["y"][50:]).max() < 0.2, "across it cancels"


@claims(LESSON, "how-much")
def test_the_order_is_nine_tenths_then_half_then_none_then_too_much() -> None:
    found = paths(LESSON, "how-much")
    order = ["β 0.9", "β 0.5", "β 0", "β 0.98"]
    assert sorted(found, key=lambda label: arrival(found[label])) == order
    assert sorted(found, key=lambda label: found[label]["loss"][-1]) == order
    assert arrival(found["β 0.98"]) == 230
    assert found["β 0.98"]["x"].max() == pytest.approx(6.6, abs=0.1)
    assert {run["lr"] for run in params(LESSON, "how-much").values()} == {0.01}


@claims(LESSON, "limit")
def test_sgd_doubles_its_swing_where_momentum_arrives_after_55_steps() -> None:
    found = paths(LESSON, "limit")
    lost = found["SGD 0.03"]
    assert lost["y"][1:] == pytest.approx(-2 * lost["y"][:-1])
    assert arrival(found["Momentum 0.03"]) == 55


@claims(LESSON, "limit")
def test_momentum_leaves_just_above_its_limit_and_comes_home_just_below() -> None:
    asked = comparison(LESSON, "limit")["objective"]
    _, largest = eigenvalues(formula_of(asked), 0, 0)
    assert 2 * (1 + 0.9) / largest == pytest.approx(0.038)
    above = paths(LESSON, "limit")["Momentum 0.039"]
    assert above["loss"][-1] > 1e6 * above["loss"][0]
    below = plain_loop(formula_of(asked), asked["start"], "SGD", {"lr": 0.037, "momentum": 0.9}, 120)
    assert arrived(below) is not None


@claims(LESSON, "best")
def test_the_best_pair_is_that_of_the_square_root_of_the_condition_number() -> None:
    pair = params(LESSON, "best")["best pair"]
    assert pair["momentum"] == pytest.approx((9 / 11) ** 2, abs=1e-6)
    assert pair["lr"] == pytest.approx(4 / 121, abs=1e-6)
    path = paths(LESSON, "best")["best pair"]
    error = np.hypot(path["x"], path["y"])
    assert (error[100] / error[50]) ** (1 / 50) == pytest.approx(9 / 11, abs=0.02)
    assert arrival(path) == 32
    assert arrival(path) < arrival(paths(LESSON, "best")["Momentum"])


@claims(LESSON, "best")
def test_nesterov_swings_less_far_past_the_minimum_with_the_same_numbers() -> None:
    found, given = paths(LESSON, "best"), params(LESSON, "best")
    same = [(given[label]["lr"], given[label]["momentum"]) for label in ("Momentum", "Nesterov")]
    assert same[0] == same[1]
    assert given["Nesterov"]["nesterov"] is True
    assert found["Momentum"]["x"].max() == pytest.approx(1.4, abs=0.05)
    assert found["Nesterov"]["x"].max() == pytest.approx(1.1, abs=0.05)
