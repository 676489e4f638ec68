"""Coarse grids come first, finer ones take over the points they share, and each point is in its place."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.engine.planes.grid import Grid, resolutions

DOMAIN = (-2.0, 3.0, 0.0, 0.5)


def values(coordinates: torch.Tensor) -> torch.Tensor:
    return torch.sin(3 * coordinates[:, 0]) + 7 * coordinates[:, 1]


@given(st.integers(2, 120))
def test_each_grid_is_finer_than_the_one_before_up_to_what_was_asked(last: int) -> None:
    sides = resolutions(last)
    assert sides[-1] == last
    assert all(coarse < fine for coarse, fine in itertools.pairwise(sides))
    assert sides[0] == min(13, last)


@given(st.sampled_from([13, 17, 25, 49, 51, 101, 120]))
def test_every_value_stands_at_its_coordinates_however_it_came(last: int) -> None:
    grid = None
    for side in resolutions(last):
        grid = Grid(DOMAIN, side, grid)
        found = grid.fill(values(grid.unknown))
        x, y = np.linspace(-2, 3, side), np.linspace(0, 0.5, side)
        assert found.x == pytest.approx(x, abs=1e-12)
        assert found.y == pytest.approx(y, abs=1e-12)
        # Odd rows too, and not transposed.
        assert found.z == pytest.approx(np.sin(3 * x)[None, :] + 7 * y[:, None], abs=1e-9)


def test_points_that_are_shared_are_not_asked_for_again() -> None:
    first = Grid(DOMAIN, 13)
    assert len(first.unknown) == 169
    kept = first.fill(values(first.unknown)).z.copy()
    second = Grid(DOMAIN, 25, first)
    assert len(second.unknown) == 625 - 169
    second.fill(values(second.unknown))
    assert len(Grid(DOMAIN, 51, second).unknown) == 51 * 51
    assert (first.fill(torch.empty(0).double()).z == kept).all()


@pytest.mark.parametrize("value", [0.0, -3.0, float("nan"), float("inf")])
def test_a_value_of_any_kind_is_known_once_it_was_found(value: float) -> None:
    grid = Grid(DOMAIN, 13)
    grid.fill(torch.full((169,), value).double())
    assert len(grid.unknown) == 0
    assert len(Grid(DOMAIN, 25, grid).unknown) == 625 - 169
