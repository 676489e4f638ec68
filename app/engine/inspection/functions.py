"""A run on a function, stepped again as it was, with a look at its optimizer around every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from app.engine.inspection.iterations import Iterations
from app.engine.inspection.step import Entry, Taken, held, taken_apart
from app.engine.inspection.textbook import Textbook, has_two_forms
from app.engine.noise import draw_tilt
from app.engine.objective import Evaluator, objective_of
from app.engine.stepper import Stepper
from app.spec import Comparison, plane_of


def steps_of_function(comparison: Comparison, number: int, first: int) -> Iterator[Entry | None]:
    """The steps of a run from `first` on, taken apart, bit-equal to those of its trajectory.

    None stands for a step before `first`. Ends where the run does: at its budget, or with its divergence.
    """
    objective, run = plane_of(comparison.objective), comparison.runs[number]
    formula = objective_of(objective).formula
    tilt = draw_tilt(objective.noise, comparison.steps, comparison.seed)
    rows = 2 if has_two_forms(run) else 1  # the run, and its other form where it has one
    positions = torch.tensor([objective.start] * rows, dtype=torch.float64)
    gradients = torch.zeros(rows, 2, dtype=torch.float64)
    evaluate = Evaluator(formula, rows)
    stepper = Stepper(number, run, positions[0], gradients[0], formula, tilt)
    iterations = Iterations(stepper) if run.optimizer == "LBFGS" else None
    textbook = Textbook(positions[1], gradients[1]) if rows > 1 else None
    state = stepper.optimizer.state
    for k in range(comparison.steps):
        for change in run.changes:
            if change.step == k:
                stepper.change(change.params)
        with torch.no_grad():
            value, by_x, by_y = evaluate(positions.t())
            noise = torch.tensor(tilt[k], dtype=torch.float64)
            slopes = torch.stack((by_x, by_y)).t() + noise
            gradients.copy_(slopes if stepper.zeroes else gradients + slopes)
            params, before = dict(stepper.group), held(state.get(stepper.group["params"][0], {}))
            position, gradient = positions[0].numpy().copy(), gradients[0].numpy().copy()
            stepper.step(k, value[0].item())
        there = positions[0].numpy().copy()
        beside = None if textbook is None else textbook.step(k, params, (float(there[0]), float(there[1])))
        if iterations is not None:
            entries = iterations.take(k, params)
            yield from entries if k >= first else (None,)
        elif k < first:
            yield None
        else:
            after = held(state[stepper.group["params"][0]])
            taken = Taken(k, params, gradient, position, there, before, after, not run.zero_grad)
            entry = taken_apart(run.optimizer, taken)
            yield replace(entry, textbook=beside)
        if stepper.failed_at is not None or not np.isfinite(there).all():
            return
