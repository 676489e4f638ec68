"""The plain PyTorch loop that the product promises to equal, from torch alone: the oracle of the tests.

Nothing here imports the product. A test that compares with it says: this is what a person gets who writes
the loop by hand.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy
import torch
from torch import Tensor
from torch.optim import Optimizer, lr_scheduler

Objective = Callable[[Tensor, Tensor], Tensor]
Columns = dict[str, Any]


def plain_loop(
    objective: str | Objective,
    start: Iterable[float],
    optimizer: str,
    params: Mapping[str, Any],
    steps: int,
    schedule: Mapping[str, Any] | None = None,
    changes: Iterable[Mapping[str, Any]] = (),
    noise: float = 0.0,
    seed: int = 0,
    zero_grad: bool = True,
) -> Columns:
    """Descend `objective` with one `torch.optim` class, one ordinary step after another.

    `objective` is a formula in x and y, or a callable of two scalars. `params` are the constructor's keyword
    arguments, with tuples as lists; `schedule` is `{"id", "params"}`, nested ones in the same form; `changes`
    are `{"step", "params"}`, set on the optimizer's group before the step that leaves position `step`;
    without `zero_grad` that call is left out.

    Returns float64 arrays `x`, `y`, `loss`, `grad_norm`, `lr`, `momentum` (NaN where the optimizer has none)
    and int64 `evaluations` (gradients asked for so far). Entry k belongs to the position after k steps; the
    arrays end before the first non-finite position, whose index is `diverged_at` (None when there is none).
    """
    f = objective if callable(objective) else read(objective)
    point = torch.tensor(list(start), dtype=torch.float64, requires_grad=True)
    stepper: Any = getattr(torch.optim, optimizer)([point], **arguments(params))
    scheduler = None if schedule is None else build(schedule, stepper, steps)
    tilt = noise * torch.randn(steps, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    changes = list(changes)
    evaluations = 0
    rows: list[tuple[float, ...]] = []
    for k in range(steps + 1):
        if not torch.isfinite(point.detach()).all():
            return columns(rows, diverged_at=k)
        for change in changes:
            if change["step"] == k:
                stepper.param_groups[0].update(arguments(change["params"]))
        rows.append((*measure(f, point), *rates(stepper), evaluations))
        if k == steps:
            break

        def closure(k: int = k) -> Tensor:
            nonlocal evaluations
            evaluations += 1
            if zero_grad:
                stepper.zero_grad()
            loss = f(point[0], point[1])
            if noise:
                loss = loss + tilt[k, 0] * point[0] + tilt[k, 1] * point[1]
            torch.autograd.backward(loss)
            return loss

        loss = stepper.step(closure)
        if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):
            scheduler.step(loss.item())
        elif scheduler is not None:
            scheduler.step()
    return columns(rows, diverged_at=None)


def measure(f: Objective, point: Tensor) -> tuple[float, float, float, float]:
    """x, y, loss and gradient norm of `f` itself at `point`, which is left as it was."""
    here = point.detach().clone().requires_grad_()
    loss = f(here[0], here[1])
    (gradient,) = torch.autograd.grad(loss, here)
    return here[0].item(), here[1].item(), loss.item(), math.hypot(gradient[0].item(), gradient[1].item())


def rates(stepper: Optimizer) -> tuple[float, float]:
    """The learning rate and the momentum (or first beta) that the next step would use."""
    group = stepper.param_groups[0]
    momentum = group["momentum"] if "momentum" in group else group.get("betas", (math.nan,))[0]
    return float(group["lr"]), float(momentum)


def columns(rows: list[tuple[float, ...]], diverged_at: int | None) -> Columns:
    names = ("x", "y", "loss", "grad_norm", "lr", "momentum", "evaluations")
    table = numpy.array(rows, dtype=numpy.float64).reshape(-1, len(names))
    found: Columns = {name: table[:, index].copy() for index, name in enumerate(names)}
    found["evaluations"] = found["evaluations"].astype(numpy.int64)
    found["diverged_at"] = diverged_at
    return found


def arguments(params: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments as torch wants them: a JSON array is a tuple."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}


def build(schedule: Mapping[str, Any], stepper: Optimizer, steps: int) -> lr_scheduler.LRScheduler:
    """A scheduler on `stepper`, with those inside it; OneCycleLR spans the budget unless told otherwise."""
    params = dict(schedule.get("params") or {})
    kind: Any = getattr(lr_scheduler, schedule["id"])
    if "schedulers" in params:
        params["schedulers"] = [build(inner, stepper, steps) for inner in params["schedulers"]]
    if schedule["id"] == "OneCycleLR" and params.get("total_steps") is None and params.get("epochs") is None:
        params["total_steps"] = steps
    if schedule["id"] == "ChainedScheduler":
        return kind(**params)  # type: ignore[no-any-return]
    return kind(stepper, **params)  # type: ignore[no-any-return]


def read(formula: str) -> Objective:
    """A formula in x and y as Python reads it: floats, torch's functions on tensors, math's on numbers."""
    shared = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "atan", "cosh", "sinh")
    names: dict[str, Any] = {name: either(getattr(torch, name), getattr(math, name)) for name in shared}
    names |= {
        "abs": either(torch.abs, abs),
        "sigmoid": either(torch.sigmoid, lambda value: 1 / (1 + math.exp(-value))),
        "sign": either(torch.sign, lambda value: math.copysign(1.0, value) if value else 0.0),
        "min": either(lambda *pair: torch.minimum(*together(*pair)), min),
        "max": either(lambda *pair: torch.maximum(*together(*pair)), max),
        "pi": math.pi,
        "e": math.e,
        "__builtins__": {},
    }
    code = compile(Floats().visit(ast.parse(formula, mode="eval")), "<formula>", "eval")
    return lambda x, y: eval(code, {**names, "x": x, "y": y})


class Floats(ast.NodeTransformer):
    """Every number of a formula is a float."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        assert isinstance(node.value, int | float)
        return ast.copy_location(ast.Constant(float(node.value)), node)


def either(of_tensors: Callable[..., Tensor], of_numbers: Callable[..., float]) -> Callable[..., Any]:
    """One function for both: a tensor among its values makes it torch's."""

    def function(*values: Tensor | float) -> Tensor | float:
        return (of_tensors if any(isinstance(value, Tensor) for value in values) else of_numbers)(*values)

    return function


def together(a: Tensor | float, b: Tensor | float) -> tuple[Tensor, Tensor]:
    """Two operands as float64 tensors."""
    return torch.as_tensor(a, dtype=torch.float64), torch.as_tensor(b, dtype=torch.float64)
