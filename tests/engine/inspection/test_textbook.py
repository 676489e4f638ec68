"""Momentum in both textbook forms: the same path until the learning rate changes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch

from app.engine import begin
from app.messages import answer
from app.spec import read_request, wire
from tests.plain import read

ROSENBROCK = "(1 - x)**2 + 100*(y - x**2)**2"
START = [-1.5, 2.0]


def inspected(params: dict[str, Any], steps: int, optimizer: str = "SGD", **more: Any) -> dict[str, Any]:
    run = {"optimizer": optimizer, "params": params, **more}
    objective = {"kind": "function", "id": "rosenbrock", "start": START}
    comparison = {"objective": objective, "runs": [run], "steps": steps}
    request = read_request("inspect", {"comparison": comparison, "step": 0, "steps": steps})
    return json.loads(answer(begin(request), wire(request), torch.__version__))  # type: ignore[no-any-return]


def textbook(rates: list[float], momentum: float, decay: float = 0.0, sums: bool = False) -> list[Any]:
    """v = a v + lr g and theta = theta - v, written out."""
    f = read(ROSENBROCK)
    theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    velocity, total = torch.zeros(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    told = []
    for lr in rates:
        (slope,) = torch.autograd.grad(f(theta[0], theta[1]), theta)
        total = total + slope if sums else slope
        velocity = momentum * velocity + lr * (total + decay * theta.detach())
        theta = (theta.detach() - velocity).requires_grad_()
        told.append((velocity.tolist(), theta.tolist()))
    return told


@pytest.mark.parametrize("more", [{}, {"weight_decay": 0.1}])
def test_both_forms_are_one_path_while_the_rate_is_constant(more: dict[str, Any]) -> None:
    told = inspected({"lr": 2e-4, "momentum": 0.9, **more}, 300)
    assert told["differs_from"] is None
    for entry, (velocity, position) in zip(
        told["entries"], textbook([2e-4] * 300, 0.9, more.get("weight_decay", 0.0)), strict=True
    ):
        np.testing.assert_allclose(entry["textbook"]["velocity"], velocity, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(entry["textbook"]["position"], position, rtol=1e-9)
        np.testing.assert_allclose(entry["textbook"]["position"], entry["next_position"], rtol=1e-9)


@pytest.mark.parametrize("first", [1, 7, 20])
def test_a_schedule_parts_them_at_its_first_change(first: int) -> None:
    schedule = {"id": "StepLR", "params": {"step_size": first, "gamma": 0.5}}
    told = inspected({"lr": 2e-4, "momentum": 0.9}, 60, schedule=schedule)
    rates = [entry["values"]["lr"] for entry in told["entries"]]
    assert rates[first - 1] != rates[first]
    assert told["differs_from"] == first
    for entry, (velocity, position) in zip(told["entries"], textbook(rates, 0.9), strict=True):
        np.testing.assert_allclose(entry["textbook"]["velocity"], velocity, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(entry["textbook"]["position"], position, rtol=1e-9)
        agrees = np.allclose(entry["textbook"]["position"], entry["next_position"], rtol=1e-9, atol=0)
        assert agrees is (entry["step"] < first)


def test_the_textbooks_formula_in_its_own_numbers_gives_its_velocity() -> None:
    schedule = {"id": "ExponentialLR", "params": {"gamma": 0.9}}
    told = inspected({"lr": 2e-4, "momentum": 0.9}, 40, schedule=schedule)
    former = [0.0, 0.0]
    for entry in told["entries"]:
        form, lr = entry["textbook"], entry["values"]["lr"]
        assert form["before"] == former
        expected = [0.9 * v + lr * g for v, g in zip(form["before"], form["gradient"], strict=True)]
        np.testing.assert_allclose(form["velocity"], expected, rtol=1e-12)
        former = form["velocity"]


def test_a_change_by_hand_parts_them_where_it_acts() -> None:
    changes = [{"step": 12, "params": {"lr": 1e-4}}]
    assert inspected({"lr": 2e-4, "momentum": 0.9}, 30, changes=changes)["differs_from"] == 12


def test_a_window_tells_since_when_they_differ_though_that_was_before() -> None:
    schedule = {"id": "StepLR", "params": {"step_size": 5}}
    run = {"optimizer": "SGD", "params": {"lr": 2e-4, "momentum": 0.9}, "schedule": schedule}
    objective = {"kind": "function", "id": "rosenbrock", "start": START}
    comparison = {"objective": objective, "runs": [run], "steps": 300}
    for first, steps, expected in ((0, 5, None), (0, 6, 5), (40, 150, 5)):
        request = read_request("inspect", {"comparison": comparison, "step": first, "steps": steps})
        told = json.loads(answer(begin(request), wire(request), torch.__version__))
        assert told["differs_from"] == expected


def test_gradients_that_add_up_do_so_in_both_forms() -> None:
    told = inspected({"lr": 1e-5, "momentum": 0.5}, 40, zero_grad=False)
    assert told["differs_from"] is None
    expected = textbook([1e-5] * 40, 0.5, sums=True)
    for entry, (_, position) in zip(told["entries"], expected, strict=True):
        np.testing.assert_allclose(entry["textbook"]["position"], position, rtol=1e-9)


@pytest.mark.parametrize(
    ("optimizer", "params"),
    [
        ("SGD", {"lr": 1e-4}),
        ("SGD", {"lr": 1e-4, "momentum": 0.9, "nesterov": True}),
        ("SGD", {"lr": 1e-4, "momentum": 0.9, "dampening": 0.1}),
        ("RMSprop", {"lr": 1e-3, "momentum": 0.9}),
        ("LBFGS", {}),
    ],
)
def test_other_rules_have_one_form(optimizer: str, params: dict[str, Any]) -> None:
    told = inspected(params, 5, optimizer)
    assert told["differs_from"] is None
    assert all("textbook" not in entry for entry in told["entries"])
