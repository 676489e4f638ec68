"""The landscape of two weights is the loss itself, for every task and loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.catalog import DATASETS, LOSSES
from app.engine import begin
from app.errors import Refusal
from app.messages import Done, Landscape
from app.spec import read_request
from tests.engine.runs import run
from tests.engine.training.trainings import comparison, finish, objective

CASES = [
    (dataset.id, loss.id)
    for dataset in DATASETS.values()
    for loss in LOSSES.values()
    if dataset.kind == "vector" and dataset.group == "made" and dataset.task in loss.tasks
]
PARAMS: dict[str, dict[str, Any]] = {"formula": {"expression": "abs(prediction - target)"}}


def landscape(on: dict[str, Any], **more: Any) -> Landscape:
    found, end = [
        each for each in begin(read_request("landscape", {"objective": on, **more})) if each is not None
    ]
    assert isinstance(found, Landscape)
    assert isinstance(end, Done)
    return found


@pytest.mark.parametrize(("dataset", "loss"), CASES)
def test_each_of_its_points_is_where_a_run_would_start(dataset: str, loss: str) -> None:
    penalty = {"l1": 0.1, "l2": 0.05}
    on = objective("two_weight", dataset, loss, loss_params=PARAMS.get(loss, {}), penalty=penalty)
    found = landscape(on, domain=[-2, 2, -1, 3], resolution=5)
    assert found.x.tolist() == [-2, -1, 0, 1, 2]
    assert found.y.tolist() == [-1, 0, 1, 2, 3]
    for i, j in ((0, 0), (3, 4), (4, 1)):
        started = {**on, "model": {"id": "two_weight", "params": {"start": [found.x[i], found.y[j]]}}}
        columns = finish(comparison(started, [run("SGD", {"lr": 0.0})], 1)).columns[0]
        # A stream is learned from in batches; whole, it is one batch.
        assert found.z[j, i] == pytest.approx(columns["loss"][0] + columns["penalty"][0], rel=2e-5, abs=1e-6)


def test_its_domain_is_the_models_own_unless_told() -> None:
    found = landscape(objective("two_weight", "line", "MSELoss"), resolution=3)
    assert found.x[0] < 0 < found.x[-1]
    assert np.isfinite(found.z).all()


def test_a_model_of_many_weights_has_no_plane_of_its_own() -> None:
    with pytest.raises(Refusal) as caught:
        landscape(objective("mlp", "moons", "BCEWithLogitsLoss"), resolution=3)
    assert caught.value.code == "no_plane"
