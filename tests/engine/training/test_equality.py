"""A model's training is bit for bit what a plain PyTorch loop does, whatever else is trained beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load
from torch import Tensor, nn

from app.catalog.datasets import Data
from tests.engine.runs import SETTINGS, run, same_bits
from tests.engine.training.trainings import assert_equal, comparison, finish, objective, plainly
from tests.plain_training import lenet5, mlp

MOONS: dict[str, Any] = {"dataset_params": {"samples": 100}}


def as_columns(targets: Tensor) -> Tensor:
    return targets.float()[:, None]


def small(behind: Callable[[], list[nn.Module]] = list, **more: Any) -> Callable[[Data], nn.Module]:
    return lambda data: mlp(data.shape.features, [6, 5], 1, *behind(), activation=nn.Tanh, **more)


SMALL = {"hidden": [6, 5], "activation": "tanh"}


@pytest.mark.parametrize("batch_size", [None, 16, 1])
@pytest.mark.parametrize("optimizer", SETTINGS)
def test_every_optimizer_trains_as_a_plain_loop_does(optimizer: str, batch_size: int | None) -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, batch_size=batch_size, **MOONS)
    request = comparison(on, [run(optimizer, params) for params in SETTINGS[optimizer]], 25, seed=3)
    trained = finish(request)
    for index in range(len(request.runs)):
        plain = plainly(request, index, small(), nn.BCEWithLogitsLoss(), as_columns)
        assert_equal(trained.columns[index], plain)
        assert_same_weights(trained.weights[index, "last"].data, plain.model)


def test_company_changes_nothing() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, batch_size=16, **MOONS)
    runs = [run(id, settings[0]) for id, settings in SETTINGS.items()][:12]
    request = comparison(on, runs, 20)
    together = finish(request)
    for index in range(len(runs)):
        plain = plainly(request, index, small(), nn.BCEWithLogitsLoss(), as_columns)
        assert_equal(together.columns[index], plain)


@pytest.mark.parametrize("optimizer", ["Adam", "LBFGS"])
def test_each_run_draws_its_own_dropout(optimizer: str) -> None:
    params = {**SMALL, "dropout": 0.3, "batch_norm": True}
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=params, batch_size=25, **MOONS)
    request = comparison(on, [run("SGD", {"lr": 0.1}), run(optimizer, {"lr": 0.05})], 40, seed=8)
    trained = finish(request)
    for index in (0, 1):
        plain = plainly(
            request, index, small(dropout=0.3, batch_norm=True), nn.BCEWithLogitsLoss(), as_columns
        )
        assert_equal(trained.columns[index], plain)
        assert_same_weights(trained.weights[index, "last"].data, plain.model)


@pytest.mark.parametrize(
    "schedule",
    [
        {"id": "StepLR", "params": {"step_size": 5}},
        {"id": "OneCycleLR", "params": {"max_lr": 0.5}},
        {"id": "ReduceLROnPlateau", "params": {"patience": 2}},
        {"id": "CosineAnnealingLR", "params": {"T_max": 30}},
    ],
)
def test_schedules_act_as_in_a_plain_loop(schedule: dict[str, Any]) -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, batch_size=20, **MOONS)
    request = comparison(on, [run("SGD", {"lr": 0.1, "momentum": 0.9}, schedule=schedule)], 30)
    plain = plainly(request, 0, small(), nn.BCEWithLogitsLoss(), as_columns)
    assert_equal(finish(request).columns[0], plain)


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
def test_a_penalty_is_part_of_what_is_minimised_and_told_apart(l1: float, l2: float) -> None:
    on = objective(
        "mlp",
        "moons",
        "BCEWithLogitsLoss",
        model_params=SMALL,
        batch_size=20,
        penalty={"l1": l1, "l2": l2},
        **MOONS,
    )
    request = comparison(on, [run("Adam", {"lr": 0.05})], 30)
    plain = plainly(request, 0, small(), nn.BCEWithLogitsLoss(), as_columns)
    found = finish(request).columns[0]
    assert_equal(found, plain)
    np.testing.assert_allclose(found["penalty"], plain.penalty, rtol=1e-4)


def test_a_change_on_the_way_is_a_plain_loops_change() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, batch_size=20, **MOONS)
    changes = [{"step": 7, "params": {"lr": 0.5}}, {"step": 20, "params": {"lr": 0.01, "momentum": 0.2}}]
    request = comparison(on, [run("SGD", {"lr": 0.1, "momentum": 0.9}, changes=changes)], 30)
    plain = plainly(request, 0, small(), nn.BCEWithLogitsLoss(), as_columns)
    assert_equal(finish(request).columns[0], plain)


def test_groups_have_their_own_rates_and_frozen_layers_none() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, **MOONS)
    groups = [{"parameters": ["output"], "params": {"lr": 0.5}}]
    changes = [{"step": 10, "params": {"lr": 0.02, "momentum": 0.5}}]
    spec = run("SGD", {"lr": 0.1, "momentum": 0.9}, groups=groups, frozen=["hidden1"], changes=changes)
    request = comparison(on, [spec], 20)

    def prepare(model: Any) -> list[dict[str, Any]]:
        model.hidden1.requires_grad_(False)
        return [{"params": model.hidden2.parameters()}, {"params": model.output.parameters(), "lr": 0.5}]

    trained = finish(request)
    before = plainly(
        comparison(on, [{**spec, "changes": []}], 10),
        0,
        small(),
        nn.BCEWithLogitsLoss(),
        as_columns,
        prepare=prepare,
    )
    assert same_bits(trained.columns[0]["loss"][:11], np.array(before.loss))
    # The change sets what the output's group does not set by itself: its momentum, and not its rate.
    assert trained.columns[0]["lr"][-1] == 0.02
    state = load(trained.weights[0, "last"].data)
    assert before.model is not None
    assert torch.equal(state["hidden1.weight"], before.model.state_dict()["hidden1.weight"])
    assert not torch.equal(state["output.weight"], before.model.state_dict()["output.weight"])


@pytest.mark.parametrize(("name", "activation"), [("tanh", nn.Tanh), ("relu", nn.ReLU)])
def test_lenet_trains_as_a_plain_loop_does(name: str, activation: type[nn.Module]) -> None:
    on = objective(
        "lenet5",
        "digits",
        "CrossEntropyLoss",
        model_params={"activation": name},
        dataset_params={"size": "28"},
        batch_size=64,
    )
    request = comparison(on, [run("SGD", {"lr": 0.01, "momentum": 0.9}), run("Adam", {"lr": 0.001})], 12)
    trained = finish(request)
    for index in (0, 1):
        plain = plainly(request, index, lambda _: lenet5(activation), nn.CrossEntropyLoss())
        assert_equal(trained.columns[index], plain)


def test_sparse_adam_is_given_the_sparse_gradients_of_its_table() -> None:
    on = objective("sparse_bag", "rare_features", "BCEWithLogitsLoss", batch_size=8)
    request = comparison(on, [run("SparseAdam", {"lr": 0.05}), run("Adagrad", {"lr": 0.5})], 30)
    trained = finish(request)
    for index, sparse in enumerate((True, False)):

        def bag(data: Data, sparse: bool = sparse) -> nn.Module:
            assert data.shape.vocabulary
            return nn.EmbeddingBag(data.shape.vocabulary, 1, mode="sum", sparse=sparse)

        plain = plainly(request, index, bag, nn.BCEWithLogitsLoss(), as_columns)
        assert_equal(trained.columns[index], plain)


def test_muon_trains_matrices() -> None:
    params = {**SMALL, "bias": False}
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=params, **MOONS)
    request = comparison(on, [run("Muon", {"lr": 0.01})], 20)
    plain = plainly(request, 0, small(bias=False), nn.BCEWithLogitsLoss(), as_columns)
    assert_equal(finish(request).columns[0], plain)


def test_two_weights_are_the_position() -> None:
    on = objective("two_weight", "line", "MSELoss", model_params={"start": [-2.0, 1.5]})
    request = comparison(on, [run("Adam", {"lr": 0.1}), run("SGD", {"lr": 0.1})], 40)
    trained = finish(request)
    for index in (0, 1):
        found, expected = trained.columns[index], two_numbers(request, index)
        assert same_bits(found["loss"], np.array(expected.loss))
        assert same_bits(np.stack([found["x"], found["y"]], axis=1).copy(), np.array(expected.places))
    assert (found["x"][0], found["y"][0]) == (-2.0, 1.5)


def two_numbers(request: Any, index: int) -> Any:
    class Line(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weights = nn.Parameter(torch.tensor([-2.0, 1.5]))

        def forward(self, inputs: Tensor) -> Tensor:
            return self.weights[0] * inputs + self.weights[1]

    return plainly(request, index, lambda _: Line(), nn.MSELoss())


def assert_same_weights(file: bytes, model: nn.Module | None) -> None:
    """The file holds the model's weights. After the last step the oracle looks on with a copy of it."""
    assert model is not None
    expected, found = model.state_dict(), load(file)
    assert found.keys() == expected.keys()
    for name, tensor in expected.items():
        assert torch.equal(found[name], tensor), name
