"""How does one run step? Its own torch optimizer on its own row, with its schedule and its changes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import LBFGS, Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from app.catalog.build import build_optimizer, build_schedule, changes_momentum, momentum_of
from app.catalog.formula import Formula
from app.engine.noise import Tilt
from app.errors import is_want_of_memory
from app.messages import FloatArray, IntArray
from app.spec import RunSpec

# What torch and Python raise when a hyperparameter or a position has left the range of floats.
FAILURES = (ArithmeticError, ValueError, RuntimeError, IndexError)


class Stepper:
    """One run in the middle of its descent.

    `number` is its place in the request. `row` is its position, float64 (2,), stepped in place; `gradient`,
    of the same shape, is where its gradient will stand at each step: the sum of all so far unless it
    `zeroes` them. `tilt` is the noise of each step.
    An elementwise optimizer also steps many positions (2, n) as one row.
    """

    def __init__(
        self, number: int, spec: RunSpec, row: Tensor, gradient: Tensor, formula: Formula, tilt: Tilt
    ) -> None:
        self.number = number
        self.failed_at: int | None = None
        self._closure_calls: int | None = None
        self._calls_noted: list[int] = []
        self._momenta_noted: list[float | None] = []
        self.zeroes = spec.zero_grad
        self._formula, self._tilt = formula, tilt
        self._point = row.detach()
        self.optimizer = build_optimizer(spec.optimizer, spec.params, [self._point])
        self.group: dict[str, Any] = self.optimizer.param_groups[0]
        if isinstance(self.optimizer, LBFGS):
            self._closure_calls = 0
            self._point.requires_grad_()
            self._closure_step = 0
            self._move: Callable[[], Any] = partial(self.optimizer.step, self._closure)
        else:
            self._point.grad = gradient
            self._move = bare_step(self.optimizer)
        self.schedule: LRScheduler | None = None
        self._cycles_momentum = False
        if spec.schedule is not None:
            id, params = spec.schedule.id, spec.schedule.params
            self.schedule = build_schedule(id, params, self.optimizer)
            self._cycles_momentum = changes_momentum(id, params)
        # The bare step passes by the counter that torch's schedulers hang on `optimizer.step` for a warning.
        self.optimizer._opt_called = True  # type: ignore[attr-defined]

    def step(self, k: int, loss: float) -> None:
        """From position k to k + 1, and the schedule after it; `loss` is the objective's value at position k.

        Where torch or Python raises, a plain loop would end with that exception. So does the run: it counts
        as diverged from `failed_at` on, though the position before may be finite. That is how a run of LBFGS
        ends whose line search has lost its way (an `IndexError` of torch's), or a number that left the range
        of Python's floats. Want of memory is no such end: it is raised.
        """
        if self.failed_at is not None:
            return
        self._closure_step = k
        try:
            if isinstance(self.schedule, ReduceLROnPlateau):
                loss = self._tilted(k, loss)
                self._move()
                self.schedule.step(loss)
            else:
                self._move()
                if self.schedule is not None:
                    self.schedule.step()
        except FAILURES as error:
            if is_want_of_memory(error):
                raise
            self.failed_at = k + 1

    def change(self, params: Mapping[str, Any]) -> None:
        """Set hyperparameters from the next step on; the schedule then acts on them by its own rule."""
        for name, value in params.items():
            self.group[name] = tuple(value) if isinstance(value, list) else value

    @property
    def notes(self) -> bool:
        """Whether there is more to say of an entry than all runs have in common."""
        return self._closure_calls is not None or self._cycles_momentum

    def note(self) -> None:
        """Remember the closure's calls so far and the momentum that the next step would use."""
        if self._closure_calls is not None:
            self._calls_noted.append(self._closure_calls)
        if self._cycles_momentum:
            self._momenta_noted.append(momentum_of(self.group))

    def noted(self) -> tuple[IntArray | None, FloatArray | None]:
        """Closure calls at each new entry and now, and momenta at each; None where there are none to note."""
        calls = None
        if self._closure_calls is not None:
            calls = np.array([*self._calls_noted, self._closure_calls], dtype=np.int64)
        momenta = np.array(self._momenta_noted, dtype=np.float64) if self._cycles_momentum else None
        self._calls_noted, self._momenta_noted = [], []
        return calls, momenta

    def _tilted(self, k: int, loss: float) -> float:
        """What the closure of step k returns: the loss with its tilt, summed in the closure's order."""
        by_x, by_y = self._tilt[k]
        if not (by_x or by_y):
            return loss
        x, y = self._point.tolist()
        return float((loss + by_x * x) + by_y * y)

    def _closure(self) -> Tensor:
        """One evaluation for LBFGS, as a plain loop would write it."""
        assert self._closure_calls is not None
        self._closure_calls += 1
        if self.zeroes:
            self.optimizer.zero_grad()
        point = self._point
        loss = self._formula(point[0], point[1])
        by_x, by_y = self._tilt[self._closure_step]
        if by_x or by_y:
            loss = loss + by_x * point[0] + by_y * point[1]
        torch.autograd.backward(loss)
        return loss


def bare_step(optimizer: Optimizer) -> Callable[[], Any]:
    """The class's own step function on `optimizer`, without what torch wraps around it.

    The wrappers open a profiler's range, look for hooks (there are none) and switch gradients off (the caller
    has): for two parameters they cost more than the step.
    """
    if "foreach" in optimizer.param_groups[0]:
        # What torch chooses on a CPU when left alone, said once instead of being found out at each step.
        optimizer.param_groups[0]["foreach"] = False
    return partial(inspect.unwrap(type(optimizer).step), optimizer)
