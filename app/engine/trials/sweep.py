"""How does one run answer to one or two hyperparameters? Its losses on a grid, a coarse picture first."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence

from app.engine.pace import Clock
from app.engine.trials.result import Result, spread
from app.engine.trials.running import Tally, Trier
from app.messages import Done, Message, SweepCell
from app.spec import RunSpec, SweepRequest, with_elements

Index = tuple[int, ...]

# The first picture has few cells, and comes soon.
FIRST = 16


def sweep(
    request: SweepRequest,
    files: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
    cells: Sequence[Index] | None = None,
) -> Iterator[Message | None]:
    """A cell for each choice of values, spread over the whole grid first and ever closer then, `Progress`
    between them, then `Done`; of some `cells` alone where they are given.

    On a function each run is bit-equal to that run alone, on a model to its training in a comparison.
    """
    order = cells_of(request) if cells is None else cells
    seeds = range(request.seed, request.seed + request.seeds)
    tally = Tally(len(order) * len(seeds), clock)
    trier = Trier(request.objective, request.steps, files, clock)
    for batch in batches(order, trier.together):
        runs = {number: _run(request, index) for number, index in enumerate(batch)}
        found: dict[int, list[Result]] = {number: [] for number in runs}
        for seed in seeds:
            results = yield from trier.results(runs, seed, tally, "run.start_from")
            for number, result in results.items():
                found[number].append(result)
        for number, index in enumerate(batch):
            yield _cell(index, found[number])
    yield tally.end()
    yield Done()


def cells_of(request: SweepRequest) -> list[Index]:
    """Every choice of values of a sweep, in the order in which they are tried."""
    return coarse_first([len(values) for values in request.params.values()])


def coarse_first(sizes: Sequence[int]) -> list[Index]:
    """Every index of a grid: its corners, then places ever closer to each other, spread over all of it."""

    def key(index: Index) -> tuple[int, Index]:
        return -min(_coarseness(place, size) for place, size in zip(index, sizes, strict=True)), index

    return sorted(itertools.product(*map(range, sizes)), key=key)


def batches(order: Sequence[Index], together: int) -> Iterator[Sequence[Index]]:
    """`order` in parts: a few, then as many at once as are best."""
    begin = min(FIRST, together)
    yield order[:begin]
    while begin < len(order):
        yield order[begin : begin + together]
        begin += together


def _coarseness(place: int, size: int) -> int:
    """The largest power of two that divides a place along a side; more than any for both ends."""
    return size if place in (0, size - 1) else place & -place


def _run(request: SweepRequest, index: Index) -> RunSpec:
    """The run with the values at `index`."""
    choice = {
        name: values[place] for place, (name, values) in zip(index, request.params.items(), strict=True)
    }
    run = request.run
    return run.model_copy(update={"params": with_elements(run.optimizer, run.params, choice)})


def _cell(index: Index, results: Sequence[Result]) -> SweepCell:
    whole = spread(results)
    middle = whole.middle
    return SweepCell(index, middle.final_loss, middle.best_loss, middle.status, whole.quartiles)
