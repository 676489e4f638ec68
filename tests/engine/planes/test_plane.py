"""A point is drawn where the nearest point of its plane lies, and its distance is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.engine.planes.directions import random_directions, three_points
from app.engine.planes.plane import Plane
from app.engine.training.layout import Layout

NUMBERS = st.floats(-3, 3, allow_nan=False, width=32)


def plane(centre: Any, directions: Any) -> Plane:
    return Plane(torch.tensor(centre, dtype=torch.float64), torch.tensor(directions, dtype=torch.float64))


def test_directions_that_are_not_orthonormal_do_not_mislead() -> None:
    # D^T x / |d| draws this point at 4.83.
    slanted = plane([0.0, 0.0, 0.0], [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    found = slanted.project(torch.tensor([[4.0, 2.0, 5.0]]))
    assert (found.x[0], found.y[0]) == pytest.approx((2.0, 2.0), abs=1e-12)
    assert found.residual[0] == pytest.approx(5.0, abs=1e-12)
    assert found.relative[0] == pytest.approx(5 / np.sqrt(45), abs=1e-12)
    assert found.explained == pytest.approx(20 / 45)


@given(
    arrays.arrays(np.float64, (2, 6), elements=NUMBERS),
    arrays.arrays(np.float64, 6, elements=NUMBERS),
    arrays.arrays(np.float64, (4, 6), elements=NUMBERS),
)
def test_projections_are_the_least_squares_answer(directions: Any, centre: Any, points: Any) -> None:
    singular = np.linalg.svd(directions, compute_uv=False)
    if singular[1] < 1e-3 * singular[0] or singular[1] < 1e-3:
        return
    found = plane(centre, directions).project(torch.tensor(points))
    for k, point in enumerate(points):
        expected, *_ = np.linalg.lstsq(directions.T, point - centre, rcond=None)
        assert np.allclose([found.x[k], found.y[k]], expected, rtol=1e-6, atol=1e-6)
        distance = np.linalg.norm(point - centre - expected @ directions)
        assert found.residual[k] == pytest.approx(distance, rel=1e-6, abs=1e-6)


@given(
    arrays.arrays(np.float64, (2, 6), elements=NUMBERS),
    arrays.arrays(np.float64, (3, 2), elements=NUMBERS),
)
def test_points_of_the_plane_come_back_to_their_coordinates(directions: Any, coordinates: Any) -> None:
    singular = np.linalg.svd(directions, compute_uv=False)
    if singular[1] < 1e-2:
        return
    laid = Plane(torch.ones(6).double(), torch.tensor(directions), (0.5, -1.0))
    found = laid.project(laid.points(torch.tensor(coordinates)))
    assert np.allclose(np.stack([found.x, found.y], axis=1), coordinates, atol=1e-6)
    assert np.all(found.residual < 1e-9)


def test_a_missing_direction_and_the_centre_itself_are_no_trouble() -> None:
    line = plane([1.0, 1.0], [[2.0, 0.0], [0.0, 0.0]])
    found = line.project(torch.tensor([[1.0, 1.0], [5.0, 4.0]]))
    assert found.x.tolist() == [0, 2]
    assert found.y.tolist() == [0, 0]
    assert found.residual.tolist() == [0, 3]
    assert found.relative.tolist() == [0, 0.6]
    assert line.project(torch.tensor([[1.0, 1.0]])).explained is None


LAYOUT = Layout({"a.weight": (4, 3, 2), "a.bias": (4,), "b.weight": (2, 5)})


def parts(direction: Any) -> list[Any]:
    return [part.numpy() for part in LAYOUT.split(direction).values()]


def test_filter_normalised_directions_are_as_long_as_each_filter_and_leave_biases_alone() -> None:
    weights = torch.randn(LAYOUT.size, generator=torch.Generator().manual_seed(1)).double()
    everything = torch.ones(LAYOUT.size, dtype=torch.bool)
    directions, normalization = random_directions(LAYOUT, weights, everything, "filter", 7)
    assert normalization == "filter"
    for direction in directions:
        for drawn, own in zip(parts(direction), parts(weights), strict=True):
            if own.ndim == 1:
                assert (drawn == 0).all()
                continue
            for filter_drawn, filter_own in zip(drawn, own, strict=True):
                assert np.linalg.norm(filter_drawn) == pytest.approx(np.linalg.norm(filter_own))
    layers, _ = random_directions(LAYOUT, weights, everything, "layer", 7)
    for drawn, own in zip(parts(layers[0]), parts(weights), strict=True):
        assert np.linalg.norm(drawn) == pytest.approx(np.linalg.norm(own))
        assert not np.allclose(drawn, own)  # a bias has a direction of its own


def test_random_directions_are_gaussian_and_each_draw_is_another() -> None:
    large = Layout({"weight": (400, 100)})
    weights, everything = torch.ones(40_000).double(), torch.ones(40_000, dtype=torch.bool)
    raw, _ = random_directions(large, weights, everything, "none", 0)
    assert abs(float(raw.mean())) < 0.02  # numbers from 0 to 1 have 0.5
    assert float(raw.std()) == pytest.approx(1, abs=0.02)
    assert float((raw.abs() < 0.6745).double().mean()) == pytest.approx(0.5, abs=0.02)
    again, _ = random_directions(large, weights, everything, "none", 0)
    other, _ = random_directions(large, weights, everything, "none", 1)
    assert torch.equal(raw, again)
    assert not torch.equal(raw, other)
    assert abs(float(raw[0] @ raw[1])) < 1000


def test_weights_that_do_not_move_have_no_direction() -> None:
    weights, moving = torch.ones(LAYOUT.size).double(), torch.ones(LAYOUT.size, dtype=torch.bool)
    moving[:24] = False
    directions, _ = random_directions(LAYOUT, weights, moving, "filter", 0)
    assert (directions[:, :24] == 0).all()
    assert directions[:, 28:].all()


def test_a_model_without_matrices_is_normalised_otherwise() -> None:
    flat = Layout({"weights": (2,)})
    directions, normalization = random_directions(
        flat, torch.tensor([3.0, 4.0]).double(), torch.ones(2, dtype=torch.bool), "filter", 0
    )
    assert normalization == "layer"
    assert directions.norm(dim=1).tolist() == pytest.approx([5, 5])


def test_the_plane_through_three_points_holds_them() -> None:
    points = torch.randn(3, 9, generator=torch.Generator().manual_seed(3)).double()
    directions = three_points(*points)
    assert (directions @ directions.T).numpy() == pytest.approx(np.eye(2), abs=1e-12)
    found = Plane(points[0], directions).project(points)
    assert found.residual.tolist() == pytest.approx([0, 0, 0], abs=1e-12)
    u = points[2] - points[0]
    v = (points[1] - points[0]) - ((points[1] - points[0]) @ u) / (u @ u) * u
    assert found.x[2] == pytest.approx(float(u.norm()))
    assert found.y[1] == pytest.approx(float(v.norm()))
    assert found.y[2] == pytest.approx(0, abs=1e-12)


def test_three_points_on_a_line_leave_one_direction() -> None:
    points = [torch.tensor([k, 2.0 * k, 0.0]).double() for k in (0, 1, 3)]
    directions = three_points(*points)
    assert directions[0].norm() == pytest.approx(1)
    assert (directions[1] == 0).all()
