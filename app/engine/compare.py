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
from app.engine.work import RunsWork
from app.errors import BEGINS_ANEW, Refusal
from app.messages import NO_PAST, Chunk, Columns, Finished, Message, Outcome, Past, Trajectory
from app.sentences import told
from app.spec import Comparison, plane_of


class CompareWork(RunsWork):
    """A comparison on a function being computed: chunks of all runs, then `Finished`.

    The runs that are not kept descend together.
    """

    def __init__(
        self,
        comparison: Comparison,
        store: TrajectoryStore | None,
        clock: Clock = time.perf_counter,
        past: Past = NO_PAST,
    ) -> None:
        super().__init__(comparison, store, clock, past)
        self._objective = objective_of(plane_of(comparison.objective))
        self._parts: dict[int, list[Columns]] = {run: [] for run in range(len(comparison.runs))}
        self._descents: list[Descent] = []
        self._descend(self._missing)

    def _step_of(self, run: int) -> int | None:
        return next((descent.step for descent in self._descents if run in descent.running), None)

    def _change(self, run: int, step: int, params: Mapping[str, Any]) -> None:
        for descent in self._descents:
            descent.change(run, step, params)

    def _go_on(self, longer: Comparison) -> None:
        """With noise this is refused with the code `begins_anew`.

        Torch draws other noise for more steps, and the longer comparison is not this one's continuation.
        """
        if plane_of(longer.objective).noise:
            message = told("noise is drawn for the whole budget: a comparison with more steps begins anew")
            raise Refusal(BEGINS_ANEW, message, "steps")
        self._descend(list(self._kept))
        self._kept = {}
        for descent in self._descents:
            descent.extend(longer.steps - self._comparison.steps)
        self._comparison = longer

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
