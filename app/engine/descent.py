"""How do runs descend? Together: one gradient serves them all, and each has its own optimizer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import torch

from app.engine.noise import draw_tilt, no_tilt
from app.engine.objective import Evaluator, Objective
from app.engine.pace import Clock
from app.engine.record import Ending, Record
from app.engine.stepper import Stepper
from app.messages import Chunk
from app.spec import RunSpec


class Descent:
    """Several runs on one objective from one start, each bit-equal to a plain PyTorch loop of its own.

    The positions are the rows of one contiguous float64 tensor (runs, 2). One forward and one backward pass
    over its columns serve all runs; each run's optimizer steps its own row through a view, whose gradient is
    a row of one gradient tensor. `runs` are told apart by their numbers in the request.
    """

    def __init__(
        self,
        objective: Objective,
        start: tuple[float, float],
        runs: Mapping[int, RunSpec],
        steps: int,
        noise: float = 0.0,
        seed: int = 0,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.steps = steps
        self.step = 0
        self.finished = False
        self._clock = clock
        self._tilt = draw_tilt(noise, steps, seed)
        self._positions = torch.tensor([start] * len(runs), dtype=torch.float64)
        self._gradients = torch.zeros(len(runs), 2, dtype=torch.float64)
        self._evaluate = Evaluator(objective.formula, len(runs))
        rows = zip(runs.items(), self._positions, self._gradients, strict=True)
        steppers = [
            Stepper(number, spec, row, gradient, objective.formula, self._tilt)
            for (number, spec), row, gradient in rows
        ]
        self._live = dict(enumerate(steppers))
        self._adding = [row for row, stepper in self._live.items() if not stepper.zeroes]
        self._record = Record(objective.minima, self._live)
        self._changes: dict[int, list[tuple[Stepper, Mapping[str, Any]]]] = {}
        for stepper, spec in zip(steppers, runs.values(), strict=True):
            for change in spec.changes:
                self._changes.setdefault(change.step, []).append((stepper, change.params))

    @property
    def running(self) -> set[int]:
        """The runs that have steps before them, by number."""
        return set() if self.finished else {stepper.number for stepper in self._live.values()}

    @property
    def endings(self) -> Mapping[int, Ending]:
        """The runs that have diverged, by number."""
        return self._record.endings

    def extend(self, steps: int) -> None:
        """Go on for `steps` more, without noise: its draws belong to one number of steps."""
        self.steps += steps
        self._tilt.extend(no_tilt(steps))
        self.finished = not self._live

    def change(self, run: int, step: int, params: Mapping[str, Any]) -> None:
        """Set hyperparameters of a run from `step` on, which is yet to be made."""
        steppers = [stepper for stepper in self._live.values() if stepper.number == run]
        self._changes.setdefault(step, []).extend((stepper, params) for stepper in steppers)

    def advance(self, until: float) -> None:
        """Step all runs, at least once, until the clock says `until` or the budget is spent."""
        positions, gradients = self._positions.t(), self._gradients.t()
        gradient_x, gradient_y = gradients
        clock, live, record = self._clock, list(self._live.items()), self._record
        stamp = record.stamps.append
        with torch.no_grad():
            while not self.finished:
                k = self.step
                for stepper, params in self._changes.pop(k, ()):
                    stepper.change(params)
                began = clock()
                values, by_x, by_y = self._evaluate(positions)
                losses = values.tolist()
                record.entry(k, self._positions, losses, (by_x, by_y))
                if k == self.steps:
                    self.finished = True
                    break
                # Without noise this adds zeros: a plain loop sums both slopes as vectors; -0.0 + 0.0 = 0.0.
                former = self._gradients[self._adding] if self._adding else None
                tilt_x, tilt_y = self._tilt[k]
                torch.add(by_x, tilt_x, out=gradient_x)
                torch.add(by_y, tilt_y, out=gradient_y)
                if former is not None:
                    self._gradients[self._adding] += former
                stamp(began)
                stamp(clock())
                for row, stepper in live:
                    stepper.step(k, losses[row])
                    stamp(clock())
                self.step = k + 1
                if clock() >= until:
                    break

    def take(self) -> list[Chunk]:
        """What was recorded since the last call; runs whose position has become non-finite end with it."""
        chunks = self._record.take()
        self.finished = self.finished or not self._live
        return chunks
