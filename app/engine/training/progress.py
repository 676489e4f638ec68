"""What is known of a run in training, and what of it has been told?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from typing import Any, Literal

import numpy as np
from torch import Tensor

from app.engine.columns import entries, joined, part
from app.engine.pace import Clock
from app.engine.training.batches import Batches
from app.engine.training.evaluation import Evaluator, Measured, Timetable, evaluations, kept_state
from app.engine.training.learner import Learner
from app.engine.training.network import packed
from app.engine.training.snapshot import take_snapshot
from app.engine.trajectory import outcome_of
from app.errors import Refusal
from app.messages import Chunk, Columns, Evaluation, Outcome, Snapshot, Trajectory, Validation, Weights
from app.sentences import told
from app.spec import RunSpec

SNAPSHOT_SECONDS = 0.2
# A snapshot waits until so many times its cost has passed.
SNAPSHOT_REST = 9


class Progress:
    """One run: its learner, its evaluations, its best weights.

    The client knows the entries and evaluations of the first `silent_until` steps; 0 for none. `places` are
    where its picture is sampled.
    """

    def __init__(
        self,
        learner: Learner,
        evaluator: Evaluator,
        timetable: Timetable,
        places: Tensor | None,
        silent_until: int,
        clock: Clock,
    ) -> None:
        self.learner = learner
        self.over = False
        self._evaluator, self._timetable = evaluator, timetable
        self._places, self._clock = places, clock
        self._parts: list[Columns] = []
        self._known = silent_until + 1 if silent_until else 0
        self._silent_until = silent_until
        self._retold: Columns | None = None
        self._measured: list[Measured] = []
        self._told = 0
        self._best: tuple[Measured, dict[str, Tensor]] | None = None
        self._last: Measured | None = None  # at the end of the budget, where no evaluation was due
        self._files: dict[Literal["best", "last"], tuple[str, bytes]] = {}
        self._snapshot: Snapshot | None = None
        self._snapshot_due = 0.0

    @property
    def step(self) -> int:
        """How many steps it has made."""
        return self.learner.step

    def advance(self, steps: int, until: float) -> None:
        """Learn until the clock says `until`, or up to the next evaluation, or up to `steps`."""
        learner = self.learner
        if not self._measured:
            self._evaluate()
        if self.step < steps:
            learner.advance(min(steps, self._timetable.next(self.step)), until)
            if not learner.ended and self._timetable.due(learner.number, self.step):
                self._evaluate()
        if self.step >= steps or learner.ended:
            learner.close()
            self.over = True

    def extend(self) -> None:
        """Go on, if the run has not come to an end of its own."""
        self.over = self.learner.ended
        self._last = None

    def resume(self, number: int, spec: RunSpec, batches: Batches, silent_until: int) -> None:
        """Go on in another comparison, as its run `number`, with its company's batches.

        What was told is told again, unless the client knows the first `silent_until` steps.
        """
        self.learner.number, self.learner.spec, self.learner.batches = number, spec, batches
        self._known, self._silent_until = silent_until + 1 if silent_until else 0, silent_until
        self._told = 0
        self._retold = None if silent_until else joined(self._parts)
        self._snapshot, self._snapshot_due = None, 0.0
        self.extend()

    def state(self) -> dict[str, Any]:
        """All that another process needs to go on with the run, for `restore`."""
        pending = self.learner.record.pending()
        self._parts = [joined(self._parts)] if self._parts else []
        columns = [*self._parts, *([] if pending is None else [pending])]
        best = None if self._best is None else (astuple(self._best[0]), self._best[1])
        return {
            "learner": self.learner.state(),
            "columns": joined(columns),
            "measured": [astuple(one) for one in self._measured],
            "best": best,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Become the run whose state that is; all that is known of it is told again."""
        self.learner.restore(state["learner"])
        columns: Columns = state["columns"]
        self._parts, self._retold = [columns], columns
        self._measured = [Measured(*one) for one in state["measured"]]
        best = state["best"]
        self._best = None if best is None else (Measured(*best[0]), best[1])
        self._told = 0
        # What a snapshot says of the gradient is there after a step.
        self._silent_until = self.step + 1

    def take(self) -> Iterator[Chunk | Evaluation | Snapshot]:
        """What has not been told yet."""
        learner = self.learner
        taken = learner.record.take()
        if learner.ended and learner.record.next == 0:
            message = told("torch could not compute the loss of the first batch with these weights")
            raise Refusal("not_trainable", message, f"runs[{learner.number}]")
        if self._retold is not None:
            yield Chunk(learner.number, 0, self._retold)
            self._retold = None
        if taken is not None:
            first, columns = taken
            self._parts.append(columns)
            fresh = max(0, self._known - first)
            if fresh < entries(columns):
                yield Chunk(learner.number, first + fresh, part(columns, slice(fresh, None)))
        yield from self._take_evaluations()
        if self.step >= self._silent_until and self._clock() >= self._snapshot_due:
            yield self._take_snapshot()

    def conclude(self) -> Iterator[Chunk | Evaluation | Snapshot | Weights]:
        """The rest of what there is to tell at the end, and the weights to keep."""
        if not self._measured or self._measured[-1].step != self.step:
            self._last = self._evaluator.measure(self.learner.network, self.learner.task, self.step)
        self._snapshot_due = math.inf
        yield from self.take()
        if self._last is not None:
            yield self._evaluation([self._last])
        if self._snapshot is None or self._snapshot.step != self.step:
            yield self._take_snapshot()
        self._snapshot_due = 0.0
        self._files = {"best": packed(self._best_now()[1]), "last": packed(self.learner.model.state_dict())}
        for which, (id, data) in self._files.items():
            yield Weights(self.learner.number, which, id, data)

    def trajectory(self) -> Trajectory:
        """Everything that the run recorded, at its end."""
        spec, columns = self.learner.spec, joined(self._parts)
        self._parts = [columns]
        measured = self._all_measured()
        return Trajectory(
            spec.label,
            spec.optimizer,
            columns,
            self._outcome(columns, measured),
            evaluations(measured, self._evaluator.metric),
            self._snapshot,
        )

    def _evaluate(self) -> None:
        learner = self.learner
        measured = self._evaluator.measure(learner.network, learner.task, self.step)
        self._measured.append(measured)
        if self._better(measured):
            self._best = (measured, kept_state(learner.model))

    def _better(self, measured: Measured) -> bool:
        """Whether the validation loss is the lowest so far; one that is not a number never is."""
        if self._best is None or math.isnan(self._best[0].validation_loss):
            return True
        return measured.validation_loss < self._best[0].validation_loss

    def _all_measured(self) -> list[Measured]:
        return self._measured if self._last is None else [*self._measured, self._last]

    def _take_evaluations(self) -> Iterator[Evaluation]:
        untold = self._measured[self._told :]
        fresh = [one for one in untold if not self._known or one.step > self._silent_until]
        self._told = len(self._measured)
        if self._timetable.by_clock:  # each step on its own, to be the same if the run is done again
            yield from (self._evaluation([one]) for one in fresh)
        elif fresh:
            yield self._evaluation(fresh)

    def _evaluation(self, measured: list[Measured]) -> Evaluation:
        return Evaluation(self.learner.number, evaluations(measured, self._evaluator.metric))

    def _take_snapshot(self) -> Snapshot:
        began = self._clock()
        self._snapshot = take_snapshot(self.learner, self._places)
        now = self._clock()
        self._snapshot_due = now + max(SNAPSHOT_SECONDS, SNAPSHOT_REST * (now - began))
        return self._snapshot

    def _best_now(self) -> tuple[Measured, dict[str, Tensor]]:
        """The best weights with the end counted in, which is no evaluation of a longer run's."""
        state = self.learner.model.state_dict()
        last = self._last or self._measured[-1]
        if self._best is None or (last.step == self.step and self._better(last)):
            return last, state
        return self._best

    def _outcome(self, columns: Columns, measured: list[Measured]) -> Outcome:
        best = self._best_now()[0]
        validation = Validation(
            best_validation_loss=best.validation_loss,
            best_validation_step=best.step,
            best_validation_metric=best.validation_metric,
            validation_metric=measured[-1].validation_metric,
            checkpoints={which: id for which, (id, _) in self._files.items()},
        )
        evaluated = np.array([one.train_loss for one in measured]) if self.learner.batched else None
        return outcome_of(columns, self.learner.record.ending, None, evaluated, validation)
