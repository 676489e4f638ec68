"""How does one run answer to one hyperparameter? The run repeated over many values, together."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from app.engine.columns import joined
from app.engine.descent import Descent
from app.engine.objective import objective_of
from app.engine.pace import HEARTBEAT_SECONDS, Clock
from app.engine.store import TrajectoryStore
from app.engine.trajectory import outcome_of
from app.messages import Columns, Done, FanChunk, Message, Trajectory
from app.spec import Comparison, FanRequest, plane_of, with_element

# A drag begins near the current value: a few runs come first. Each batch pays for its own gradient, so that
# more and smaller ones would delay the last.
BATCHES = (8, 24)
# How often diverged runs are dropped; to look costs as much as a few steps.
TAKE_SECONDS = 0.1


def spread_fan(
    request: FanRequest, store: TrajectoryStore | None, clock: Clock = time.perf_counter
) -> Iterator[Message | None]:
    """The trajectory for each value, those nearest the current value first, then `Done`.

    Each is bit-equal to the run alone with that value. Values are neighbours by rank, not by distance.
    """
    alone = [_with_value(request, value) for value in request.values]
    order = nearest_first(request.values, current_value(request))
    kept = {index: store.get(alone[index], 0) for index in order} if store is not None else {}
    for index, trajectory in kept.items():
        if trajectory is not None:
            yield FanChunk(index, request.values[index], trajectory)
    for batch in batches([index for index in order if kept.get(index) is None]):
        for index, trajectory in _descended({index: alone[index] for index in batch}, clock):
            if trajectory is None:
                yield None
                continue
            if store is not None:
                store.put(alone[index], 0, trajectory)
            yield FanChunk(index, request.values[index], trajectory)
    yield Done()


def nearest_first(values: Sequence[float], current: float) -> list[int]:
    """Indices of `values`, in the order of their rank's distance from where `current` belongs."""
    ranked = sorted(range(len(values)), key=values.__getitem__)
    middle = bisect_left([values[index] for index in ranked], current)
    ranks = {index: rank for rank, index in enumerate(ranked)}
    return sorted(ranks, key=lambda index: abs(ranks[index] - middle))


def batches(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    """`indices` in order: a few, more, all others."""
    begin = 0
    for size in (*BATCHES, len(indices)):
        if indices[begin : begin + size]:
            yield indices[begin : begin + size]
        begin += size


def current_value(request: FanRequest) -> float:
    """The value that the hyperparameter has in the comparison itself; minus infinity for null."""
    name, _, index = request.param.partition("[")
    value = request.comparison.runs[request.run].params[name]
    if index:
        value = value[int(index.rstrip("]"))]
    return -math.inf if value is None else float(value)


def _with_value(request: FanRequest, value: float) -> Comparison:
    """The comparison of the one run, with `value` in place."""
    run = request.comparison.runs[request.run]
    run = run.model_copy(update={"params": with_element(run.optimizer, run.params, request.param, value)})
    return request.comparison.model_copy(update={"runs": (run,)})


def _descended(alone: dict[int, Comparison], clock: Clock) -> Iterator[tuple[int, Trajectory | None]]:
    """Each run's trajectory by its index, after heartbeats (None) while all of them descend together."""
    comparison = next(iter(alone.values()))
    objective = plane_of(comparison.objective)
    start, noise, formula = objective.start, objective.noise, objective_of(objective)
    specs = {index: one.runs[0] for index, one in alone.items()}
    descent = Descent(formula, start, specs, comparison.steps, noise, comparison.seed, clock)
    parts: dict[int, list[Columns]] = {index: [] for index in specs}
    taken_at = clock()
    while not descent.finished:
        descent.advance(clock() + HEARTBEAT_SECONDS)
        if descent.finished or clock() - taken_at >= TAKE_SECONDS:
            taken_at = clock()
            for chunk in descent.take():
                parts[chunk.run].append(chunk.columns)
        yield -1, None
    for index, spec in specs.items():
        columns = joined(parts[index])
        outcome = outcome_of(columns, descent.endings.get(index), formula.lowest)
        yield index, Trajectory(spec.label, spec.optimizer, columns, outcome)
