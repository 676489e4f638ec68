"""Which of a run's positions stand for all of them?"""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.training.course import Course, Position


def spread_positions(course: Course, most: int) -> list[Position]:
    """At most about `most` positions at equal distances, the first and the last among them.

    The distance is a power of two: those of a longer course of the same run are, up to its last but one,
    among those of a shorter one or beyond it, so that what was measured serves again.
    """
    distance = 1
    while course.last.step // distance + 1 > most:
        distance *= 2
    spread = [position for position in course.positions if position.step % distance == 0]
    return spread if spread[-1] is course.last else [*spread, course.last]


def nearest_position(positions: Sequence[Position], step: int | None) -> Position:
    """The kept position whose step is nearest, the earlier of two; the last one for None."""
    if step is None:
        return positions[-1]
    return min(positions, key=lambda position: abs(position.step - step))
