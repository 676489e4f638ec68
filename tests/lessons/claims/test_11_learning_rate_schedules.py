"""Learning-rate schedules."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import arrival, arrived, comparison, eigenvalues, formula_of, paths

LESSON = "11-learning-rate-schedules"


@claims(LESSON, "crease")
def test_a_constant_rate_never_comes_to_rest_and_cosine_ends_lowest() -> None:
    found = paths(LESSON, "crease")
    ends = {label: path["loss"][300] for label, path in found.items()}
    assert sorted(ends, key=lambda label: ends[label]) == ["Cosine", "StepLR", "ExponentialLR", "constant"]
    assert ends["StepLR"] == pytest.approx(0.021, abs=0.001)
    assert ends["ExponentialLR"] == pytest.approx(0.034, abs=0.001)
    assert ends["Cosine"] < 0.0001
    assert found["constant"]["loss"][100:].max() == pytest.approx(2.25)
    assert found["constant"]["x"][298:] == pytest.approx(found["constant"]["x"][286:289], abs=1e-9)


@claims(LESSON, "crease")
def test_in_the_middle_cosine_is_the_noisiest_of_the_three() -> None:
    found = paths(LESSON, "crease")
    swing = {label: np.ptp(path["loss"][150:171]) for label, path in found.items() if label != "constant"}
    assert max(swing, key=lambda label: swing[label]) == "Cosine"
    assert found["Cosine"]["lr"][299] < 1e-5


@claims(LESSON, "calm")
def test_step_lr_is_as_fast_as_the_large_rate_and_nearly_as_calm_as_the_small_one() -> None:
    found = paths(LESSON, "calm")
    first = {label: int(np.flatnonzero(path["loss"] < 0.5)[0]) for label, path in found.items()}
    assert first == {"lr 0.1": 9, "lr 0.01": 97, "StepLR": 9}
    ends = {label: path["loss"][-20:].mean() for label, path in found.items()}
    assert ends["lr 0.1"] == pytest.approx(0.035, abs=0.005)
    assert ends["lr 0.01"] < 0.1 * ends["lr 0.1"]
    assert ends["StepLR"] < 0.1 * ends["lr 0.1"]


@claims(LESSON, "calm")
def test_the_curve_falls_at_the_step_where_the_rate_drops() -> None:
    path = paths(LESSON, "calm")["StepLR"]
    assert (path["lr"][149], path["lr"][150]) == pytest.approx((0.1, 0.01))
    assert path["loss"][200:].mean() < 0.2 * path["loss"][100:150].mean()


@claims(LESSON, "too-early")
def test_the_steps_add_up_to_less_than_the_way_and_the_run_ends_short_of_the_minimum() -> None:
    found = paths(LESSON, "too-early")
    short = found["gamma 0.95"]
    assert short["lr"].sum() == pytest.approx(2.4, abs=1e-4)
    assert short["x"][-1] == pytest.approx(-3.7 + 2.4, abs=1e-3)
    assert found["gamma 0.985"]["x"][-1] == pytest.approx(0, abs=0.01)
    assert found["gamma 0.985"]["lr"][:-1].sum() < 0.12 / (1 - 0.985) <= 8 + 1e-9


@claims(LESSON, "warm-up")
def test_without_warm_up_the_run_diverges_within_11_steps_and_with_it_comes_to_rest_on_flatter_ground() -> (
    None
):
    found = paths(LESSON, "warm-up")
    assert found["constant"]["diverged_at"] <= 11
    warm = found["warm-up"]
    assert (warm["lr"][0], warm["lr"][10]) == pytest.approx((0.05, 0.5))
    assert warm["loss"][-1] < 1e-12
    formula = formula_of(comparison(LESSON, "warm-up")["objective"])
    assert eigenvalues(formula, 2.9, 0.9)[1] > 9
    x, y = warm["x"][-1], warm["y"][-1]
    largest = eigenvalues(formula, x, y)[1]
    assert largest == pytest.approx(x * x + y * y, abs=1e-6)
    assert (largest, 2 / largest) == pytest.approx((2.6, 0.78), abs=0.05)


@claims(LESSON, "warm-up")
def test_first_it_slides_to_the_floor_and_then_is_shaken_loose() -> None:
    warm = paths(LESSON, "warm-up")["warm-up"]
    assert warm["loss"][5] < 1e-3
    assert warm["loss"][6:20].max() > 0.1
    assert warm["x"][5] > 2
    assert warm["x"][-1] < 0


@claims(LESSON, "on-plateau")
def test_the_first_cut_comes_at_step_43_and_the_cuts_go_on_below_a_millionth() -> None:
    found = paths(LESSON, "on-plateau")
    path = found["ReduceLROnPlateau"]
    cuts = np.flatnonzero(np.diff(path["lr"])) + 1
    assert cuts[0] == 43
    assert np.ptp(np.sign(path["y"][30:43])) == 2, "it jumps across the crease"
    assert arrival(path) == 70
    assert arrived(found["constant"]) is None
    assert path["lr"][-1] < 1e-6 * path["lr"][0]
