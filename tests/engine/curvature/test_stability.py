"""Lines of stability against torch itself: just below them a quadratic is descended, just above it is not."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from app.catalog.entries import Text
from app.engine.curvature.stability import Line, line_of
from app.engine.training.course import Course, Position
from app.spec import RunSpec


def line(optimizer: torch.optim.Optimizer, step: int = 1) -> Line | Text | None:
    """The line of a torch optimizer of one weight as it stands."""
    (weight,) = optimizer.param_groups[0]["params"]
    gathered = {
        name: value.detach().flatten()
        for name, value in optimizer.state[weight].items()
        if isinstance(value, Tensor) and value.shape == weight.shape
    }
    group = {name: value for name, value in optimizer.param_groups[0].items() if name != "params"}
    position = Position(step, weight.detach().flatten(), (group,), gathered)
    course = Course((position,), torch.zeros(weight.numel(), dtype=torch.int64), False, {})
    return line_of(RunSpec(optimizer=type(optimizer).__name__), course, position)


def end_of(curvature: float, **params: Any) -> float:
    """How far from 0 torch's SGD is on h/2 x^2 after many steps from 1."""
    weight = torch.ones(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], **params)
    for _ in range(3000):
        weight.grad = curvature * weight.detach()
        optimizer.step()
    return abs(weight.item())


SGD = [
    {"lr": 0.1},
    {"lr": 0.1, "momentum": 0.9},
    {"lr": 0.02, "momentum": 0.5},
    {"lr": 0.1, "momentum": 0.9, "nesterov": True},
    {"lr": 0.1, "momentum": 0.9, "dampening": 0.4},
    {"lr": 0.1, "weight_decay": 3.0},
    {"lr": 0.1, "momentum": 0.9, "weight_decay": 5.0},
    {"lr": 0.1, "momentum": 0.8, "nesterov": True, "weight_decay": 2.0},
    {"lr": 0.1, "dampening": 0.4},
]


@pytest.mark.parametrize("params", SGD, ids=str)
def test_sgd_descends_just_below_its_line_and_climbs_just_above(params: dict[str, Any]) -> None:
    found = line(torch.optim.SGD([torch.ones(1)], **params))
    assert isinstance(found, Line)
    assert found.preconditioner is None
    assert end_of(0.99 * found.threshold, **params) < 1e-3
    assert end_of(1.01 * found.threshold, **params) > 10


def test_the_lines_of_the_papers_are_these() -> None:
    for params, expected in [
        ({"momentum": 0.9}, 3.8),
        ({"momentum": 0.9, "nesterov": True}, 3.8 / 2.8),
        ({}, 2.0),
    ]:
        found = line(torch.optim.SGD([torch.ones(1)], lr=0.5, **params))  # type: ignore[arg-type]
        assert isinstance(found, Line)
        assert found.threshold == pytest.approx(expected / 0.5)
    found = line(stepped(torch.optim.Adam, lr=0.5)[0])
    assert isinstance(found, Line)
    assert found.threshold == pytest.approx(38 / 0.5)


def stepped(
    kind: type[torch.optim.Optimizer], steps: int = 1, **params: Any
) -> tuple[torch.optim.Optimizer, Tensor, Tensor]:
    """An optimizer after some steps with drawn gradients, its weights before the last one and after it."""
    generator = torch.Generator().manual_seed(4)
    weight = torch.randn(3, generator=generator, dtype=torch.float64).requires_grad_()
    optimizer = kind([weight], **params)
    before = weight
    for _ in range(steps):
        before = weight.detach().clone()
        weight.grad = torch.randn(3, generator=generator, dtype=torch.float64)
        optimizer.step()
    return optimizer, before, weight.detach()


