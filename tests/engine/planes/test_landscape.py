"""A landscape over a plane is the model's own loss there, as a plain loop over the grid finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from app.catalog.datasets import make_dataset
from app.engine import TrajectoryStore, begin
from app.messages import Done, Landscape, PathLoss, Plane, Progress
from tests.engine.planes.looks import RUNS, Seen, courses, look, moons, rows
from tests.engine.runs import run
from tests.engine.training.test_every_loss import CASES, PARAMS, STAGE
from tests.engine.training.trainings import comparison, finish, objective
from tests.plain_training import lenet5, mlp

Loss = Callable[[nn.Module], float]


def moons_loss(model: nn.Module, split: str = "train") -> float:
    data = make_dataset("moons", {"samples": 120, "noise": 0.3})
    samples = data.train if split == "train" else data.validation
    with torch.no_grad():
        return float(nn.BCEWithLogitsLoss()(model(samples.inputs), samples.targets.float()[:, None]))


def put(model: nn.Module, weights: Any) -> nn.Module:
    """Set all weights of a model, one tensor after another."""
    place = 0
    with torch.no_grad():
        for parameter in model.parameters():
            flat = torch.tensor(np.asarray(weights)[place : place + parameter.numel()], dtype=torch.float32)
            parameter.copy_(flat.view(parameter.shape))
            place += parameter.numel()
    return model


def plain_mlp() -> nn.Module:
    return mlp(2, [6, 5], 1, activation=nn.Tanh)


def test_over_two_weights_each_point_is_the_loss_with_these_weights() -> None:
    # hidden1.weight[2,1] is number 5, output.bias[0] the last one.
    request = look(
        moons(),
        "weights",
        RUNS[:2],
        12,
        resolution=13,
        weights=["hidden1.weight[2,1]", "output.bias[0]"],
        wider={"domain": [0, 2, -1.5, 0]},
    )
    seen = Seen(request)
    found = seen.landscapes[-1]
    assert seen.domain == pytest.approx((0, 2, -1.5, 0), abs=0)
    end = rows(courses(moons(), RUNS[:2], 12)[0])[-1]
    model = plain_mlp()
    for j, y in enumerate(found.y):
        for i, x in enumerate(found.x):
            weights = end.copy()
            weights[5], weights[-1] = x, y
            assert found.z[j, i] == pytest.approx(moons_loss(put(model, weights)), rel=1e-5)
    assert (found.x[0], found.x[-1], found.y[0], found.y[-1]) == (0, 2, -1.5, 0)


def test_over_two_weights_paths_are_drawn_at_their_own_values() -> None:
    trained = courses(moons(), RUNS, 12)
    seen = Seen(look(moons(), "weights", RUNS, 12, weights=["hidden1.weight[2,1]", "output.bias[0]"], run=1))
    for course, path in zip(trained, seen.paths, strict=True):
        assert path.x == pytest.approx(rows(course)[:, 5], abs=1e-12)
        assert path.y == pytest.approx(rows(course)[:, -1], abs=1e-12)
        others = np.delete(rows(course) - rows(trained[1])[-1], [5, rows(course).shape[1] - 1], axis=1)
        assert path.residual == pytest.approx(np.linalg.norm(others, axis=1), abs=1e-6)
    xmin, xmax, ymin, ymax = seen.domain
    values = np.concatenate([rows(course)[:, [5, -1]] for course in trained])
    margins = 0.2 * np.ptp(values, axis=0)
    assert (xmin, ymin) == pytest.approx(tuple(values.min(axis=0) - margins))
    assert (xmax, ymax) == pytest.approx(tuple(values.max(axis=0) + margins))


@pytest.mark.parametrize("split", ["train", "validation"])
@pytest.mark.parametrize("value", ["loss", "metric"])
def test_through_three_ends_each_point_is_the_value_there(split: str, value: str) -> None:
    trained = courses(moons(), RUNS, 30)
    first, second, third = (rows(course)[-1] for course in trained)
    u = third - first
    v = (second - first) - ((second - first) @ u) / (u @ u) * u
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    seen = Seen(
        look(moons(), "three_points", RUNS, 30, wider={"split": split, "value": value}, resolution=14)
    )
    found = seen.landscapes[-1]
    assert found.z.shape == (14, 14)
    model, data = plain_mlp(), make_dataset("moons", {"samples": 120, "noise": 0.3})
    samples = data.train if split == "train" else data.validation
    for j, y in enumerate(found.y):
        for i, x in enumerate(found.x):
            put(model, first + x * u + y * v)
            if value == "loss":
                assert found.z[j, i] == pytest.approx(moons_loss(model, split), rel=2e-5)
            else:
                with torch.no_grad():
                    right = (model(samples.inputs)[:, 0] > 0) == (samples.targets == 1)
                # One sample may lie on the boundary up to rounding.
                assert found.z[j, i] == pytest.approx(float(right.double().mean()), abs=1.01 / len(right))
    for path, (x, y) in zip(
        seen.paths, [(0, 0), (None, None), (np.linalg.norm(third - first), 0)], strict=True
    ):
        assert path.residual[-1] == pytest.approx(0, abs=1e-6)
        if x is not None:
            assert (path.x[-1], path.y[-1]) == pytest.approx((x, y), abs=1e-6)


def test_along_its_path_a_run_has_its_own_loss_and_that_of_the_plane() -> None:
    trained = courses(moons(), RUNS, 30)
    seen = Seen(look(moons(), "joint_pca", RUNS, 30))
    model = plain_mlp()
    for number, course in enumerate(trained):
        losses = seen.losses[number]
        assert losses.step.tolist() == course.steps
        own = [moons_loss(put(model, weights)) for weights in rows(course)]
        assert losses.loss == pytest.approx(own, rel=1e-5)
        assert not np.allclose(losses.plane_loss, losses.loss, rtol=1e-3)
    through = Seen(look(moons(), "three_points", RUNS, 30))
    for losses in through.losses.values():
        assert losses.plane_loss[-1] == pytest.approx(losses.loss[-1], rel=1e-4)


def test_the_penalty_is_part_of_the_training_loss_alone_and_paid_by_what_moves() -> None:
    priced = moons(penalty={"l1": 0.01, "l2": 0.1})
    runs = [run("SGD", {"lr": 0.1}, frozen=["hidden1"])]
    (course,) = courses(priced, runs, 5)
    moving = rows(course)[-1][18:]
    price = 0.01 * np.abs(moving).sum() + 0.1 * np.square(moving).sum()
    model = put(plain_mlp(), rows(course)[-1])
    for split, expected in (
        ("train", moons_loss(model) + price),
        ("validation", moons_loss(model, "validation")),
    ):
        seen = Seen(look(priced, "random", runs, 5, wider={"split": split}))
        assert seen.losses[0].loss[-1] == pytest.approx(expected, rel=1e-5)


def test_a_live_slice_goes_through_the_run_where_it_is() -> None:
    seen = Seen(look(moons(), "random", RUNS[:1], 30, step=17, resolution=5))
    (path,) = seen.paths
    assert (path.x[17], path.y[17], path.residual[17], path.relative[17]) == (0, 0, 0, 0)
    assert seen.landscapes[0].z[2, 2] == pytest.approx(seen.losses[0].loss[17], rel=1e-6)
    assert seen.domain == pytest.approx((-1, 1, -1, 1), abs=0)


def test_a_step_between_two_kept_positions_is_found_exactly() -> None:
    # Of 300 steps every second position is kept.
    seen = Seen(look(moons(), "random", RUNS[:1], 300, step=17, resolution=5))
    (course,) = courses(moons(), RUNS[:1], 20)
    assert 17 not in seen.paths[0].step
    expected = moons_loss(put(plain_mlp(), rows(course)[17]))
    assert seen.landscapes[0].z[2, 2] == pytest.approx(expected, rel=1e-5)


def test_batch_normalisation_takes_the_statistics_of_the_samples_at_every_point() -> None:
    on = moons(batch_size=20, model_params={"batch_norm": True, "dropout": 0.3})
    runs = [run("Adam", {"lr": 0.05})]
    (course,) = courses(on, runs, 20)
    model = mlp(2, [6, 5], 1, activation=nn.Tanh, batch_norm=True)
    model.train()
    seen = Seen(look(on, "random", runs, 20))
    expected = [moons_loss(put(model, weights)) for weights in rows(course)]
    assert seen.losses[0].loss == pytest.approx(expected, rel=1e-4)
    again = Seen(look(on, "random", runs, 20))
    assert (again.landscapes[-1].z == seen.landscapes[-1].z).all()


def test_looking_leaves_the_training_where_it_was() -> None:
    store = TrajectoryStore(10)
    on = moons(batch_size=20, model_params={"batch_norm": True, "dropout": 0.3})
    Seen(look(on, "pca", RUNS, 20), store)
    Seen(look(on, "hessian", RUNS, 20), store)
    longer = Seen(look(on, "pca", RUNS, 40), store)
    fresh = Seen(look(on, "pca", RUNS, 40))
    assert (longer.landscapes[-1].z == fresh.landscapes[-1].z).all()
    for one, other in zip(longer.paths, fresh.paths, strict=True):
        assert (one.x == other.x).all()


def test_convolutions_are_looked_at_one_by_one_with_the_same_result() -> None:
    on = objective("lenet5", "digits", "CrossEntropyLoss", dataset_params={"size": "28"}, batch_size=64)
    runs = [run("SGD", {"lr": 0.05, "momentum": 0.9})]
    seen = Seen(look(on, "weights", runs, 2, weights=["conv1.bias[0]", "output.bias[3]"], resolution=2))
    data = make_dataset("digits", {"size": "28"})
    (course,) = courses(on, runs, 2)
    model = lenet5(nn.Tanh)
    found = seen.landscapes[-1]
    first_bias = 6 * 5 * 5
    for j, i in ((0, 0), (1, 0), (0, 1)):
        weights = rows(course)[-1].copy()
        weights[first_bias], weights[-7] = found.x[i], found.y[j]
        with torch.no_grad():
            logits = put(model, weights)(data.train.inputs[:512])
            expected = float(nn.CrossEntropyLoss()(logits, data.train.targets[:512]))
        assert found.z[j, i] == pytest.approx(expected, rel=1e-5)


def test_the_plane_comes_first_then_a_coarse_grid_then_the_paths_then_finer_ones() -> None:
    messages = Seen(look(moons(), "random", RUNS[:2], 10, resolution=60), TrajectoryStore(4)).messages
    kinds = [type(message) for message in messages if not isinstance(message, Progress)]
    kinds = kinds[kinds.index(Plane) :]
    assert kinds == [Plane, Landscape, PathLoss, PathLoss, Landscape, Landscape, Landscape, Done]
    sides = [len(message.x) for message in messages if isinstance(message, Landscape)]
    assert sides == [13, 25, 51, 60]


def test_a_second_look_trains_nothing_and_says_so() -> None:
    store = TrajectoryStore(10)
    Seen(look(moons(), "random", RUNS, 30), store)
    again = begin(look(moons(), "pca", RUNS, 30), store)
    first = next(message for message in again if message is not None)
    assert isinstance(first, Plane)


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_every_loss_on_every_task_is_what_its_evaluation_says(loss: str, task: str) -> None:
    dataset, (model, params), lr = STAGE[task]
    on = objective(model, dataset, loss, model_params=params, loss_params=PARAMS.get(loss, {}))
    runs, store = [run("Adam", {"lr": lr})], TrajectoryStore(4)
    evaluated = finish(comparison(on, runs, 4), store).evaluations[0]
    for split in ("train", "validation"):
        for value in ("loss", "metric"):
            request = look(on, "random", runs, 4, wider={"split": split, "value": value}, resolution=3)
            seen = Seen(request, store)
            expected = getattr(evaluated, f"{split}_{value}")[-1]
            assert seen.losses[0].loss[-1] == pytest.approx(expected, rel=1e-4, abs=1e-6)
            assert seen.landscapes[0].z[1, 1] == pytest.approx(expected, rel=1e-4, abs=1e-6)
            assert np.isfinite(seen.landscapes[0].z).all()


def test_a_bag_of_words_with_its_sparse_optimizer_has_a_landscape_too() -> None:
    on = objective("sparse_bag", "rare_features", "BCEWithLogitsLoss", batch_size=32)
    runs, store = [run("SparseAdam", {"lr": 0.05})], TrajectoryStore(4)
    evaluated = finish(comparison(on, runs, 12), store).evaluations[0]
    for kind in ("random", "hessian", "optimizer"):
        seen = Seen(look(on, kind, runs, 12, resolution=3), store)
        assert seen.landscapes[0].z[1, 1] == pytest.approx(evaluated.train_loss[-1], rel=1e-5)
