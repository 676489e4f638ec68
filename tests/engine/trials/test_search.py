"""Where trials are: grids by hand, the same draws for everybody, and a sampler that learns."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import OPTIMIZERS
from app.engine.trials.search import (
    Places,
    Sampled,
    drawn,
    equal_cells,
    grid_sides,
    gridded,
)
from app.spec import Span, span_of


@pytest.mark.parametrize(
    ("dimensions", "cells", "sides"),
    [
        (1, 20, [20]),
        (2, 20, [5, 4]),
        (2, 19, [4, 4]),
        (2, 3, [2, 1]),
        (2, 5, [2, 2]),
        (2, 6, [3, 2]),
        (2, 1, [1, 1]),
        (3, 20, [3, 3, 2]),
        (3, 200, [6, 6, 5]),
        (4, 16, [2, 2, 2, 2]),
    ],
)
def test_a_grids_sides_are_as_equal_as_they_can_be(dimensions: int, cells: int, sides: list[int]) -> None:
    assert grid_sides(dimensions, cells) == sides


@given(st.integers(1, 4), st.integers(1, 250))
def test_a_grid_has_at_most_the_trials_and_no_side_to_spare(dimensions: int, cells: int) -> None:
    sides = grid_sides(dimensions, cells)
    assert math.prod(sides) <= cells
    shortest = sides.index(min(sides))
    wider = [side + (axis == shortest) for axis, side in enumerate(sides)]
    assert math.prod(wider) > cells


def test_a_grid_goes_from_end_to_end_of_each_axis() -> None:
    assert gridded(1, 5) == [(0.0,), (0.25,), (0.5,), (0.75,), (1.0,)]
    assert gridded(2, 6) == [(0.0, 0.0), (0.0, 1.0), (0.5, 0.0), (0.5, 1.0), (1.0, 0.0), (1.0, 1.0)]
    assert gridded(2, 3) == [(0.0, 0.5), (1.0, 0.5)]
    assert gridded(1, 1) == [(0.5,)]


@pytest.mark.parametrize(
    ("dimensions", "cells", "alike"),
    [([1, 1], 20, 20), ([1, 2], 19, 16), ([1, 2, 3], 20, 12), ([2, 1], 3, 2)],
)
def test_grids_of_several_optimizers_have_as_many_cells(
    dimensions: list[int], cells: int, alike: int
) -> None:
    assert equal_cells(dimensions, cells) == alike
    assert {math.prod(grid_sides(axes, alike)) for axes in dimensions} == {alike}


def test_values_are_spread_as_their_sliders_are() -> None:
    decades = Span(1e-3, 10.0, "log", whole=False)
    assert [decades.at(k / 4) for k in range(5)] == [0.001, 0.01, 0.1, 1.0, 10.0]
    memory = Span(0.0, 0.999, "log_to_one", whole=False)
    assert [memory.at(k / 3) for k in range(4)] == [0.0, 0.9, 0.99, 0.999]
    even = Span(-2.0, 0.0, "linear", whole=False)
    assert [even.at(k / 4) for k in range(5)] == [-2.0, -1.5, -1.0, -0.5, 0.0]
    whole = Span(1.0, 50.0, "linear", whole=True)
    assert [whole.at(place) for place in (0.0, 0.5, 1.0)] == [1, 26, 50]
    assert isinstance(whole.at(0.3), int)


RANGED = [
    (optimizer.id, f"{parameter.name}[{index}]" if parameter.items else parameter.name)
    for optimizer in OPTIMIZERS.values()
    for parameter in optimizer.params
    if parameter.kind in ("float", "int", "tuple")
    for index in range(max(1, len(parameter.items)))
]


@given(st.sampled_from(RANGED), st.floats(0, 1))
def test_no_value_leaves_its_range(named: tuple[str, str], place: float) -> None:
    span = span_of(*named, {})
    assert span is not None
    assert span.low <= span.at(place) <= span.high
    assert (span.at(0.0), span.at(1.0)) == (span.low, span.high)


@given(
    low=st.floats(1e-12, 1e3),
    width=st.floats(1.0001, 1e6),
    places=st.lists(st.floats(0, 1), min_size=2, max_size=2),
)
def test_a_range_of_ones_own_is_kept_to_and_goes_up(low: float, width: float, places: list[float]) -> None:
    span = span_of("Adam", "lr", {"lr": (low, low * width)})
    assert span is not None
    values = [span.at(place) for place in sorted(places)]
    assert low <= values[0] <= values[1] <= low * width


def test_draws_are_even_and_the_same_for_the_same_seed() -> None:
    draws = np.array(drawn(2, 4000, 7))
    assert drawn(2, 4000, 7) == [tuple(row) for row in draws.tolist()]
    assert drawn(2, 5, 7) != drawn(2, 5, 8)
    counts, _, _ = np.histogram2d(draws[:, 0], draws[:, 1], bins=4, range=[[0, 1], [0, 1]])
    assert counts.min() > 180


def bowl(places: Places) -> float:
    return sum((place - 0.3) ** 2 for place in places)


def sampled(trials: int, seed: int, together: int = 1) -> list[Places]:
    search = Sampled(2, trials, seed)
    found: list[Places] = []
    while len(found) < trials:
        asked = search.ask(min(together, trials - len(found)))
        search.tell([bowl(places) for places in asked])
        found += asked
    return found


@pytest.mark.parametrize("together", [1, 4])
def test_the_sampler_comes_closer_than_chance(together: int) -> None:
    seeds = range(11)
    best = [min(map(bowl, sampled(40, seed, together)[10:])) for seed in seeds]
    by_chance = [min(map(bowl, drawn(2, 40, seed)[10:])) for seed in seeds]
    assert np.median(best) < 0.5 * np.median(by_chance)


def test_the_sampler_looks_where_it_was_good() -> None:
    distances = np.array([[math.sqrt(bowl(places)) for places in sampled(40, seed)] for seed in range(11)])
    assert distances[:, 25:].mean() < 0.6 * distances[:, :10].mean()


def test_the_sampler_draws_at_random_before_it_knows_anything() -> None:
    def after(value: float) -> list[Places]:
        search = Sampled(1, 40, 3)
        first = search.ask(10)
        search.tell([value * places[0] for places in first])
        return [*first, *search.ask(1)]

    rising, falling = after(1.0), after(-1.0)
    assert rising[:10] == falling[:10]
    assert rising[10] != falling[10]


def test_the_sampler_takes_what_came_to_nothing_for_the_worst() -> None:
    found = []
    for seed in range(7):
        search = Sampled(1, 60, seed)
        for _ in range(60):
            (places,) = search.ask(1)
            search.tell([math.inf if places[0] > 0.5 else abs(places[0] - 0.35)])
            found.append(places[0])
    tried = np.array(found).reshape(7, 60)
    assert (tried[:, :10] > 0.5).mean() > 0.35
    assert (tried[:, 30:] > 0.5).mean() < 0.15


def test_the_sampler_is_the_same_each_time() -> None:
    assert sampled(30, 5, 4) == sampled(30, 5, 4)
    assert sampled(30, 5, 4) != sampled(30, 6, 4)
    assert Sampled(1, 8, 2**53 - 1).ask(2) == Sampled(1, 8, 2**53 - 1).ask(2)


def test_the_sampler_has_nothing_to_say_for_itself(capfd: pytest.CaptureFixture[str]) -> None:
    sampled(15, 0)
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_optuna_is_loaded_only_where_it_is_needed() -> None:
    code = "import sys, app.runner.worker, app.runner.preload, app.main; print('optuna' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
