"""What is work? Messages to be drawn one by one, with a heartbeat between them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from app.engine.pace import Clock
from app.engine.store import TrajectoryStore
from app.errors import Refusal
from app.messages import Message, Past, Steered
from app.messages.resuming import chunk_series
from app.sentences import told
from app.spec import Change, Comparison, check_change, with_change
from app.spec.checks import check_comparison


class Work(Protocol):
    """A request being computed.

    Iterating computes: each item is a message, or None at least every 5 ms or so, for the caller to look at
    its mailbox. Dropping the work ends it.
    """

    def __iter__(self) -> Iterator[Message | None]: ...

    def __next__(self) -> Message | None: ...

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        """Set hyperparameters of a run from its next step on."""
        ...

    def extend(self, steps: int) -> None:
        """Let all runs go on for `steps` more, also after the last message: iterate again.

        A `Refusal` with the code `begins_anew` says that the longer request is other work from the start.
        """
        ...


class RunsWork(ABC):
    """The runs of a comparison being worked on; those that the store has in full are `kept`, and only sent.

    A run that was steered is the same as one whose spec had that change from the start. What the client has
    of a run by its `past` is not changed any more.
    """

    def __init__(
        self, comparison: Comparison, store: TrajectoryStore | None, clock: Clock, past: Past
    ) -> None:
        self._comparison = comparison
        self._store = store
        self._clock = clock
        self._past = past
        runs = range(len(comparison.runs))
        found = {run: store.get(comparison, run) for run in runs} if store is not None else {}
        self._kept = {run: trajectory for run, trajectory in found.items() if trajectory is not None}
        self._late: set[int] = set()  # runs that were changed after their last entry
        self._finished = False
        self._messages = self._run()

    def __iter__(self) -> Iterator[Message | None]:
        return self

    def __next__(self) -> Message | None:
        return next(self._messages)

    @property
    def _missing(self) -> list[int]:
        """The runs that the store does not have."""
        return [run for run in range(len(self._comparison.runs)) if run not in self._kept]

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        """Set hyperparameters of a run from its next step on.

        A run that has ended, or was kept, takes the change at the end of the budget, for an extension.
        """
        if not 0 <= run < len(self._comparison.runs):
            raise Refusal("out_of_range", told("expected the number of a run, got {run}", run=run), "run")
        at = self._step_of(run)
        seen = self._past.known.get(chunk_series(run), 0)  # a change before step k shows in entry k
        late = at is None or seen > self._comparison.steps
        step = self._comparison.steps if at is None or late else max(at, seen)
        spec = self._comparison.runs[run]
        change = check_change(spec, Change(step=step, params=dict(params)), self._comparison.steps)
        if late:
            self._late.add(run)
        self._change(run, step, change.params)
        self._comparison = with_change(self._comparison, run, change)
        return Steered(run, step)

    def extend(self, steps: int) -> None:
        """Let all runs go on for `steps` more; kept ones are done again, unsent, up to where they were."""
        if steps < 1:
            raise Refusal(
                "out_of_range", told("expected at least 1 step more, got {steps}", steps=steps), "steps"
            )
        longer = self._comparison.model_copy(update={"steps": self._comparison.steps + steps})
        self._go_on(check_comparison(longer))
        if self._finished:
            self._finished = False
            self._messages = self._run()

    @abstractmethod
    def _run(self) -> Iterator[Message | None]:
        """All there is to say, from where it stands; `Finished` last."""

    @abstractmethod
    def _step_of(self, run: int) -> int | None:
        """The step that a run is about to make; None when it has none before it."""

    @abstractmethod
    def _change(self, run: int, step: int, params: Mapping[str, Any]) -> None:
        """Let a change take effect before `step`, which the run has yet to make, if it ever does."""

    @abstractmethod
    def _go_on(self, longer: Comparison) -> None:
        """Let all runs go on to the end of the longer comparison, which becomes the one at work."""


class FixedWork:
    """Work that takes its course and cannot be changed on the way: a landscape, a fan, a basin map."""

    def __init__(self, messages: Iterator[Message | None]) -> None:
        self._messages = messages

    def __iter__(self) -> Iterator[Message | None]:
        return self

    def __next__(self) -> Message | None:
        return next(self._messages)

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        raise _not_steerable()

    def extend(self, steps: int) -> None:
        raise _not_steerable()


def _not_steerable() -> Refusal:
    return Refusal("not_steerable", told("only the runs of a comparison can be changed on the way"))
