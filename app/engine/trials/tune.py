"""Which hyperparameters suit each optimizer? Equal trials for all of them, by one stated goal."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.engine.pace import Clock
from app.engine.trials.result import Result
from app.engine.trials.running import Tally, Trier
from app.engine.trials.search import (
    ASKED_TOGETHER,
    Places,
    Planned,
    Sampled,
    Search,
    drawn,
    equal_cells,
    gridded,
)
from app.messages import Done, Message, Trial, Tuned
from app.spec import RunSpec, Span, TuneRequest, span_of, with_elements


@dataclass(frozen=True, slots=True)
class Candidate:
    """One run being tuned: where its hyperparameters are looked for, and by what."""

    run: int
    spec: RunSpec
    spans: Mapping[str, Span]
    search: Search

    def skip(self, trials: int) -> None:
        """Leave so many trials to others; only where they are planned beforehand."""
        self.search.ask(trials)

    def planned(self, numbers: range) -> list[Plan]:
        """The trials of these numbers, which are the next ones."""
        return [
            Plan(self.run, number, choice, self._with(choice))
            for number, choice in zip(numbers, map(self._choice, self.search.ask(len(numbers))), strict=True)
        ]

    def _choice(self, places: Places) -> dict[str, float]:
        return {name: span.at(place) for (name, span), place in zip(self.spans.items(), places, strict=True)}

    def _with(self, choice: Mapping[str, float]) -> RunSpec:
        params = with_elements(self.spec.optimizer, self.spec.params, choice)
        return self.spec.model_copy(update={"params": params})


@dataclass(frozen=True, slots=True)
class Plan:
    """A trial to be made."""

    run: int
    number: int
    choice: Mapping[str, float]
    spec: RunSpec


def tune(
    request: TuneRequest,
    files: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
    runs: Collection[int] | None = None,
    numbers: range | None = None,
) -> Iterator[Message | None]:
    """A trial of each run in turn, `Progress` between them, then the best of each run, then `Done`.

    Where they are given it is about some of the `runs` alone, and about the trials of these `numbers`: where
    a sampler chooses, all of them.

    Every run has the same number of trials, with the same steps and the same seed. Which they are depends on
    the request alone, not on what took how long. A diverged trial is the worst that a search can be told.
    """
    trials, candidates = candidates_of(request)
    candidates = [one for one in candidates if runs is None or one.run in runs]
    numbers = range(trials) if numbers is None else numbers
    for candidate in candidates:
        candidate.skip(numbers.start)
    tally = Tally(len(numbers) * len(candidates), clock)
    trier = Trier(request.objective, request.steps, files, clock)
    told: list[Trial] = []
    asked = _asked_together(request, trier.together)
    for first in range(0, len(numbers), asked):
        planned = [candidate.planned(numbers[first : first + asked]) for candidate in candidates]
        turns = [plan for plans in zip(*planned, strict=True) for plan in plans]
        fresh: list[Trial] = []
        for part in _parts(turns, trier.together):
            path = f"runs[{part[0].run}].start_from"
            results = yield from trier.results(_specs(part), request.seed, tally, path)
            done = [_trial(request, plan, results[place]) for place, plan in enumerate(part)]
            yield from done
            fresh += done
        for candidate in candidates:
            candidate.search.tell([standing(trial) for trial in fresh if trial.run == candidate.run])
        told += fresh
    yield tally.end()
    yield Tuned(tuple(best_of([trial for trial in told if trial.run == one.run]) for one in candidates))
    yield Done()


def candidates_of(request: TuneRequest) -> tuple[int, list[Candidate]]:
    """How many trials each run has, at most those asked for, and the runs with their searches."""
    spans = [_spans(request, run) for run in request.runs]
    trials = trials_of(request)
    searches = [_search(request, list(own), trials) for own in spans]
    rows = zip(request.runs, spans, searches, strict=True)
    return trials, [Candidate(number, *row) for number, row in enumerate(rows)]


def trials_of(request: TuneRequest) -> int:
    """How many trials each run has, at most those asked for: the cells of the largest equal grids."""
    if request.method != "grid":
        return request.trials
    return equal_cells([len(_spans(request, run)) for run in request.runs], request.trials)


def standing(trial: Trial) -> float:
    """What a trial is compared by; infinite where it came to nothing."""
    counts = trial.status == "completed" and math.isfinite(trial.value)
    return trial.value if counts else math.inf


def best_of(trials: Sequence[Trial]) -> Trial | None:
    """The first of those with the lowest value; None where none came to anything."""
    best = min(trials, key=standing)
    return best if standing(best) < math.inf else None


def _spans(request: TuneRequest, run: RunSpec) -> dict[str, Span]:
    """The ranges of what this run has of the hyperparameters to be tuned."""
    spans = {name: span_of(run.optimizer, name, request.ranges) for name in request.params}
    return {name: span for name, span in spans.items() if span is not None}


def _search(request: TuneRequest, names: Sequence[str], trials: int) -> Search:
    match request.method:
        case "grid":
            return Planned(gridded(len(names), trials))
        case "tpe":
            return Sampled(len(names), trials, request.seed)
        case "random":
            # Drawn for all names: what several optimizers have, they have at the same places.
            columns = [request.params.index(name) for name in names]
            draws = drawn(len(request.params), trials, request.seed)
            return Planned([tuple(places[column] for column in columns) for places in draws])


def _asked_together(request: TuneRequest, together: int) -> int:
    """How many trials of each run are planned at once: as many as are tried at once, of a sampler a few."""
    most = max(1, together // len(request.runs))
    return min(most, ASKED_TOGETHER) if request.method == "tpe" else most


def _parts(turns: Sequence[Plan], together: int) -> Iterator[Sequence[Plan]]:
    for begin in range(0, len(turns), together):
        yield turns[begin : begin + together]


def _specs(part: Sequence[Plan]) -> dict[int, RunSpec]:
    return {place: plan.spec for place, plan in enumerate(part)}


def _trial(request: TuneRequest, plan: Plan, result: Result) -> Trial:
    value = result.final_loss if request.goal == "final_loss" else result.best_loss
    return Trial(plan.run, plan.number, plan.choice, value, result.status)
