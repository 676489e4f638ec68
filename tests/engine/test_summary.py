"""Outcomes by the contract's rules, on losses made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.engine.record import Ending
from app.engine.trajectory import badge, badge_of_evaluations, converged_at, outcome_of
from app.messages import Columns


def losses(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def columns(*loss: float) -> Columns:
    count = len(loss)
    return {
        "loss": losses(*loss),
        "distance": np.linspace(1.0, 0.25, count),
        "evaluations": np.arange(count),
        "seconds": np.linspace(0.0, 2.0, count),
    }


@pytest.mark.parametrize(
    ("loss", "lowest", "expected"),
    [
        ((100.0, 50.0, 1.0, 0.5), 0.0, 2),
        ((100.0, 0.5, 2.0, 0.5), 0.0, 3),
        ((100.0, 0.5, 1.0, 1.5), 0.0, None),
        ((100.0, 0.5, math.nan, 0.5), 0.0, 3),
        ((100.0, 0.5, 0.5, math.nan), 0.0, None),
        ((11.0, 10.5, 10.02), 10.0, None),
        ((11.0, 10.5, 10.0099), 10.0, 2),
        ((0.0, 0.0, 0.0), 0.0, 0),
        ((0.0, 0.1, 0.0), 0.0, 2),
        ((math.inf, 5.0, 0.0), 0.0, None),
        ((math.nan, 5.0, 0.0), 0.0, None),
        ((5.0, -1.0, -2.0), 0.0, 1),
    ],
)
def test_a_run_converges_at_the_first_entry_from_which_it_stays_within_a_hundredth(
    loss: tuple[float, ...], lowest: float, expected: int | None
) -> None:
    assert converged_at(losses(*loss), lowest) == expected


def test_a_loss_that_rises_in_three_of_ten_last_steps_oscillates() -> None:
    falling = [100.0 - k for k in range(21)]
    tail = [79.0, 78.0, 79.0, 78.0, 77.0, 78.0, 77.0, 76.0, 77.0, 75.0]
    assert badge(losses(*falling, *tail)) == "oscillating"
    calmer = [79.0, 78.0, 79.0, 78.0, 77.0, 78.0, 77.0, 76.0, 75.0, 74.0]
    assert badge(losses(*falling, *calmer)) == "descending"


def test_only_the_last_fifth_counts() -> None:
    restless = [float(k % 2) + 50 for k in range(80)]
    calm = [40.0 - k for k in range(21)]
    assert badge(losses(*restless, *calm)) == "descending"
    assert badge(losses(*reversed(calm), *restless[:20])) == "oscillating"


def test_a_loss_that_stays_within_a_thousandth_of_what_was_gained_has_stalled() -> None:
    gained = [1000.0, *np.linspace(900.0, 1.0, 10)]
    assert badge(losses(*gained, *np.linspace(0.99, 0.0, 10))) == "stalled"
    assert badge(losses(*gained, *np.linspace(1.0, -0.1, 11)[1:])) == "descending"


def test_a_short_run_is_judged_by_all_its_steps() -> None:
    assert badge(losses(3.0, 2.0, 1.0)) == "descending"
    assert badge(losses(3.0, 4.0, 3.0)) == "oscillating"
    assert badge(losses(3.0)) == "stalled"


def test_losses_that_are_not_numbers_have_no_verdict_but_descending() -> None:
    assert badge(losses(*[math.nan] * 12)) == "descending"
    assert badge(losses(math.inf, *[math.nan] * 11)) == "descending"


def test_an_outcome_sums_up_the_columns() -> None:
    outcome = outcome_of(columns(10.0, 4.0, 0.05, 0.06), None, 0.0)
    assert (outcome.status, outcome.diverged_at, outcome.converged_at) == ("completed", None, 2)
    summary = outcome.summary
    assert (summary.final_loss, summary.best_loss, summary.best_step) == (0.06, 0.05, 2)
    assert (summary.distance, summary.gradient_evaluations, summary.seconds) == (0.25, 3, 2.0)
    assert summary.badge == "arrived"


def test_without_a_known_minimum_nothing_arrives_and_there_may_be_no_distance() -> None:
    outcome = outcome_of({**columns(10.0, 4.0, 0.0), "distance": None}, None, None)
    assert outcome.converged_at is None
    assert outcome.summary.distance is None
    assert outcome.summary.badge == "descending"


def test_a_diverged_run_has_spent_what_led_to_its_end() -> None:
    outcome = outcome_of(columns(10.0, 0.0, 99.0), Ending(diverged_at=3, evaluations=7, seconds=2.5), 0.0)
    assert (outcome.status, outcome.diverged_at, outcome.converged_at) == ("diverged", 3, None)
    assert outcome.summary.badge == "diverged"
    assert (outcome.summary.gradient_evaluations, outcome.summary.seconds) == (7, 2.5)
    assert outcome.summary.best_step == 1


def test_the_best_of_losses_passes_over_those_that_are_not_numbers() -> None:
    summary = outcome_of(columns(math.nan, 3.0, 2.0, math.nan), None, None).summary
    assert (summary.best_loss, summary.best_step) == (2.0, 2)
    nothing = outcome_of(columns(math.nan, math.nan), None, None).summary
    assert math.isnan(nothing.best_loss)
    assert nothing.best_step == 0


def test_a_run_on_batches_is_judged_by_the_level_of_its_evaluations_and_not_by_their_noise() -> None:
    noise = np.random.default_rng(0).normal(0, 0.02, 50)
    falling = np.linspace(2, 1, 50)
    assert badge(falling + 3 * noise) == "oscillating"
    assert badge_of_evaluations(falling + noise) == "descending"
    assert badge_of_evaluations(np.concatenate([[100.0], 1 + noise])) == "stalled"
    assert badge_of_evaluations(np.concatenate([[2.0], falling[::-1] + noise])) == "oscillating"
    assert badge_of_evaluations(np.array([1.0, np.nan, np.nan])) == "descending"
    assert badge_of_evaluations(np.array([0.7, 0.02, 0.02, 0.01, 0.01])) == "descending"
