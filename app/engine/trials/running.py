"""How far are the runs? Batches of them worked on, with word of it now and then."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TypeVar

from app.engine.pace import Clock
from app.engine.trials.descending import descend
from app.engine.trials.result import Result
from app.engine.trials.training import train
from app.errors import Refusal
from app.messages import Progress
from app.spec import ModelObjective, Objective, RunSpec

PROGRESS_SECONDS = 0.1
# Runs on a function that share a gradient: more would delay the first of them, and save little.
TOGETHER = 64

Item = TypeVar("Item")
Working = Generator[Progress | None, None, Item]


class Tally:
    """Counts the runs that are done, and tells of it at most ten times a second."""

    def __init__(self, total: int, clock: Clock) -> None:
        self._total = total
        self._done = 0
        self._clock = clock
        self._due = clock() + PROGRESS_SECONDS

    def over(self, work: Generator[float, None, Item], runs: int) -> Working[Item]:
        """Go through work on so many runs, which tells how many of them are done."""
        while True:
            try:
                share = next(work)
            except StopIteration as stop:
                self._done += runs
                item: Item = stop.value
                return item
            yield self._word(self._done + int(share))

    def end(self) -> Progress:
        """The last word."""
        return Progress(self._total, self._total)

    def _word(self, done: int) -> Progress | None:
        now = self._clock()
        if now < self._due:
            return None
        self._due = now + PROGRESS_SECONDS
        return Progress(done, self._total)


class Trier:
    """Tries runs on one objective for so many steps.

    `files` are the checkpoints that runs start from, by id; `paths` say where in the request a run stands.
    """

    def __init__(self, objective: Objective, steps: int, files: Mapping[str, bytes], clock: Clock) -> None:
        self._objective = objective
        self._steps = steps
        self._files = files
        self._clock = clock

    @property
    def together(self) -> int:
        """How many runs are best tried at once."""
        return 1 if isinstance(self._objective, ModelObjective) else TOGETHER

    def results(
        self, runs: Mapping[int, RunSpec], seed: int, tally: Tally, path: str
    ) -> Working[dict[int, Result]]:
        """What comes of each run; `path` is where in the request they stand."""
        objective, steps, clock = self._objective, self._steps, self._clock
        if not isinstance(objective, ModelObjective):
            return (yield from tally.over(descend(objective, runs, steps, seed, clock), len(runs)))
        found = {}
        for number, spec in runs.items():
            file = self._files.get(spec.start_from.checkpoint) if spec.start_from else None
            try:
                found[number] = yield from tally.over(train(objective, spec, steps, seed, file, clock), 1)
            except Refusal as refusal:
                raise refusal.within(path) from None
        return found
