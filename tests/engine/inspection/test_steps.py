"""A step taken apart: torch's own numbers, and formulas that give them when they are filled in."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
import torch

from app.catalog import OPTIMIZERS
from app.catalog.rules import RULES
from app.engine import begin
from app.messages import answer
from app.spec import read_request, wire
from tests.mathematics import value_of
from tests.plain import arguments, build, read

ROSENBROCK = "(1 - x)**2 + 100*(y - x**2)**2"
START = (-1.5, 2.0)
STEPS = 25
CLOSE = 1e-12

SETTINGS: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {"lr": 1e-3},
        {"lr": 1e-6, "maximize": True},
        {"lr": 1e-3, "weight_decay": 0.1},
        {"lr": 1e-4, "momentum": 0.9},
        {"lr": 1e-4, "momentum": 0.9, "dampening": 0.3},
        {"lr": 1e-4, "momentum": 0.9, "nesterov": True},
        {"lr": 1e-4, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05},
        {"lr": 1e-6, "momentum": 0.5, "dampening": 0.5, "weight_decay": 0.2, "maximize": True},
    ],
    "Adagrad": [
        {"lr": 0.5},
        {"lr": 0.5, "lr_decay": 0.1, "weight_decay": 0.1},
        {"lr": 0.3, "initial_accumulator_value": 2.0, "eps": 0.1, "maximize": True},
    ],
    "RMSprop": [
        {"lr": 0.01},
        {"lr": 0.01, "momentum": 0.9},
        {"lr": 0.01, "centered": True, "alpha": 0.9},
        {"lr": 0.01, "centered": True, "alpha": 0.8, "momentum": 0.5, "weight_decay": 0.1, "maximize": True},
    ],
    "Adam": [
        {"lr": 0.1},
        {"lr": 0.1, "amsgrad": True},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.1, "betas": [0.5, 0.9], "eps": 0.01, "amsgrad": True, "weight_decay": 0.3, "maximize": True},
    ],
    "AdamW": [
        {"lr": 0.1},
        {"lr": 0.1, "weight_decay": 0.0},
        {"lr": 0.05, "weight_decay": 0.5, "amsgrad": True},
    ],
    "Adadelta": [{"lr": 1.0}, {"lr": 10.0, "rho": 0.5, "eps": 1e-3, "weight_decay": 0.1, "maximize": True}],
    "Adamax": [{"lr": 0.1}, {"lr": 0.1, "betas": [0.5, 0.7], "weight_decay": 0.1, "maximize": True}],
    "NAdam": [
        {"lr": 0.1},
        {"lr": 0.1, "momentum_decay": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True},
    ],
    "RAdam": [
        {"lr": 1e-4},
        {"lr": 1e-4, "betas": [0.9, 0.9], "weight_decay": 0.1},
        {"lr": 1e-4, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True},
    ],
    "ASGD": [
        {"lr": 1e-3},
        {"lr": 1e-6, "lambd": 0.1, "alpha": 1.0, "t0": 3.0, "weight_decay": 0.1, "maximize": True},
    ],
    "Rprop": [{"lr": 0.01}, {"lr": 0.1, "etas": [0.3, 1.5], "step_sizes": [0.01, 0.2], "maximize": True}],
    "Adafactor": [
        {"lr": 0.1},
        {"lr": 0.5, "d": 2.0, "weight_decay": 0.1, "eps": [1e-3, 1e-2], "beta2_decay": -0.5},
        {"lr": 0.1, "maximize": True},
    ],
    "LBFGS": [
        {"lr": 0.5, "max_iter": 4},
        {"lr": 1.0, "max_iter": 5, "history_size": 3},
        {"line_search_fn": "strong_wolfe", "max_iter": 3},
    ],
}  # fmt: skip
CASES = [(optimizer, params) for optimizer, settings in SETTINGS.items() for params in settings]
NAMES = [f"{optimizer}-{json.dumps(params)}" for optimizer, params in CASES]


def inspected(optimizer: str, params: dict[str, Any], **others: Any) -> dict[str, Any]:
    """The answer of the API for the steps of one run."""
    objective = {
        "kind": "function",
        "id": "rosenbrock",
        "start": list(START),
        "noise": others.pop("noise", 0.0),
    }
    run = {"optimizer": optimizer, "params": params, **others.pop("run", {})}
    document = {
        "comparison": {"objective": objective, "runs": [run], "steps": STEPS},
        "step": 0,
        "steps": STEPS,
    }
    request = read_request("inspect", {**document, **others})
    work = begin(request)
    return json.loads(answer(work, wire(request), torch.__version__))  # type: ignore[no-any-return]


def torch_steps(optimizer: str, params: dict[str, Any], schedule: Any = None) -> list[dict[str, Any]]:
    """What torch holds around each step of a plain loop."""
    f = read(ROSENBROCK)
    point = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    stepper = getattr(torch.optim, optimizer)([point], **arguments(params))
    scheduler = None if schedule is None else build(schedule, stepper, STEPS)
    steps = []
    for _ in range(STEPS):
        stepper.zero_grad()
        torch.autograd.backward(f(point[0], point[1]))
        assert point.grad is not None
        around: dict[str, Any] = {"position": point.tolist(), "gradient": point.grad.tolist()}
        around["before"], around["lr"] = numbers(stepper.state[point]), stepper.param_groups[0]["lr"]
        stepper.step()
        if scheduler is not None:
            scheduler.step()
        steps.append({**around, "after": numbers(stepper.state[point]), "next_position": point.tolist()})
    return steps


def numbers(state: dict[str, Any]) -> dict[str, Any]:
    return {key: value.tolist() for key, value in state.items() if value is not None}


def quantities(entry: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
    """Every displayed number by its name."""
    known = {**entry["values"], "gradient": entry["gradient"], "theta_before": entry["position"]}
    return {**known, "theta": entry["next_position"], "update": entry["update"]}


def agree(computed: float, shown: float | list[float], at: int, scale: float) -> bool:
    value = shown[at] if isinstance(shown, list) else shown
    return math.isclose(computed, value, rel_tol=CLOSE, abs_tol=CLOSE * scale)


def test_every_optimizer_that_steps_functions_has_a_rule_and_is_tested() -> None:
    stepping = {id for id, optimizer in OPTIMIZERS.items() if optimizer.available}
    assert set(RULES) == set(SETTINGS) == stepping


@pytest.mark.parametrize(("optimizer", "params"), CASES, ids=NAMES)
def test_the_displayed_formulas_with_the_displayed_numbers_give_the_displayed_update(
    optimizer: str, params: dict[str, Any]
) -> None:
    told = inspected(optimizer, params)
    assert told["entries"]
    for entry in told["entries"]:
        rule = told["rules"][entry["rule"]]
        known = quantities(entry, rule)
        for line in rule["lines"]:
            for at in (0, 1):
                computed = value_of(line["template"], known, at)
                # What cancels is as exact as what it was made of.
                scale = made_of(line["name"], entry, at)
                assert agree(computed, known[line["name"]], at, scale), (entry["step"], line, computed)
        for at in (0, 1) if rule["terms"] else ():
            summands = [value_of(term["template"], known, at) for term in rule["terms"]]
            size = max(map(abs, summands))
            assert math.isclose(sum(summands), entry["update"][at], rel_tol=CLOSE, abs_tol=CLOSE * size)


@pytest.mark.parametrize(
    ("optimizer", "params"),
    [
        ("SGD", {"lr": 1e-5, "momentum": 0.9}),
        ("Adam", {"lr": 0.1}),
        ("LBFGS", {"lr": 1e-4, "max_iter": 1}),
    ],
)
def test_gradients_that_nobody_sets_to_zero_are_told_as_their_sum(
    optimizer: str, params: dict[str, Any]
) -> None:
    told = inspected(optimizer, params, run={"zero_grad": False})
    total = np.zeros(2)
    for entry in told["entries"]:
        x, y = entry["position"]
        total = total + np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])
        line = told["rules"][entry["rule"]]["lines"][0]
        known = quantities(entry, told["rules"][entry["rule"]])
        assert "sum of all" in line["about"]["en"]
        assert 'data-name="gradients"' in line["template"]
        for at in (0, 1):
            shown = value_of(line["template"], known, at)
            assert math.isclose(shown, total[at], rel_tol=1e-9, abs_tol=1e-9 * np.abs(total).max())


def made_of(name: str, entry: dict[str, Any], at: int) -> float:
    """The size of what is added up to a quantity, 0 for one that is not a sum."""
    if name == "jump" and "H" in entry["values"]:
        moves, bends = (np.array(entry["state"][key]["after"]) for key in ("old_stps", "old_dirs"))
        lengths = np.linalg.norm(moves, axis=1) * np.linalg.norm(bends, axis=1)
        loss_of_digits = (lengths / (moves * bends).sum(axis=1)).max()
        return float(np.abs(entry["values"]["H"]).max() * np.abs(entry["values"]["g"]).max() * loss_of_digits)
    return largest(entry, at) if name in ("theta", "update", "b", "m", "direction") else 0.0


def largest(entry: dict[str, Any], at: int) -> float:
    vectors = [value[at] for value in entry["values"].values() if isinstance(value, list) and len(value) == 2
               and not isinstance(value[0], list)]  # fmt: skip
    return max(abs(float(value)) for value in [*vectors, entry["position"][at], entry["gradient"][at]])


@pytest.mark.parametrize(
    ("optimizer", "params"), [case for case in CASES if case[0] != "LBFGS"],
    ids=[name for name in NAMES if not name.startswith("LBFGS")],
)  # fmt: skip
def test_states_and_positions_are_those_of_a_plain_loop(optimizer: str, params: dict[str, Any]) -> None:
    told = inspected(optimizer, params)
    for entry, around in zip(told["entries"], torch_steps(optimizer, params), strict=True):
        for name in ("position", "gradient", "next_position"):
            assert entry[name] == around[name], (entry["step"], name)
        assert {key: state["after"] for key, state in entry["state"].items()} == around["after"]
        before = {key: state["before"] for key, state in entry["state"].items()}
        assert {key: value for key, value in before.items() if value is not None} == around["before"]
