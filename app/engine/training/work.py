"""How is a comparison of models answered? Runs take turns; what they do is told as they do it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.catalog.datasets import make_dataset
from app.engine.pace import Clock, Pace
from app.engine.store import TrajectoryStore
from app.engine.training.batches import Batches
from app.engine.training.course import Course
from app.engine.training.evaluation import Evaluator, Timetable
from app.engine.training.learner import Learner
from app.engine.training.packing import unpack
from app.engine.training.progress import Progress
from app.engine.training.recovery import Recovery
from app.engine.training.snapshot import sampled_places
from app.engine.training.task import learning_task
from app.engine.work import RunsWork
from app.errors import Refusal
from app.messages import NO_PAST, Chunk, Evaluation, Finished, Message, Outcome, Past
from app.spec import Comparison, ModelObjective

# So long a run learns before the next one has its turn.
TURN_SECONDS = 0.004
CHUNK_SECONDS = 1 / 30


class TrainingWork(RunsWork):
    """A comparison of models being trained: chunks, evaluations and snapshots of all runs, then `Finished`.

    The runs that are not kept learn in turns, the one with the fewest steps next. `checkpoints` are the files
    that runs start from, by id. Those numbered `anew` are trained even if their trajectories are kept.
    """

    def __init__(
        self,
        comparison: Comparison,
        store: TrajectoryStore | None,
        checkpoints: Mapping[str, bytes],
        clock: Clock = time.perf_counter,
        anew: Collection[int] = (),
        past: Past = NO_PAST,
    ) -> None:
        super().__init__(comparison, store, clock, past)
        self._kept = {run: trajectory for run, trajectory in self._kept.items() if run not in anew}
        assert isinstance(comparison.objective, ModelObjective)
        self._objective = comparison.objective
        self._checkpoints = checkpoints
        self._data = make_dataset(self._objective.dataset.id, self._objective.dataset.params)
        self._timetable = Timetable(self._objective, self._data.shape, clock, past.evaluated)
        self._progress: dict[int, Progress] = {}
        self._recovery = Recovery(clock, past.lasting)
        self._begin(self._missing, silent_until=0)
        for run in past.points.keys() & self._progress.keys():
            self._progress[run].restore(unpack(past.points[run]))

    @property
    def done(self) -> int:
        """How many steps the runs that are trained here have made together."""
        return sum(progress.step for progress in self._progress.values())

    def course(self, run: int) -> Course:
        """Where a run that is trained here came by so far."""
        return self._progress[run].learner.course

    def _step_of(self, run: int) -> int | None:
        progress = self._progress.get(run)
        return None if progress is None or progress.over else progress.step

    def _change(self, run: int, step: int, params: Mapping[str, Any]) -> None:
        if run in self._progress:
            self._progress[run].learner.change(step, params)
        if run in self._late:
            self._rested(run)  # the store's is this very run, which is another one from now on

    def _go_on(self, longer: Comparison) -> None:
        former, self._comparison = self._comparison.steps, longer
        kept, self._kept = self._kept, {}
        for run, progress in self._progress.items():
            self._rested(run)  # it goes on here, and must not do so elsewhere
            progress.extend()
        self._begin(list(kept), silent_until=former)

    def _begin(self, runs: list[int], silent_until: int) -> None:
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
                learner = learner_of(comparison, run, batches, self._checkpoints, self._clock)
                progress = Progress(learner, evaluator, self._timetable, places, silent_until, self._clock)
            self._progress[run] = progress

    def _rested(self, run: int) -> Progress | None:
        """The run as it was after fewer steps, if the store has it."""
        wanted = self._store is not None and run not in self._past.points
        progress = self._store.resume(self._comparison, run) if self._store is not None and wanted else None
        fits = isinstance(progress, Progress) and progress.step <= self._comparison.steps
        return progress if fits else None

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
            seen = min(progress.learner.next_batch for progress in busy)
            for progress in busy:
                progress.learner.batches.forget(seen)
            if not pace.due():
                yield None
                continue
            for progress in busy:
                yield from progress.take()
            yield from self._recovery.points(busy)
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
            if self._progress[run].learner.restored:
                return trajectory.outcome
            self._store.rest(self._comparison, run, self._progress[run])
            self._store.keep_course(self._comparison, run, self.course(run))
        return trajectory.outcome


def learner_of(
    comparison: Comparison, run: int, batches: Batches, checkpoints: Mapping[str, bytes], clock: Clock
) -> Learner:
    """A run of a comparison of models at its start."""
    spec, objective = comparison.runs[run], comparison.objective
    assert isinstance(objective, ModelObjective)
    file = checkpoints.get(spec.start_from.checkpoint) if spec.start_from else None
    task = learning_task(objective, spec)
    try:
        return Learner(run, spec, objective, task, batches, comparison.seed, file, clock)
    except Refusal as refusal:
        raise refusal.within(f"runs[{run}].start_from") from None
