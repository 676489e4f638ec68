"""Planes lie where they are said to: held to a quadratic loss, whose Hessian and gradient are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from app.catalog.datasets import make_dataset
from app.engine import TrajectoryStore
from app.engine.planes.directions import random_directions
from app.engine.training.layout import Layout
from app.errors import Refusal
from app.messages import Plane
from tests.engine.planes.looks import RUNS, Seen, courses, look, moons, rows
from tests.engine.runs import run
from tests.engine.training.trainings import Document, objective

LINE = objective("linear", "diabetes", "MSELoss")
DIVERGING = run("SGD", {"lr": 1e3})


def features() -> tuple[Any, Any]:
    """Inputs with a column of ones, and targets, float64."""
    data = make_dataset("diabetes", {})
    inputs = data.train.inputs.double().numpy()
    return np.column_stack([inputs, np.ones(len(inputs))]), data.train.targets[:, 0].double().numpy()


def loss_at(weights: Any) -> float:
    inputs, targets = features()
    return float(np.mean((inputs @ weights - targets) ** 2))


def grid_of(seen: Seen, centre: Any, directions: Any) -> None:
    """Hold the finest landscape to the quadratic loss over these directions."""
    found = seen.landscapes[-1]
    for j, y in enumerate(found.y):
        for i, x in enumerate(found.x):
            expected = loss_at(centre + x * directions[0] + y * directions[1])
            assert found.z[j, i] == pytest.approx(expected, rel=1e-4, abs=1e-6)


def assert_projected(seen: Seen, trained: Any, centre: Any, directions: Any) -> None:
    """Hold the drawn paths to the least squares answer, each number to 1e-6."""
    for path, course in zip(seen.paths, trained, strict=True):
        away = rows(course) - centre
        expected, *_ = np.linalg.lstsq(np.stack(directions).T, away.T, rcond=None)
        assert path.x == pytest.approx(expected[0], abs=1e-6)
        assert path.y == pytest.approx(expected[1], abs=1e-6)
        residual = np.linalg.norm(away - expected.T @ np.stack(directions), axis=1)
        assert path.residual == pytest.approx(residual, abs=1e-6)
        distance = np.linalg.norm(away, axis=1)
        assert path.relative == pytest.approx(residual / np.where(distance > 0, distance, 1), abs=1e-6)
        if distance.any():
            assert path.explained == pytest.approx(1 - (residual**2).sum() / (distance**2).sum(), abs=1e-6)


QUADRATIC = [run("SGD", {"lr": 0.05, "momentum": 0.9}), run("Adam", {"lr": 0.05})]


def test_the_hessian_plane_is_that_of_the_known_hessian() -> None:
    inputs, _ = features()
    hessian = 2 / len(inputs) * inputs.T @ inputs
    values, vectors = np.linalg.eigh(hessian)
    seen = Seen(look(LINE, "hessian", QUADRATIC, 20))
    assert seen.plane is not None
    assert seen.plane.eigenvalues == pytest.approx((values[-1], values[0]), rel=1e-6)
    trained = courses(LINE, QUADRATIC, 20)
    centre = rows(trained[0])[-1]
    signs = [1 if vector[np.abs(vector).argmax()] > 0 else -1 for vector in (vectors[:, -1], vectors[:, 0])]
    directions = [signs[0] * vectors[:, -1], signs[1] * vectors[:, 0]]
    assert_projected(seen, trained, centre, directions)
    grid_of(seen, centre, directions)


def gradient_at(weights: Any) -> Any:
    inputs, targets = features()
    return 2 / len(inputs) * inputs.T @ (inputs @ weights - targets)


@pytest.mark.parametrize("step", [0, 7, None])
def test_the_optimizer_plane_holds_the_gradient_and_the_update_that_is_made(step: int | None) -> None:
    number = 20 if step is None else step
    trained = courses(LINE, QUADRATIC, 20)
    weights = rows(courses(LINE, QUADRATIC, 21)[1])
    gradient, update = gradient_at(weights[number]), weights[number + 1] - weights[number]
    directions = [gradient / np.linalg.norm(gradient), update / np.linalg.norm(update)]
    seen = Seen(look(LINE, "optimizer", QUADRATIC, 20, run=1, step=step))
    assert seen.plane is not None
    assert seen.plane.note is None
    assert_projected(seen, trained, weights[number], directions)
    grid_of(seen, weights[number], directions)


@pytest.mark.parametrize(
    ("spec", "word"),
    [(run("SGD", {"lr": 0.05}), "parallel to the gradient"), (run("SGD", {"lr": 0.0}), "no next step")],
)
def test_an_update_along_the_gradient_is_said_and_replaced(spec: Document, word: str) -> None:
    seen = Seen(look(LINE, "optimizer", [spec], 20))
    assert seen.plane is not None
    assert seen.plane.note is not None
    assert word in seen.plane.note["en"]
    assert seen.plane.note["zh"]
    z = seen.landscapes[-1].z
    assert np.ptp(z, axis=0).min() > 0  # there is something to see along both
    assert np.ptp(z, axis=1).min() > 0


def test_the_random_plane_is_drawn_through_the_runs_end() -> None:
    trained = courses(moons(), RUNS, 20)
    for number in (0, 2):
        seen = Seen(look(moons(), "random", RUNS, 20, run=number, draw=5))
        assert seen.plane is not None
        assert (seen.plane.normalization, seen.plane.draw) == ("filter", 5)
        path = seen.paths[number]
        assert (path.x[-1], path.y[-1], path.residual[-1]) == (0, 0, 0)
        distance = np.linalg.norm(rows(trained[number]) - rows(trained[number])[-1], axis=1)
        assert path.relative * distance == pytest.approx(path.residual, abs=1e-6)


@pytest.mark.parametrize("normalization", ["filter", "layer", "none"])
def test_paths_and_losses_of_a_random_plane_are_those_of_its_slanted_directions(normalization: Any) -> None:
    trained = courses(LINE, QUADRATIC, 20)
    centre, moving = torch.tensor(rows(trained[1])[-1]), torch.ones(11, dtype=torch.bool)
    layout = Layout({"output.weight": (1, 10), "output.bias": (1,)})
    directions, _ = random_directions(layout, centre, moving, normalization, 4)
    cosine = float(torch.nn.functional.cosine_similarity(directions[0], directions[1], dim=0))
    assert abs(cosine) > 0.05
    seen = Seen(look(LINE, "random", QUADRATIC, 20, run=1, draw=4, normalization=normalization))
    assert_projected(seen, trained, centre.numpy(), directions.numpy())
    grid_of(seen, centre.numpy(), directions.numpy())
    reach = float(centre.norm()) / directions.norm(dim=1) if normalization == "none" else torch.ones(2)
    x, y = reach.tolist()
    assert list(seen.domain) == pytest.approx([-x, x, -y, y])


def test_each_draw_and_each_normalisation_is_another_plane() -> None:
    store = TrajectoryStore(10)

    def z(**more: Any) -> Any:
        return Seen(look(moons(), "random", RUNS[:1], 20, **more), store).landscapes[-1].z

    assert (z(draw=1) == z(draw=1)).all()
    assert not np.allclose(z(draw=1), z(draw=2))
    assert not np.allclose(z(normalization="filter"), z(normalization="layer"))
    assert not np.allclose(z(normalization="layer"), z(normalization="none"))


@pytest.mark.parametrize("kind", ["pca", "joint_pca", "three_points"])
def test_the_domain_holds_every_path_with_a_fifth_more_at_each_side(kind: str) -> None:
    seen = Seen(look(moons(), kind, RUNS, 40))
    for values, (low, high) in (
        (np.concatenate([path.x for path in seen.paths]), seen.domain[:2]),
        (np.concatenate([path.y for path in seen.paths]), seen.domain[2:]),
    ):
        assert low == pytest.approx(values.min() - 0.2 * np.ptp(values))
        assert high == pytest.approx(values.max() + 0.2 * np.ptp(values))


def test_three_runs_have_their_residuals_and_shares_in_the_joint_plane() -> None:
    trained = courses(moons(), RUNS, 40)
    seen = Seen(look(moons(), "joint_pca", RUNS, 40))
    assert seen.plane is not None
    assert seen.plane.explained is not None
    mean = np.mean([rows(course).mean(axis=0) for course in trained], axis=0)
    distances = [np.linalg.norm(rows(course) - mean, axis=1) for course in trained]
    left = np.mean([np.mean(path.residual**2) for path in seen.paths])
    whole = np.mean([np.mean(distance**2) for distance in distances])
    # What the axes explain and what is left beside them is all there is.
    assert sum(seen.plane.explained) == pytest.approx(1 - left / whole, abs=1e-6)
    for path, distance in zip(seen.paths, distances, strict=True):
        assert path.relative == pytest.approx(path.residual / distance, abs=1e-6)
        assert path.explained == pytest.approx(1 - (path.residual**2).sum() / (distance**2).sum(), abs=1e-6)


def test_a_diverged_run_is_drawn_but_decides_nothing() -> None:
    sane = RUNS[:2]
    alone = Seen(look(LINE, "joint_pca", sane, 30))
    beside = Seen(look(LINE, "joint_pca", [*sane, DIVERGING], 30))
    assert isinstance(beside.plane, Plane)
    assert beside.domain == alone.domain
    assert len(beside.paths[2].x) > 1
    assert np.abs(beside.paths[2].x).max() > 100 * max(map(abs, alone.domain))
    for one, other in zip(alone.paths, beside.paths, strict=False):
        assert (one.x == other.x).all()


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("random", {"run": 1}, "plane.run"),
        ("pca", {"run": 1}, "plane.run"),
        ("hessian", {"run": 1}, "plane.run"),
        ("optimizer", {"run": 1, "step": 29}, "plane.step"),
        ("three_points", {}, "plane.ends[1]"),
    ],
)
def test_a_plane_through_the_end_of_a_diverged_run_is_refused(kind: str, more: Any, field: str) -> None:
    with pytest.raises(Refusal, match=r"run 1 \(big\) diverged") as caught:
        Seen(look(LINE, kind, [RUNS[1], {**DIVERGING, "label": "big"}], 30, **more))
    assert (caught.value.code, caught.value.field) == ("diverged", field)


def test_before_it_diverged_a_run_can_be_looked_at() -> None:
    seen = Seen(look(LINE, "random", [DIVERGING], 30, step=1))
    assert seen.paths[0].residual[1] == 0


@pytest.mark.parametrize("kind", ["hessian", "optimizer"])
def test_where_the_loss_is_no_number_there_are_no_directions(kind: str) -> None:
    # After a huge step the weights are numbers still; the exponential of what they predict is none.
    counts = objective("linear", "counts", "PoissonNLLLoss")
    with pytest.raises(Refusal, match="not finite at the centre") as caught:
        Seen(look(counts, kind, [run("SGD", {"lr": 1e6})], 3, step=1))
    assert (caught.value.code, caught.value.field) == ("not_finite", "plane.step")


def test_where_every_run_diverged_there_is_no_common_plane() -> None:
    with pytest.raises(Refusal, match="every run diverged"):
        Seen(look(LINE, "joint_pca", [DIVERGING, DIVERGING], 30))


@pytest.mark.parametrize("kind", ["pca", "joint_pca", "three_points"])
def test_runs_that_rest_still_have_a_plane_and_it_is_said(kind: str) -> None:
    resting = [run("SGD", {"lr": 0.0}), run("SGD", {"lr": 0.0})]
    seen = Seen(look(moons(), kind, resting, 5))
    assert seen.plane is not None
    assert seen.plane.note is not None
    assert np.ptp(seen.landscapes[-1].z) > 0
    assert all(low < high for low, high in (seen.domain[:2], seen.domain[2:]))
    for path in seen.paths:
        assert path.residual == pytest.approx(0, abs=1e-9)


def test_two_runs_share_their_start_as_the_third_point() -> None:
    seen = Seen(look(moons(), "three_points", RUNS[:2], 20))
    for path in seen.paths:
        assert path.residual[[0, -1]] == pytest.approx([0, 0], abs=1e-6)
        assert (path.x[0], path.y[0]) == pytest.approx((0, 0), abs=1e-9)


def test_frozen_weights_have_no_part_in_the_hessian() -> None:
    # Only the output layer learns: logistic regression on what the frozen layers say, without a saddle.
    spec = run("Adam", {"lr": 0.05}, frozen=["hidden1", "hidden2"])
    seen = Seen(look(moons(), "hessian", [RUNS[1], spec], 20, run=1))  # whatever others are free to move
    (course,) = courses(moons(), [spec], 20)
    weights = torch.tensor(rows(course)[-1])
    inputs = make_dataset("moons", {"samples": 120, "noise": 0.3}).train.inputs.double()
    hidden = torch.tanh(inputs @ weights[:12].view(6, 2).T + weights[12:18])
    hidden = torch.tanh(hidden @ weights[18:48].view(5, 6).T + weights[48:53])
    design = torch.cat([hidden, torch.ones(len(hidden), 1)], dim=1)
    share = torch.sigmoid(design @ weights[53:])
    values = torch.linalg.eigvalsh(design.T @ (design * (share * (1 - share))[:, None]) / len(design))
    assert seen.plane is not None
    assert seen.plane.eigenvalues is not None
    assert min(seen.plane.eigenvalues) > 0
    assert list(seen.plane.eigenvalues) == pytest.approx([float(values[-1]), float(values[0])], rel=1e-4)


def test_the_line_from_start_to_end_has_the_losses_there() -> None:
    runs = [*RUNS[:2]]
    seen = Seen(look(moons(), "interpolation", runs, 25, resolution=5))
    data = make_dataset("moons", {"samples": 120, "noise": 0.3})
    for found, course in zip(seen.lines, courses(moons(), runs, 25), strict=True):
        assert found.alpha.tolist() == [-0.5, 0, 0.5, 1, 1.5]
        assert found.metric == "accuracy"
        start, end = rows(course)[0], rows(course)[-1]
        for k, alpha in enumerate(found.alpha):
            weights = torch.tensor((1 - alpha) * start + alpha * end).float()
            for split, name in ((data.train, "train"), (data.validation, "validation")):
                hidden = torch.tanh(split.inputs @ weights[:12].view(6, 2).T + weights[12:18])
                hidden = torch.tanh(hidden @ weights[18:48].view(5, 6).T + weights[48:53])
                logits = hidden @ weights[53:58] + weights[58]
                loss = nn.BCEWithLogitsLoss()(logits, split.targets.float())
                right = ((logits > 0) == (split.targets == 1)).double().mean()
                assert getattr(found, f"{name}_loss")[k] == pytest.approx(float(loss), rel=1e-5)
                assert getattr(found, f"{name}_metric")[k] == pytest.approx(float(right), abs=0.02)
        along = end - start
        alphas = (rows(course) - start) @ along / (along @ along)
        assert found.path["alpha"] == pytest.approx(alphas, abs=1e-9)
        beside = np.linalg.norm(rows(course) - start - alphas[:, None] * along, axis=1)
        assert found.path["residual"] == pytest.approx(beside, abs=1e-6)
        assert found.path["relative"][1:] == pytest.approx(
            beside[1:] / np.linalg.norm(rows(course)[1:] - start, axis=1), abs=1e-6
        )
        assert (found.path["alpha"][0], found.path["alpha"][-1]) == pytest.approx((0, 1))


def test_a_run_that_rests_is_a_line_of_one_point() -> None:
    seen = Seen(look(moons(), "interpolation", [run("SGD", {"lr": 0.0})], 5, resolution=3))
    (found,) = seen.lines
    assert np.ptp(found.train_loss) == 0
    assert (found.path["alpha"] == 0).all()
