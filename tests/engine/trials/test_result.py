"""Medians and quartiles over seeds, also where some of them came to nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.trials.result import Result, quarters, spread

INFINITE = math.inf


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=16))
def test_quartiles_are_those_of_numpy(values: list[float]) -> None:
    expected = np.quantile(values, [0.25, 0.5, 0.75])
    scale = max(1.0, *map(abs, values))
    np.testing.assert_allclose(quarters(values), expected, rtol=1e-14, atol=1e-14 * scale)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0, 1.0, INFINITE], [2.0, 3.0, INFINITE]),
        ([1.0, 2.0, 3.0, INFINITE, INFINITE], [2.0, 3.0, INFINITE]),
        ([1.0, INFINITE], [INFINITE, INFINITE, INFINITE]),
        ([INFINITE, INFINITE], [INFINITE, INFINITE, INFINITE]),
        ([-INFINITE, 1.0, 2.0], [-INFINITE, 1.0, 1.5]),
    ],
)
def test_what_is_infinite_ranks_last(values: list[float], expected: list[float]) -> None:
    assert quarters(values) == expected


def completed(loss: float) -> Result:
    return Result(loss, loss / 2, "completed")


DIVERGED = Result(7.0, 0.5, "diverged")


def test_one_seed_is_what_came_of_it() -> None:
    whole = spread([DIVERGED])
    assert (whole.middle, whole.quartiles) == (DIVERGED, None)


def test_a_seed_that_diverged_counts_as_infinite_whatever_it_reached() -> None:
    whole = spread([completed(1.0), DIVERGED, completed(2.0)])
    assert whole.middle == Result(2.0, 1.0, "completed")
    assert whole.quartiles == {"final_loss": (1.5, INFINITE), "best_loss": (0.75, INFINITE)}


def test_a_loss_that_is_no_number_counts_as_infinite() -> None:
    whole = spread([completed(math.nan), completed(2.0), completed(4.0)])
    assert whole.middle == Result(4.0, 2.0, "completed")


@pytest.mark.parametrize(
    ("diverged", "seeds", "status"), [(1, 2, "completed"), (2, 3, "diverged"), (2, 4, "completed")]
)
def test_the_whole_diverges_when_more_than_half_of_the_seeds_do(
    diverged: int, seeds: int, status: str
) -> None:
    results = [DIVERGED] * diverged + [completed(1.0)] * (seeds - diverged)
    assert spread(results).middle.status == status
