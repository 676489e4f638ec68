"""Gradients that are left standing, and gradients of several batches gathered: as in a plain loop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from torch import Tensor, nn

from app.catalog.datasets import Data
from app.engine import begin
from tests.engine.runs import SETTINGS, run, same_bits
from tests.engine.training.trainings import (
    Trained,
    assert_equal,
    assert_same,
    comparison,
    finish,
    objective,
    plainly,
)
from tests.plain_training import Training, mlp

SETTING: dict[str, Any] = {
    "model_params": {"hidden": [6, 5], "activation": "tanh"},
    "dataset_params": {"samples": 100},
}


def as_columns(targets: Tensor) -> Tensor:
    return targets.float()[:, None]


def network(data: Data) -> nn.Module:
    return mlp(data.shape.features, [6, 5], 1, activation=nn.Tanh)


def moons(batch_size: int | None = 16, **more: Any) -> dict[str, Any]:
    return objective("mlp", "moons", "BCEWithLogitsLoss", batch_size=batch_size, **SETTING, **more)


@pytest.mark.parametrize("batch_size", [None, 16])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "LBFGS"])
@pytest.mark.parametrize(
    "switches",
    [{"zero_grad": False}, {"accumulate": 4}, {"zero_grad": False, "accumulate": 3}],
    ids=["adds", "gathers", "both"],
)
def test_a_switch_does_what_it_does_in_a_plain_loop(
    optimizer: str, batch_size: int | None, switches: dict[str, Any]
) -> None:
    runs = [run(optimizer, params, **switches) for params in SETTINGS[optimizer][:2]]
    request = comparison(moons(batch_size), runs, 25, seed=3)
    trained = finish(request)
    for index in range(len(runs)):
        plain = plainly(request, index, network, nn.BCEWithLogitsLoss(), as_columns)
        assert_equal(trained.columns[index], until(trained.outcomes[index].diverged_at, plain))


def until(end: int | None, plain: Training) -> Training:
    """The entries before the first position that is not finite, where the contract ends a run."""
    if end is None:
        return plain
    assert np.isfinite(plain.places[:end]).all()
    # Other weights than these two may be the first to leave float32.
    assert not (np.abs([*plain.places[end], plain.loss[end]]) < 1e30).all()
    return replace(
        plain, **{name: getattr(plain, name)[:end] for name in ("loss", "lr", "evaluations", "grad_norm")}
    )


def test_a_penalty_is_gathered_with_the_loss() -> None:
    on = moons(penalty={"l1": 0.01, "l2": 0.02})
    request = comparison(on, [run("Adam", {"lr": 0.01}, accumulate=3)], 20)
    found = finish(request).columns[0]
    plain = plainly(request, 0, network, nn.BCEWithLogitsLoss(), as_columns)
    assert_equal(found, plain)
    np.testing.assert_allclose(found["penalty"], plain.penalty, rtol=1e-5)


def test_runs_with_other_numbers_of_batches_see_the_same_shuffles() -> None:
    counts = (1, 5, 2)
    request = comparison(moons(), [run("SGD", {"lr": 0.1}, accumulate=count) for count in counts], 30)
    trained = finish(request)
    for index, count in enumerate(counts):
        plain = plainly(request, index, network, nn.BCEWithLogitsLoss(), as_columns)
        assert_equal(trained.columns[index], plain)
        assert trained.columns[index]["evaluations"].tolist() == [count * k for k in range(31)]


def test_one_batch_gathered_is_no_batch_gathered() -> None:
    plain, gathered = (
        finish(comparison(moons(), [run("Adam", {"lr": 0.01}, **more)], 20)).columns[0]
        for more in ({}, {"accumulate": 1})
    )
    assert_same(plain, gathered)


@pytest.mark.parametrize("switches", [{"zero_grad": False}, {"accumulate": 3}])
def test_a_training_that_is_extended_is_one_that_was_longer(switches: dict[str, Any]) -> None:
    runs = [run("Adam", {"lr": 0.01}, **switches)]
    work = begin(comparison(moons(), runs, 12))
    messages = list(work)
    work.extend(13)
    messages += list(work)
    longer = finish(comparison(moons(), runs, 25)).columns[0]
    assert same_bits(Trained(messages).columns[0]["loss"], longer["loss"])
