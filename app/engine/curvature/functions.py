"""How curved is a function along its runs? Exactly, at every step."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.catalog.entries import Text
from app.catalog.formula import Formula
from app.engine.columns import floats, joined
from app.engine.compare import CompareWork
from app.engine.curvature.stability import ADDS, NO_LINE, RULES, Line, line_of
from app.engine.noise import draw_tilt
from app.engine.objective import objective_of, wide_slopes
from app.engine.pace import HEARTBEAT_SECONDS, Clock
from app.engine.stepper import Stepper
from app.engine.store import TrajectoryStore
from app.engine.training.course import Course, CourseRecord
from app.messages import Chunk, Columns, Curvature, Done, FloatArray, Message
from app.spec import Comparison, CurvatureRequest, RunSpec, plane_of


def follow_functions(
    request: CurvatureRequest, store: TrajectoryStore | None, clock: Clock
) -> Iterator[Message | None]:
    """The Hessian's eigenvalues after every step of every run, and the direction of the largest."""
    comparison = request.comparison
    formula = objective_of(plane_of(comparison.objective)).formula
    parts: dict[int, list[Columns]] = {}
    for message in CompareWork(comparison, store):
        if isinstance(message, Chunk):
            parts.setdefault(message.run, []).append(message.columns)
        yield None
    for number, run in enumerate(comparison.runs):
        columns = joined(parts[number])
        x, y = floats(columns, "x"), floats(columns, "y")
        second = second_derivatives(formula, torch.from_numpy(x), torch.from_numpy(y))
        smallest, largest, direction = eigen(*second)
        exact = {"sharpness": largest, "smallest": smallest, "direction": direction, "normalised": None}
        beside: dict[str, Any] = {"preconditioned": None, "threshold": None}
        reason = NO_LINE if run.optimizer not in RULES else None if run.zero_grad else ADDS
        if reason is None:
            course = yield from _retraced(comparison, run, columns, clock)
            lines = []
            for position in course.positions:
                lines.append(line_of(run, course, position))
                yield None
            reason = next((line for line in lines if isinstance(line, Text)), None)
            beside = beside if reason is not None else _beside_lines(lines, second)
        told = {"step": np.arange(len(x)), **exact, **beside}
        yield Curvature(number, told, reason=None if reason is None else reason.json())
    yield Done()


def second_derivatives(formula: Formula, x: Tensor, y: Tensor) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The derivatives by x twice, by x and y, and by y twice, each (n,), at the points (x, y) of float64."""
    with torch.enable_grad():
        leaves = (x.detach().clone().requires_grad_(), y.detach().clone().requires_grad_())
        value = formula(*leaves)
        first = _derivatives(value, leaves)
        (by_xx, by_xy), (_, by_yy) = (_derivatives(slope, leaves) for slope in first)
    # Forced: what is zero by its form alone has no memory to look at.
    return by_xx.numpy(force=True), by_xy.numpy(force=True), by_yy.numpy(force=True)


def eigen(
    by_xx: FloatArray, by_xy: FloatArray, by_yy: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Smallest and largest eigenvalue (n,) of symmetric 2 x 2 matrices, the largest's unit vector (n, 2)."""
    with np.errstate(all="ignore"):
        middle, half = (by_xx + by_yy) / 2, (by_xx - by_yy) / 2
        reach = np.hypot(half, by_xy)
        angle = np.arctan2(by_xy, half) / 2
        direction = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return middle - reach, middle + reach, direction


def _derivatives(value: Tensor, leaves: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """The derivatives of each of `value` (n,) by its own x and y; 0 by what it does not depend on."""
    if not value.requires_grad:
        return torch.zeros_like(leaves[0]), torch.zeros_like(leaves[1])
    by_x, by_y = torch.autograd.grad(value.sum(), leaves, create_graph=True, materialize_grads=True)
    return by_x, by_y


def _beside_lines(
    lines: Sequence[Line | Text | None], second: tuple[FloatArray, FloatArray, FloatArray]
) -> dict[str, FloatArray | None]:
    """The threshold at each entry, and the largest eigenvalue that it is for if that is another than H's."""
    known = [line if isinstance(line, Line) else Line(math.nan) for line in lines]
    threshold = np.array([line.threshold for line in known])
    if all(line.preconditioner is None for line in known):
        return {"preconditioned": None, "threshold": threshold}
    unknown = torch.full((2,), math.nan, dtype=torch.float64)
    divisors = [unknown if line.preconditioner is None else line.preconditioner for line in known]
    by_x, by_y = torch.stack(divisors).numpy().T
    decay = np.array([line.decay for line in known])
    by_xx, by_xy, by_yy = second
    with np.errstate(all="ignore"):
        largest = eigen((by_xx + decay) / by_x, by_xy / np.sqrt(by_x * by_y), (by_yy + decay) / by_y)[1]
    return {"preconditioned": largest, "threshold": threshold}


def _retraced(
    comparison: Comparison, run: RunSpec, columns: Columns, clock: Clock
) -> Generator[None, None, Course]:
    """What the optimizer had gathered at each entry, by feeding it the gradients along its path once more."""
    objective = plane_of(comparison.objective)
    formula = objective_of(objective).formula
    path = torch.from_numpy(np.stack([floats(columns, "x"), floats(columns, "y")]))
    losses, entries = floats(columns, "loss").tolist(), path.shape[1]
    tilt = draw_tilt(objective.noise, comparison.steps, comparison.seed)
    with torch.no_grad():
        slopes = torch.stack(wide_slopes(formula, path[:, :-1]))
        slopes += torch.tensor(tilt[: entries - 1], dtype=torch.float64).view(-1, 2).T
    position, gradient = path[:, 0].clone(), torch.zeros(2, dtype=torch.float64)
    stepper = Stepper(0, run, position, gradient, formula, tilt)
    record = CourseRecord(
        stepper.group["params"], stepper.optimizer, most=entries + 1, most_bytes=entries << 10
    )
    until = clock() + HEARTBEAT_SECONDS
    for k in range(entries):
        with torch.no_grad():
            for change in run.changes:
                if change.step == k:
                    stepper.change(change.params)
            record.note(k)
            if k + 1 == entries:
                break
            gradient.copy_(slopes[:, k])
            stepper.step(k, losses[k])
        if clock() >= until:
            yield None
            until = clock() + HEARTBEAT_SECONDS
    return record.course(entries, False)