@pytest.mark.parametrize("steps", [1, 7])
@pytest.mark.parametrize(
    ("kind", "params", "numerator"),
    [
        (torch.optim.Adam, {"lr": 0.1, "eps": 0.01}, "exp_avg"),
        (torch.optim.Adam, {"lr": 0.1, "amsgrad": True, "betas": (0.8, 0.9)}, "exp_avg"),
        (torch.optim.AdamW, {"lr": 0.1, "weight_decay": 0.0}, "exp_avg"),
        (torch.optim.RMSprop, {"lr": 0.1, "momentum": 0.5}, "momentum_buffer"),
        (torch.optim.RMSprop, {"lr": 0.1, "centered": True}, "grad"),
        (torch.optim.Adagrad, {"lr": 0.1, "lr_decay": 0.3}, "grad"),
    ],
    ids=str,
)
def test_the_preconditioner_is_what_torch_divided_the_last_step_by(
    kind: type[torch.optim.Optimizer], params: dict[str, Any], numerator: str, steps: int
) -> None:
    optimizer, before, after = stepped(kind, steps, **params)
    (weight,) = optimizer.param_groups[0]["params"]
    found = line(optimizer, steps)
    assert isinstance(found, Line)
    assert found.preconditioner is not None
    gradient = weight.grad if numerator == "grad" else optimizer.state[weight][numerator]
    rate = 0.1 / (1 + (steps - 1) * params.get("lr_decay", 0))
    if numerator == "momentum_buffer":
        if steps > 1:
            return  # the buffer holds what was divided before
        expected = before - rate * gradient
        assert torch.allclose(gradient * found.preconditioner, weight.grad)
    else:
        expected = before - rate * gradient / found.preconditioner
    assert torch.allclose(after, expected)


@pytest.mark.parametrize(("lr", "beta", "decay"), [(0.1, 0.9, 0.0), (0.01, 0.8, 0.0), (0.05, 0.9, 1.0)])
def test_adams_line_is_where_a_step_with_a_resting_preconditioner_turns(
    lr: float, beta: float, decay: float
) -> None:
    optimizer, _, _ = stepped(torch.optim.AdamW, lr=lr, betas=(beta, 0.999), weight_decay=decay)
    found = line(optimizer)
    assert isinstance(found, Line)

    def end(curvature: float) -> float:
        x, mean = 1.0, 0.0
        for _ in range(4000):
            mean = beta * mean + (1 - beta) * curvature * x
            x = (1 - lr * decay) * x - lr * mean
        return abs(x)

    assert end(0.99 * found.threshold) < 1e-3
    assert end(1.01 * found.threshold) > 10


@pytest.mark.parametrize(
    ("kind", "params", "steps"),
    [
        (torch.optim.RMSprop, {"lr": 0.05}, 1),
        (torch.optim.RMSprop, {"lr": 0.05, "momentum": 0.8}, 1),
        (torch.optim.Adagrad, {"lr": 0.5}, 1),
        (torch.optim.Adagrad, {"lr": 0.5, "lr_decay": 0.25}, 4),
    ],
    ids=str,
)
def test_lines_of_preconditioned_descent_are_where_a_step_with_a_resting_preconditioner_turns(
    kind: type[torch.optim.Optimizer], params: dict[str, Any], steps: int
) -> None:
    found = line(stepped(kind, steps, **params)[0], steps)
    assert isinstance(found, Line)
    rate = params["lr"] / (1 + steps * params.get("lr_decay", 0))  # of the step that is about to come

    def end(curvature: float) -> float:
        x, speed = 1.0, 0.0
        for _ in range(3000):
            speed = params.get("momentum", 0) * speed + curvature * x
            x -= rate * speed
        return abs(x)

    assert end(0.99 * found.threshold) < 1e-3
    assert end(1.01 * found.threshold) > 10


def test_coupled_decay_is_part_of_the_preconditioned_hessian() -> None:
    found = line(stepped(torch.optim.Adam, lr=0.1, weight_decay=0.5)[0])
    assert isinstance(found, Line)
    assert found.decay == 0.5


def test_where_no_line_is_known_there_is_a_reason() -> None:
    weight = torch.ones(1)
    for optimizer in (torch.optim.Rprop([weight]), torch.optim.SGD([weight], lr=0.1, maximize=True)):
        assert isinstance(line(optimizer), Text)
    assert line(torch.optim.Adam([weight])) is None  # it has gathered nothing yet
    assert line(torch.optim.Adagrad([weight]), step=0) is None  # nor this, though its sum is there
    groups = ({"lr": 0.1}, {"lr": 0.2})
    position = Position(0, torch.ones(2), groups, {})
    course = Course((position,), torch.tensor([0, 1]), False, {})
    assert isinstance(line_of(RunSpec(optimizer="SGD"), course, position), Text)


def test_there_is_no_line_where_gradients_add_up() -> None:
    position = Position(0, torch.ones(1), ({"lr": 0.1},), {})
    course = Course((position,), torch.tensor([0]), False, {})
    told = line_of(RunSpec(optimizer="SGD", zero_grad=False), course, position)
    assert isinstance(told, Text)
    assert "add up" in told.en
