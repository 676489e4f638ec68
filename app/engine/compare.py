"""How is a comparison answered? Kept runs at once, the others as they descend."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from app.engine.columns import entries, joined, part
from app.engine.descent import Descent
from app.engine.objective import objective_of
from app.engine.pace import Clock, Pace
from app.engine.store import TrajectoryStore
from app.engine.trajectory import outcome_of
from app.errors import BEGINS_ANEW, Refusal
from app.messages import Chunk, Columns, Finished, Message, Outcome, Steered, Trajectory
from app.spec import Change, Comparison, check_change, plane_of, with_change
from app.spec.checks import check_comparison


class CompareWork:
    """A comparison being computed: chunks of all runs, then `Finished`.

    Runs that the store has are sent from it in full; the others descend together. A run that was steered
    is the same as one whose spec had that change from the start.
    """

    def __init__(
        self, comparison: Comparison, store: TrajectoryStore | None, clock: Clock = time.perf_counter
    ) -> None:
        self._comparison = comparison
        self._store = store
        self._clock = clock
        self._objective = objective_of(plane_of(comparison.objective))
        runs = range(len(comparison.runs))
        found = {run: store.get(comparison, run) for run in runs} if store is not None else {}
        self._kept = {run: trajectory for run, trajectory in found.items() if trajectory is not None}
        self._parts: dict[int, list[Columns]] = {run: [] for run in runs}
        self._descents: list[Descent] = []
        self._descend([run for run in runs if run not in self._kept])
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
        descent = next((descent for descent in self._descents if run in descent.running), None)
        step = self._comparison.steps if descent is None else descent.step
        spec = self._comparison.runs[run]
        change = check_change(spec, Change(step=step, params=dict(params)), self._comparison.steps)
        for each in self._descents:
            each.change(run, change.params)
        if descent is None:
            self._late.add(run)
        self._comparison = with_change(self._comparison, run, change)
        return Steered(run, step)

    def extend(self, steps: int) -> None:
        """Let all runs go on for `steps` more; kept ones descend again, unsent, up to where they were.

        With noise this is refused with the code `begins_anew`: torch draws other noise for more steps, and
        the longer comparison is not this one's continuation.
        """
        if steps < 1:
            raise Refusal("out_of_range", f"expected at least 1 step more, got {steps}", "steps")
        extended = self._comparison.model_copy(update={"steps": self._comparison.steps + steps})
        extended = check_comparison(extended)
        if plane_of(extended.objective).noise:
            message = "noise is drawn for the whole budget: a comparison with more steps begins anew"
            raise Refusal(BEGINS_ANEW, message, "steps")
        self._descend(list(self._kept))
        self._kept = {}
        for descent in self._descents:
            descent.extend(steps)
        self._comparison = extended
        if self._finished:
            self._finished = False
            self._messages = self._run()

    def _descend(self, runs: list[int]) -> None:
        if not runs:
            return
        comparison, objective = self._comparison, plane_of(self._comparison.objective)
        specs = {run: comparison.runs[run] for run in runs}
        self._descents.append(
            Descent(
                self._objective,
                objective.start,
                specs,
                comparison.steps,
                objective.noise,
                comparison.seed,
                self._clock,
            )
        )

    def _run(self) -> Iterator[Message | None]:
        pace = Pace(self._clock)
        for run, trajectory in self._kept.items():
            yield from self._sent(Chunk(run, 0, trajectory.columns))
        while busy := [descent for descent in self._descents if not descent.finished]:
            for descent in busy:
                descent.advance(pace.heartbeat())
            if not pace.due() and not any(descent.finished for descent in busy):
                yield None
                continue
            for chunk in [chunk for descent in busy for chunk in descent.take()]:
                yield from self._sent(chunk)
        outcomes = tuple(self._outcome(run) for run in self._parts)
        self._finished = True
        yield Finished(outcomes)

    def _sent(self, chunk: Chunk) -> Iterator[Chunk]:
        """The part of a chunk that has not been sent before, if any."""
        parts = self._parts[chunk.run]
        known = max(0, sum(map(entries, parts)) - chunk.start)
        if known >= entries(chunk.columns):
            return
        columns = part(chunk.columns, slice(known, None))
        parts.append(columns)
        yield Chunk(chunk.run, chunk.start + known, columns)

    def _outcome(self, run: int) -> Outcome:
        if run in self._kept:
            return self._kept[run].outcome
        columns = joined(self._parts[run])
        self._parts[run] = [columns]
        endings = {number: ending for descent in self._descents for number, ending in descent.endings.items()}
        outcome = outcome_of(columns, endings.get(run), self._objective.lowest)
        # A change after the last entry was sent did not show in it; it would in a run told from the start.
        if self._store is not None and run not in self._late:
            spec = self._comparison.runs[run]
            self._store.put(self._comparison, run, Trajectory(spec.label, spec.optimizer, columns, outcome))
        return outcome
