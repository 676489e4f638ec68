"""The oracle itself, against values derived by hand."""

from __future__ import annotations

import math

import numpy
import pytest
import torch

from tests.plain import plain_loop, read


def test_gradient_descent_on_a_sphere_shrinks_by_a_fixed_factor() -> None:
    found = plain_loop("x**2 + y**2", (3, -4), "SGD", {"lr": 0.1}, 10)
    shrink = 0.8 ** numpy.arange(11)
    assert found["x"] == pytest.approx(3 * shrink)
    assert found["y"] == pytest.approx(-4 * shrink)
    assert found["loss"] == pytest.approx(25 * shrink**2)
    assert found["grad_norm"] == pytest.approx(10 * shrink)
    assert found["lr"].tolist() == [0.1] * 11
    assert found["momentum"].tolist() == [0.0] * 11
    assert found["evaluations"].tolist() == list(range(11))
    assert found["diverged_at"] is None


def test_a_change_acts_on_the_step_that_leaves_its_position_and_the_schedule_on_what_it_left() -> None:
    changes = [{"step": 3, "params": {"lr": 0.5}}]
    schedule = {"id": "ExponentialLR", "params": {"gamma": 0.5}}
    found = plain_loop("x**2", (1, 0), "SGD", {"lr": 0.1}, 5, schedule, changes)
    assert found["lr"].tolist() == [0.1, 0.05, 0.025, 0.5, 0.25, 0.125]
    assert found["x"] == pytest.approx([1, 0.8, 0.72, 0.684, 0, 0], abs=1e-15)


def test_noise_tilts_the_steps_and_not_the_record() -> None:
    tilt = 0.3 * torch.randn(2, 2, generator=torch.Generator().manual_seed(7), dtype=torch.float64)
    found = plain_loop("x**2 + y**2", (1, 1), "SGD", {"lr": 0.25}, 2, noise=0.3, seed=7)
    x = 0.5 - 0.25 * tilt[0, 0].item()
    assert found["x"] == pytest.approx([1, x, x / 2 - 0.25 * tilt[1, 0].item()])
    assert found["loss"] == pytest.approx(found["x"] ** 2 + found["y"] ** 2)


def test_the_record_ends_before_the_first_position_that_is_not_finite() -> None:
    found = plain_loop("x**2 + y**2", (1, 1), "SGD", {"lr": 1e200}, 10)
    assert found["diverged_at"] == 2
    assert found["x"] == pytest.approx([1, -2e200])
    assert found["loss"][1] == math.inf


def test_evaluations_count_what_a_closure_was_asked_for() -> None:
    found = plain_loop("x**2 + 10*y**2", (1, 1), "LBFGS", {"max_iter": 4}, 3)
    assert found["evaluations"][0] == 0
    assert found["evaluations"][1] == 4


def test_a_plateau_sees_the_loss_and_nested_schedules_are_built_inside_out() -> None:
    plateau = {"id": "ReduceLROnPlateau", "params": {"patience": 0, "factor": 0.5}}
    assert plain_loop("x**2 + y**2", (1, 1), "SGD", {"lr": 0.0}, 3, plateau)["lr"].tolist() == [0.0] * 4
    stuck = plain_loop("x**2", (0, 1), "SGD", {"lr": 1.0}, 3, plateau)["lr"]
    assert stuck.tolist() == [1.0, 1.0, 0.5, 0.25]
    halve = {"id": "ExponentialLR", "params": {"gamma": 0.5}}
    chain = {"id": "ChainedScheduler", "params": {"schedulers": [halve, halve]}}
    assert plain_loop("x**2", (0, 1), "SGD", {"lr": 1.0}, 2, chain)["lr"].tolist() == [1.0, 0.25, 0.0625]
    cycle = {"id": "OneCycleLR", "params": {"max_lr": 1.0}}
    cycled = plain_loop("x**2", (0, 1), "SGD", {"lr": 1.0}, 10, cycle)
    assert cycled["lr"][2] == pytest.approx(1.0)
    assert cycled["momentum"][2] == pytest.approx(0.85)


def test_a_formula_has_float_numbers_and_the_functions_of_torch() -> None:
    x, y = torch.tensor(0.5, dtype=torch.float64), torch.tensor(-2.0, dtype=torch.float64)
    assert read("max(x, 3)*10**20 + min(y, x)")(x, y).item() == 3e20 - 2
    assert read("sigmoid(x) + atan(y)/sqrt(2) - e*pi")(x, y).item() == pytest.approx(
        1 / (1 + math.exp(-0.5)) + math.atan(-2) / math.sqrt(2) - math.e * math.pi
    )
