"""How is a comparison of models answered? Runs take turns; what they do is told as they do it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.catalog.datasets import make_dataset
from app.engine.pace import Clock, Pace
from app.engine.store import TrajectoryStore
from app.engine.training.batches import Batches
from app.engine.training.evaluation import Evaluator, Timetable
from app.engine.training.learner import Learner
from app.engine.training.progress import Progress
from app.engine.training.snapshot import sampled_places
from app.engine.training.task import learning_task
from app.errors import Refusal
from app.messages import Chunk, Evaluation, Finished, Message, Outcome, Steered
from app.spec import Change, Comparison, ModelObjective, check_change, with_change
from app.spec.checks import check_comparison

# So long a run learns before the next one has its turn.
TURN_SECONDS = 0.004
CHUNK_SECONDS = 1 / 30


class TrainingWork:
    """A comparison of models being trained: chunks, evaluations and snapshots of all runs, then `Finished`.

    Runs that the store has are sent from it; the others learn in turns, the one with the fewest steps next.
    A run that was steered is the same as one whose spec had that change from the start.
    `checkpoints` are the files that runs start from, by id.
    """

    def __init__(
        self,
        comparison: Comparison,
        store: TrajectoryStore | None,
        checkpoints: Mapping[str, bytes],
        clock: Clock = time.perf_counter,
    ) -> None:
        assert isinstance(comparison.objective, ModelObjective)
        self._comparison = comparison
        self._objective = comparison.objective
        self._store = store
        self._checkpoints = checkpoints
        self._clock = clock
        self._data = make_dataset(self._objective.dataset.id, self._objective.dataset.params)
        self._timetable = Timetable(self._objective, self._data.shape, clock)
        runs = range(len(comparison.runs))
        found = {run: store.get(comparison, run) for run in runs} if store is not None else {}
        self._kept = {run: trajectory for run, trajectory in found.items() if trajectory is not None}
        self._progress: dict[int, Progress] = {}
        self._go_on([run for run in runs if run not in self._kept], silent_until=0)
        self._late: set[int] = set()  # runs that were changed after their last entry
        self._finished = False
        self._messages = self._run()

    def __iter__(self) -> Iterator[Message | None]:
        return self

    def __next__(self) -> Message | None:
        return next(self._messages)

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        """Set hyperparameters of a run from its next step on.

        A run that has ended, or was kept, takes the change at the end of the budget, for an extension.
        """
        if not 0 <= run < len(self._comparison.runs):
            raise Refusal("out_of_range", f"expected the number of a run, got {run}", "run")
        progress = self._progress.get(run)
        learning = progress is not None and not progress.over
        step = progress.step if progress is not None and learning else self._comparison.steps
        change = check_change(
            self._comparison.runs[run], Change(step=step, params=dict(params)), self._comparison.steps
        )
        if progress is not None:
            progress.learner.change(change.params)
        if not learning:
            self._late.add(run)
            self._rested(run)  # the store's is this very run, which is another one from now on
        self._comparison = with_change(self._comparison, run, change)
        return Steered(run, step)

    def extend(self, steps: int) -> None:
        """Let all runs go on for `steps` more; kept ones learn again, unsent, up to where they were."""
        if steps < 1:
            raise Refusal("out_of_range", f"expected at least 1 step more, got {steps}", "steps")
        former = self._comparison.steps
        extended = self._comparison.model_copy(update={"steps": former + steps})
        self._comparison = check_comparison(extended)
        kept, self._kept = self._kept, {}
        for run, progress in self._progress.items():
            self._rested(run)  # it goes on here, and must not do so elsewhere
            progress.extend()
        self._go_on(list(kept), silent_until=former)
        if self._finished:
            self._finished = False
            self._messages = self._run()

    def _go_on(self, runs: list[int], silent_until: int) -> None:
        """Take up the runs that have rested since a comparison with fewer steps ended, and begin the others.

        What they do in their first `silent_until` steps is known to the client.
        """
        comparison, objective, data = self._comparison, self._objective, self._data
        batches = Batches(data, objective.batch_size, comparison.seed)
        places, evaluator = sampled_places(data), Evaluator(objective, data)
        for run in runs:
            progress = self._rested(run)
            if progress is not None:
                progress.resume(run, comparison.runs[run], batches, silent_until)
            else:
                learner = self._learner(run, batches)
                progress = Progress(learner, evaluator, self._timetable, places, silent_until, self._clock)
            self._progress[run] = progress

    def _rested(self, run: int) -> Progress | None:
        """The run as it was after fewer steps, if the store has it."""
        progress = self._store.resume(self._comparison, run) if self._store is not None else None
        fits = isinstance(progress, Progress) and progress.step <= self._comparison.steps
        return progress if fits else None

    def _learner(self, run: int, batches: Batches) -> Learner:
        spec, objective = self._comparison.runs[run], self._objective
        file = self._checkpoints.get(spec.start_from.checkpoint) if spec.start_from else None
        task = learning_task(objective, spec)
        try:
            return Learner(run, spec, objective, task, batches, self._comparison.seed, file, self._clock)
        except Refusal as refusal:
            raise refusal.within(f"runs[{run}].start_from") from None

    def _run(self) -> Iterator[Message | None]:
        pace = Pace(self._clock, CHUNK_SECONDS)
        for run, trajectory in self._kept.items():
            yield Chunk(run, 0, trajectory.columns)
            if trajectory.evaluations is not None:
                yield Evaluation(run, trajectory.evaluations)
            if trajectory.snapshot is not None:
                yield replace(trajectory.snapshot, run=run)
        while busy := [progress for progress in self._progress.values() if not progress.over]:
            slowest = min(busy, key=lambda progress: progress.step)
            slowest.advance(self._comparison.steps, self._clock() + TURN_SECONDS)
            step = min(progress.step for progress in busy)
            for progress in busy:
                progress.learner.batches.forget(step)
            if not pace.due():
                yield None
                continue
            for progress in busy:
                yield from progress.take()
        for progress in self._progress.values():
            yield from progress.conclude()
        outcomes = tuple(self._outcome(run) for run in range(len(self._comparison.runs)))
        self._finished = True
        yield Finished(outcomes)

    def _outcome(self, run: int) -> Outcome:
        if run in self._kept:
            return self._kept[run].outcome
        trajectory = self._progress[run].trajectory()
        # A change after the last entry was sent did not show in it; it would in a run told from the start.
        if self._store is not None and run not in self._late:
            self._store.put(self._comparison, run, trajectory)
            self._store.rest(self._comparison, run, self._progress[run])
        return trajectory.outcome
