"""A model's step as one of its weights sees it: torch's own numbers, and a rule that they follow."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import torch

from app.catalog import OPTIMIZERS
from app.catalog.datasets import make_dataset
from app.catalog.rules import RULES
from app.engine import begin
from app.errors import Refusal
from app.messages import answer
from app.spec import read_request, wire
from tests.plain_training import train

STEPS = 12
FLOAT32 = 2e-6
DATASET = {"id": "moons", "params": {"samples": 80}}
OBJECTIVE = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [4], "activation": "tanh"}},
    "dataset": DATASET,
    "loss": {"id": "BCEWithLogitsLoss"},
    "batch_size": 16,
}
WEIGHT = "hidden1.weight[2,1]"
SINGLE = [id for id in RULES if OPTIMIZERS[id].elementwise]


def network() -> torch.nn.Module:
    return torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))


def inspected(optimizer: str, **others: Any) -> dict[str, Any]:
    run = {"optimizer": optimizer, "params": {"lr": 0.01}, **others.pop("run", {})}
    comparison = {"objective": others.pop("objective", OBJECTIVE), "runs": [run], "steps": STEPS}
    request = read_request("inspect", {"comparison": comparison, "step": 0, "steps": STEPS, **others})
    return json.loads(answer(begin(request), wire(request), ""))  # type: ignore[no-any-return]


def plain_path(optimizer: str, **others: Any) -> list[float]:
    """The weight after each number of steps of a plain loop."""
    data = make_dataset("moons", {"samples": 80})
    loss = torch.nn.BCEWithLogitsLoss()
    path = []
    for steps in range(STEPS + 1):
        done = train(
            network,
            lambda output, target: loss(output, target),
            data.train.inputs,
            data.train.targets.float().unsqueeze(1),
            optimizer,
            {"lr": 0.01},
            steps,
            batch_size=16,
            **others,
        )
        assert done.model is not None
        path.append(next(iter(done.model.parameters()))[2, 1].item())
    return path


@pytest.mark.parametrize("optimizer", SINGLE)
def test_each_step_leads_one_weight_from_where_it_was_to_where_a_plain_loop_takes_it(optimizer: str) -> None:
    entries = inspected(optimizer, weight=WEIGHT)["entries"]
    path = plain_path(optimizer)
    assert [entry["position"] for entry in entries] == [[place] for place in path[:-1]]
    assert [entry["next_position"] for entry in entries] == [[place] for place in path[1:]]


@pytest.mark.parametrize("optimizer", SINGLE)
def test_the_rule_gives_the_update_within_the_precision_of_the_model(optimizer: str) -> None:
    told = inspected(optimizer, weight=WEIGHT)
    for entry in told["entries"]:
        moved = entry["next_position"][0] - entry["position"][0]
        assert math.isclose(entry["update"][0], moved, rel_tol=FLOAT32, abs_tol=FLOAT32), entry["step"]
        terms = [term[0] for term in entry["terms"]]
        assert math.isclose(sum(terms), entry["update"][0], rel_tol=FLOAT32, abs_tol=1e-12)
        states = told["rules"][entry["rule"]]["states"]
        assert all(entry["state"][key]["after"] == entry["values"][name] for name, key in states.items())


def test_changes_and_schedules_act_as_in_the_training() -> None:
    run = {
        "schedule": {"id": "StepLR", "params": {"step_size": 4, "gamma": 0.5}},
        "changes": [{"step": 6, "params": {"lr": 0.2}}],
    }
    entries = inspected("SGD", run=run, weight=WEIGHT)["entries"]
    assert [entry["values"]["lr"] for entry in entries[:8]] == [0.01] * 4 + [0.005] * 2 + [0.2] * 2
    path = plain_path("SGD", schedule=run["schedule"], changes=run["changes"])
    assert [entry["position"] for entry in entries] == [[place] for place in path[:-1]]


def test_of_two_weights_both_are_told() -> None:
    objective = {
        "kind": "model",
        "model": {"id": "two_weight"},
        "dataset": {"id": "line"},
        "loss": {"id": "MSELoss"},
    }
    (entry, *_) = inspected("Adam", objective=objective)["entries"]
    assert len(entry["position"]) == len(entry["update"]) == 2


def test_the_first_weight_is_told_unless_another_is_named() -> None:
    request = read_request(
        "inspect",
        {"comparison": {"objective": OBJECTIVE, "runs": [{"optimizer": "Adam"}], "steps": 3}, "step": 0},
    )
    assert request.weight == "hidden1.weight[0,0]"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"weight": "hidden9.weight[0,0]"}, "unknown_weight", "weight"),
        ({"weight": "hidden1.weight[9,0]"}, "unknown_weight", "weight"),
        ({"optimizer": "LBFGS", "run": {"params": {}}}, "unavailable", "comparison.runs[0].optimizer"),
        ({"run": {"frozen": ["hidden1"]}, "weight": WEIGHT}, "unavailable", "weight"),
        ({"objective": {"kind": "function", "id": "sphere"}, "weight": WEIGHT}, "models_only", "weight"),
    ],
)
def test_a_weight_that_cannot_be_followed_is_refused(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        inspected(change.pop("optimizer", "SGD"), **change)
    assert (refused.value.code, refused.value.field) == (code, field)
