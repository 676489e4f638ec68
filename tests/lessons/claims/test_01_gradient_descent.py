"""Gradient descent, and when it diverges."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import arrived, comparison, eigenvalues, formula_of, params, paths
from tests.plain import plain_loop

LESSON = "01-gradient-descent"


@claims(LESSON, "bowl")
def test_each_step_keeps_eight_tenths_of_both_coordinates_and_of_its_own_length() -> None:
    (path,) = paths(LESSON, "bowl").values()
    places = np.stack([path["x"], path["y"]])
    assert places[:, 0].tolist() == [-4, 3]
    assert places[:, 1:] == pytest.approx(0.8 * places[:, :-1])
    lengths = np.linalg.norm(np.diff(places), axis=0)
    assert lengths[1:] == pytest.approx(0.8 * lengths[:-1])
    assert set(path["lr"]) == {0.1}


@claims(LESSON, "four-rates")
def test_the_factor_ranks_the_four_rates() -> None:
    found = paths(LESSON, "four-rates")
    for label, factor in {"lr 0.1": 0.8, "lr 0.5": 0.0, "lr 0.8": -0.6, "lr 1.05": -1.1}.items():
        assert found[label]["x"][1:] == pytest.approx(factor * found[label]["x"][:-1])
    ranks = sorted(found, key=lambda label: found[label]["loss"][20])
    assert ranks == ["lr 0.5", "lr 0.8", "lr 0.1", "lr 1.05"]


@claims(LESSON, "four-rates")
def test_half_lands_in_one_step_and_the_largest_only_goes_away() -> None:
    found = paths(LESSON, "four-rates")
    assert found["lr 0.5"]["loss"][1] == pytest.approx(0, abs=1e-12)
    assert (np.diff(found["lr 1.05"]["loss"]) > 0).all()
    assert (np.diff(found["lr 0.8"]["loss"]) < 0).all()


@claims(LESSON, "limit")
def test_the_two_rates_stand_just_below_and_just_above_two_over_the_largest_curvature() -> None:
    assert eigenvalues(formula_of(comparison(LESSON, "limit")["objective"]), -9, 2) == pytest.approx((1, 100))
    below, above = sorted(run["lr"] for run in params(LESSON, "limit").values())
    assert 0.85 * 0.02 < below < 0.02 < above < 1.15 * 0.02


@claims(LESSON, "limit")
def test_just_below_the_limit_it_calms_down_and_just_above_it_grows_a_millionfold() -> None:
    found = paths(LESSON, "limit")
    below, above = found["lr 0.018"], found["lr 0.021"]
    assert below["y"][1:] == pytest.approx(-0.8 * below["y"][:-1], abs=1e-12)
    assert above["y"][1:] == pytest.approx(-1.1 * above["y"][:-1])
    assert arrived(below) is not None
    assert above["loss"][100] > 1e6 * above["loss"][0]


@claims(LESSON, "price")
def test_across_all_is_quiet_after_thirty_steps_and_along_it_creeps_from_9_to_1_and_a_half() -> None:
    path = paths(LESSON, "price")["lr 0.018"]
    assert abs(path["y"][30]) < 0.005
    assert path["x"][1:] == pytest.approx(0.982 * path["x"][:-1])
    assert path["x"][100] == pytest.approx(-1.5, abs=0.1)


@claims(LESSON, "price")
def test_at_the_best_rate_both_factors_have_one_size_and_no_other_rate_has_smaller_ones() -> None:
    label = "lr 2/101"
    path = paths(LESSON, "price")[label]
    best = params(LESSON, "price")[label]["lr"]
    assert best == pytest.approx(2 / 101)
    for name, sign in (("x", 1), ("y", -1)):
        assert path[name][1:] == pytest.approx(sign * 99 / 101 * path[name][:-1])
    rates = np.linspace(0.0001, 0.03, 300)
    assert np.maximum(abs(1 - rates), abs(1 - 100 * rates)).min() >= 99 / 101
    ends = {name: np.hypot(one["x"][100], one["y"][100]) for name, one in paths(LESSON, "price").items()}
    assert ends["lr 0.018"] < 1.25 * ends[label], "no rate does much better"


@claims(LESSON, "your-turn")
def test_the_limit_is_a_quarter_and_the_path_leaves_along_the_diagonal() -> None:
    formula = formula_of(comparison(LESSON, "your-turn")["objective"])
    assert eigenvalues(formula, 0, 0) == pytest.approx((4, 8))
    found = paths(LESSON, "your-turn")
    assert arrived(found["lr 0.24"]) is not None
    leaving = found["lr 0.26"]
    assert leaving["loss"][-1] > 100 * leaving["loss"][0]
    assert leaving["x"][-1] == pytest.approx(leaving["y"][-1])


@claims(LESSON, "your-turn")
def test_the_limit_that_the_diagonal_entries_promise_diverges() -> None:
    formula = formula_of(comparison(LESSON, "your-turn")["objective"])
    path = plain_loop(formula, (3, 1), "SGD", {"lr": 0.33}, 60)
    assert path["loss"][-1] > path["loss"][0]
