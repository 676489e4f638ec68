"""Which trajectories are kept? Those used last, so that a comparison computes only what has changed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any, Protocol

from app.engine.columns import entries
from app.messages import Trajectory
from app.spec import Comparison, run_key

# A model with an optimizer's state may take some megabytes.
MOST_RESTING = 12
COURSE_BYTES = 128 << 20


class Weighing(Protocol):
    """What knows how much memory it takes."""

    @property
    def bytes(self) -> int: ...


class TrajectoryStore:
    """Complete trajectories by what decides them: objective, run, steps and seed, not label or company.

    It holds at most `capacity` trajectories and `positions` recorded positions; the one unused for longest
    goes first. For a few of them it also holds what they need to go on beyond their last step, and beside
    them, within `course_bytes`, the courses of models through their weights.
    """

    def __init__(self, capacity: int, positions: int = 2_000_000, course_bytes: int = COURSE_BYTES) -> None:
        self._capacity = capacity
        self._positions = positions
        self._held = 0
        self._course_bytes = course_bytes
        self._kept: OrderedDict[str, Trajectory] = OrderedDict()
        self._resting: OrderedDict[str, Any] = OrderedDict()
        self._courses: OrderedDict[str, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, comparison: Comparison, run: int) -> Trajectory | None:
        """The kept trajectory of this run, under the label it has here."""
        key = run_key(comparison, run)
        trajectory = self._kept.get(key)
        if trajectory is None:
            return None
        self._kept.move_to_end(key)
        return replace(trajectory, label=comparison.runs[run].label)

    def put(self, comparison: Comparison, run: int, trajectory: Trajectory) -> None:
        """Keep the trajectory of this run."""
        key = run_key(comparison, run)
        former = self._kept.pop(key, None)
        self._kept[key] = trajectory
        self._held += _positions(trajectory) - (_positions(former) if former else 0)
        while self._kept and (len(self._kept) > self._capacity or self._held > self._positions):
            _, oldest = self._kept.popitem(last=False)
            self._held -= _positions(oldest)

    def rest(self, comparison: Comparison, run: int, state: Any) -> None:
        """Keep what this run needs to go on beyond its last step, until it does."""
        if self._capacity:
            self._resting[_endless_key(comparison, run)] = state
        while len(self._resting) > MOST_RESTING:
            self._resting.popitem(last=False)

    def resume(self, comparison: Comparison, run: int) -> Any | None:
        """What was kept by `rest` for this run with fewer steps; from now on it is the caller's."""
        return self._resting.pop(_endless_key(comparison, run), None)

    def keep_course(self, comparison: Comparison, run: int, course: Weighing) -> None:
        """Keep where this run came by; the courses unused for longest make room."""
        if self._capacity:
            key = run_key(comparison, run)
            self._courses[key] = course
            self._courses.move_to_end(key)
        while sum(each.bytes for each in self._courses.values()) > self._course_bytes:
            self._courses.popitem(last=False)

    def course(self, comparison: Comparison, run: int) -> Any | None:
        """Where this run came by, with exactly these steps, if it was kept."""
        key = run_key(comparison, run)
        if key in self._courses:
            self._courses.move_to_end(key)
        return self._courses.get(key)

    def forget(self, checkpoint: str) -> None:
        """Let go of the trajectories that end with these weights, by their id: nobody has them any more."""
        for key, trajectory in list(self._kept.items()):
            validation = trajectory.outcome.validation
            if validation is not None and checkpoint in validation.checkpoints.values():
                self._held -= _positions(self._kept.pop(key))


def _positions(trajectory: Trajectory) -> int:
    """What a trajectory is charged for: its entries and evaluations, and its last snapshot's numbers."""
    evaluated = 0 if trajectory.evaluations is None else len(trajectory.evaluations.step)
    fields = {} if trajectory.snapshot is None else trajectory.snapshot.fields
    told = [fields[name] for name in ("scores", "outputs") if fields.get(name) is not None]
    return entries(trajectory.columns) + evaluated + sum(int(each.size) for each in told) // 8


def _endless_key(comparison: Comparison, run: int) -> str:
    """What decides a run, however many steps it makes."""
    return run_key(comparison.model_copy(update={"steps": 0}), run)
