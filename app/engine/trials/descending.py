"""What comes of many runs on a function? They descend together, and only their losses are kept."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping

import numpy as np

from app.engine.columns import floats
from app.engine.descent import Descent
from app.engine.objective import objective_of
from app.engine.pace import HEARTBEAT_SECONDS, Clock
from app.engine.trials.result import Result
from app.messages import Chunk
from app.spec import PlaneObjective, RunSpec

# How often what was recorded is looked through and let go; to look costs as much as a few steps.
TAKE_SECONDS = 0.1


def descend(
    objective: PlaneObjective, runs: Mapping[int, RunSpec], steps: int, seed: int, clock: Clock
) -> Generator[float, None, dict[int, Result]]:
    """The result of each run, bit-equal to that run alone; on the way, how many runs' worth of it is done."""
    formula = objective_of(objective)
    descent = Descent(formula, objective.start, runs, steps, objective.noise, seed, clock)
    final = dict.fromkeys(runs, math.nan)
    best = dict.fromkeys(runs, math.nan)
    taken_at = clock()
    while not descent.finished:
        descent.advance(clock() + HEARTBEAT_SECONDS)
        if descent.finished or clock() - taken_at >= TAKE_SECONDS:
            for chunk in descent.take():
                _look(chunk, final, best)
            taken_at = clock()
        yield len(runs) * descent.step / steps
    return {
        run: Result(final[run], best[run], "diverged" if run in descent.endings else "completed")
        for run in runs
    }


def _look(chunk: Chunk, final: dict[int, float], best: dict[int, float]) -> None:
    """Take the last and the lowest loss from more entries of one run."""
    loss = floats(chunk.columns, "loss")
    final[chunk.run] = float(loss[-1])
    best[chunk.run] = float(np.fmin(best[chunk.run], np.fmin.reduce(loss)))
