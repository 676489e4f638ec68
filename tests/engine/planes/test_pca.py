"""Principal components are scikit-learn's, weigh runs alike, and keep their orientation as runs go on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from app.engine.planes.pca import BLOCK, Components, principal_components
from app.engine.training.course import Course
from tests.engine.planes.looks import RUNS, course_of, courses, drained, moons, rows
from tests.engine.training.trainings import Document


def walk(steps: int, size: int, seed: int, start: Any = 0.0) -> Any:
    """A random walk with a drift, which no axis of the numbers follows."""
    generator = np.random.default_rng(seed)
    drift = generator.normal(size=size)
    return start + np.cumsum(generator.normal(size=(steps + 1, size)) + 0.4 * drift, axis=0)


def assert_same(found: Components, expected: PCA, tolerance: float = 1e-6) -> None:
    """The same components, up to their signs and which one is called the first."""
    size = float(np.abs(expected.mean_).max())
    assert found.mean.numpy() == pytest.approx(expected.mean_, abs=tolerance * size)
    shares = tuple(expected.explained_variance_ratio_)
    swapped = abs(found.explained[0] - shares[0]) > abs(found.explained[0] - shares[1])
    order = [1, 0] if swapped else [0, 1]
    assert found.explained == pytest.approx([shares[k] for k in order], abs=tolerance)
    for one, other in zip(found.axes.numpy(), expected.components_[order], strict=True):
        assert abs(float(np.dot(one, other))) == pytest.approx(1, abs=tolerance)


@pytest.mark.parametrize(("steps", "size"), [(20, 7), (5, 40), (30, BLOCK + 100), (3, 3), (2, 9)])
def test_components_of_one_run_are_those_of_scikit_learn(steps: int, size: int) -> None:
    course = course_of(walk(steps, size, 0))
    found = drained(principal_components([course]))
    expected = PCA(n_components=2, svd_solver="full").fit(rows(course))
    assert_same(found, expected)
    assert (found.axes @ found.axes.T).numpy() == pytest.approx(np.eye(2), abs=1e-9)


def test_components_of_a_real_training_are_those_of_scikit_learn() -> None:
    (course,) = courses(moons(), RUNS[:1], 40)
    found = drained(principal_components([course]))
    expected = PCA(n_components=2, svd_solver="full").fit(rows(course))
    assert_same(found, expected)


def test_joint_components_weigh_each_run_alike_however_many_positions_are_kept_of_it() -> None:
    long, short = walk(30, 6, 1), walk(30, 6, 2, start=5.0)[:31:6]
    found = drained(principal_components([course_of(long), course_of(short, list(range(0, 31, 6)))]))
    # scikit-learn knows no weights: each run's rows as often as the other one has rows.
    repeated = np.concatenate([np.repeat(long, len(short), axis=0), np.repeat(short, len(long), axis=0)])
    expected = PCA(n_components=2, svd_solver="full").fit(repeated)
    assert_same(found, expected)


def cut(course: Course, steps: int) -> Course:
    return Course(course.positions[: steps + 1], course.members, False, {})


@pytest.mark.parametrize("spec", RUNS)
def test_a_picture_that_is_fitted_again_and_again_does_not_flip(spec: Document) -> None:
    (whole,) = courses(moons(batch_size=20), [spec], 130)
    former = None
    for steps in range(2, 131):
        axes = drained(principal_components([cut(whole, steps)])).axes
        if former is not None:
            # An axis may turn fast, but not be turned round.
            assert ((axes * former).sum(dim=1) > 0).all(), steps
        former = axes


def test_axes_whose_shares_change_places_stay_where_they_are() -> None:
    # To and fro along one axis, and ever further along another, without any relation between the two.
    steps = np.arange(129)
    swinging = np.zeros((129, 5))
    swinging[:, 0] = 4.0 * (-1.0) ** steps
    swinging[:, 1] = 0.1 * steps * (-1.0) ** (steps // 2)
    whole = course_of(swinging)
    early = drained(principal_components([cut(whole, 32)]))
    late = drained(principal_components([whole]))
    assert early.explained[0] > early.explained[1]
    assert late.explained[1] > late.explained[0]
    assert ((early.axes * late.axes).sum(dim=1) > 0.99).all()


def test_the_fit_is_a_function_of_the_positions_alone() -> None:
    course = course_of(walk(50, 9, 5))
    one, other = (drained(principal_components([course])) for _ in range(2))
    assert torch.equal(one.axes, other.axes)
    assert torch.equal(one.mean, other.mean)


def test_what_moves_along_a_line_has_one_axis_and_what_rests_has_none() -> None:
    line = drained(principal_components([course_of([[1.0, k, 2 * k] for k in range(5)])]))
    assert line.explained == pytest.approx((1, 0))
    assert abs(line.axes[0].numpy()) == pytest.approx(np.array([0, 1, 2]) / np.sqrt(5))
    assert (line.axes[1] == 0).all()
    rest = drained(principal_components([course_of([[1.0, 2.0, 3.0]] * 4)]))
    assert rest.explained == (0, 0)
    assert (rest.axes == 0).all()
