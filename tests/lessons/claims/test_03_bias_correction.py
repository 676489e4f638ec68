"""Why Adam's first steps are as they are."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import comparison, formula_of, params, paths
from tests.plain import Columns, plain_loop

LESSON = "03-bias-correction"


def lengths(path: Columns) -> list[float]:
    """How long each step is."""
    return [float(length) for length in np.hypot(np.diff(path["x"]), np.diff(path["y"]))]


@claims(LESSON, "one-step")
def test_after_one_step_it_stands_half_a_unit_further_along_both_coordinates() -> None:
    (path,) = paths(LESSON, "one-step").values()
    assert len(path["x"]) == 2
    assert (path["x"][0] * 1, path["y"][0] * 100) == pytest.approx((-9, 1)), "the gradient"
    assert (path["x"][1], path["y"][1]) == pytest.approx((-8.5, -0.49))
    assert path["loss"][1] > path["loss"][0], "into the wall"


@claims(LESSON, "one-step")
def test_the_first_step_is_the_rate_along_each_coordinate_whatever_the_slope() -> None:
    objective = comparison(LESSON, "one-step")["objective"]
    for scale in (1e-3, 1, 1e6):
        path = plain_loop(f"{scale}*({formula_of(objective)})", objective["start"], "Adam", {"lr": 0.5}, 1)
        assert (path["x"][1], path["y"][1]) == pytest.approx((-8.5, -0.49), abs=1e-4)


@claims(LESSON, "uncorrected")
def test_adams_steps_are_all_alike_and_rmsprops_first_is_thirty_times_too_long() -> None:
    found = paths(LESSON, "uncorrected")
    assert np.diff(found["Adam"]["x"]) == pytest.approx(np.full(100, 0.1))
    steps = np.diff(found["RMSprop"]["x"])
    assert steps[0] == pytest.approx(3.16, abs=0.01)
    assert steps == pytest.approx(0.1 / np.sqrt(1 - 0.999 ** np.arange(1, 101)), rel=1e-6)
    assert steps[99] > 3 * 0.1
    given = params(LESSON, "uncorrected")
    assert given["RMSprop"]["alpha"] == given["Adam"]["betas"][1] == 0.999
    assert given["RMSprop"]["lr"] == given["Adam"]["lr"] == 0.1


@claims(LESSON, "wall")
def test_the_wall_is_two_thousand_steep_and_the_plain_begins_two_steps_away() -> None:
    for path in paths(LESSON, "wall").values():
        slope = 1 + 2000 * np.exp(-20 * (path["x"] + 4))
        assert slope[0] == pytest.approx(2000, rel=0.01)
        assert slope[2] < 0.05 * slope[0]


@claims(LESSON, "wall")
def test_the_shorter_the_memory_of_squares_the_farther_it_walks() -> None:
    found = paths(LESSON, "wall")
    order = ["β2 0.9", "β2 0.99", "β2 0.999"]
    assert sorted(found, key=lambda label: -found[label]["x"][-1]) == order
    assert sorted(found, key=lambda label: found[label]["loss"][-1]) == order
    assert found["β2 0.9"]["x"][-1] > 10
    assert max(found[label]["x"][-1] for label in order[1:]) < -2.5


@claims(LESSON, "waiting")
def test_radam_does_not_divide_in_its_first_five_steps_and_then_begins_with_tiny_ones() -> None:
    path = paths(LESSON, "waiting")["RAdam"]
    mean = 0.0
    for step in range(5):
        mean = 0.9 * mean + 0.1 * 2 * path["x"][step]
        expected = path["x"][step] - 0.1 * mean / (1 - 0.9 ** (step + 1))
        assert path["x"][step + 1] == pytest.approx(expected)
    steps = lengths(path)
    assert steps[0] == pytest.approx(1.0)
    assert steps[5] < 0.01 * steps[4]


@claims(LESSON, "waiting")
def test_adams_first_steps_are_about_seven_fiftieths_long() -> None:
    assert lengths(paths(LESSON, "waiting")["Adam"])[:10] == pytest.approx([0.14] * 10, rel=0.05)
