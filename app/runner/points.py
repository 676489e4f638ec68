"""Which recovery points are kept? The newest of each run of the jobs under way, within a number of bytes."""

from __future__ import annotations

from collections.abc import Mapping


class PointBudget:
    """The bytes that the points of all jobs may take together."""

    def __init__(self, capacity: int) -> None:
        self._left = capacity
        self.any = capacity > 0

    def take(self, bytes: int) -> bool:
        """Reserve so many bytes more, or less; tells whether they were there."""
        if bytes > self._left:
            return False
        self._left -= bytes
        return True

    def give_back(self, bytes: int) -> None:
        """Have reserved bytes free again."""
        self._left += bytes


class RecoveryPoints:
    """The newest recovery point of each run of one job, as far as the budget goes."""

    def __init__(self, budget: PointBudget) -> None:
        self._budget = budget
        self._points: dict[int, bytes] = {}

    @property
    def all(self) -> Mapping[int, bytes]:
        """The points by the numbers of their runs."""
        return dict(self._points)

    def put(self, run: int, point: bytes) -> None:
        """Keep a point in place of the run's former one, which stays if there is no room."""
        if self._budget.take(len(point) - len(self._points.get(run, b""))):
            self._points[run] = point

    def drop(self) -> None:
        """Keep none any more."""
        for run in list(self._points):
            self._budget.give_back(len(self._points.pop(run)))
