"""Into which parts is a request cut, so that several workers can share it?"""

from __future__ import annotations

import math
from collections.abc import Iterator

from app.engine.parts import Cells, OneRun, Outlook, Part, Trials
from app.engine.planes.grid import resolutions
from app.engine.trials.running import TOGETHER
from app.engine.trials.sweep import cells_of
from app.engine.trials.tune import trials_of
from app.spec import (
    Comparison,
    LandscapeRequest,
    ModelObjective,
    Objective,
    Request,
    SweepRequest,
    TuneRequest,
)

# A worker should come back so often in the course of a request: the last parts end at about the same time.
TURNS = 8
# Trainings in one part: what is lost with its worker, and waited for by the picture.
MOST_TRAININGS = 8
# Runs on a function share a gradient: with fewer of them together each costs more.
LEAST_TOGETHER = 16


def cut(request: Request, width: int) -> list[Part]:
    """The parts that so many workers can begin with; none where the whole is best done by one.

    Runs on a function descend together in one worker: a gradient that they share costs less than the way to
    another worker.
    """
    if width < 2:
        return []
    match request:
        case Comparison(objective=ModelObjective(), runs=runs) if len(runs) > 1:
            return [OneRun(run) for run in range(len(runs))]
        case SweepRequest():
            cells = cells_of(request)
            size = _size(request.objective, len(cells), width)
            parts: list[Part] = [
                Cells(tuple(cells[first : first + size])) for first in range(0, len(cells), size)
            ]
        case TuneRequest():
            parts = list(_trials(request, width))
        case LandscapeRequest(plane=plane) if plane is not None and plane.kind != "interpolation":
            return [Outlook()] if len(resolutions(request.resolution)) > 1 else []
        case _:
            return []
    return parts if len(parts) > 1 else []


def _trials(request: TuneRequest, width: int) -> Iterator[Trials]:
    """A sampler learns from trial to trial: its run stays in one part. Planned ones are cut by number."""
    runs = range(len(request.runs))
    if request.method == "tpe":
        yield from (Trials(run, None) for run in runs)
        return
    trials = trials_of(request)
    size = _size(request.objective, trials * len(runs), width)
    for first in range(0, trials, size):
        yield from (Trials(run, range(first, min(trials, first + size))) for run in runs)


def _size(objective: Objective, items: int, width: int) -> int:
    if isinstance(objective, ModelObjective):
        return max(1, min(MOST_TRAININGS, items // (TURNS * width)))
    return max(LEAST_TOGETHER, min(TOGETHER, math.ceil(items / width)))
