"""Which strokes draw a path? Clipped to its panel, cut into dashes, without what is too short to be seen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from app.export.palette import Dash
from app.messages import FloatArray

Pixel = tuple[float, float]
Stroke = list[Pixel]

# A move of less than this many pixels is kept back until there is more of it.
SHORTEST = 0.7


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of pixels that shows a rectangle of data; the vertical axis points up."""

    left: int
    top: int
    right: int
    bottom: int
    x: tuple[float, float]
    y: tuple[float, float]

    def pixels(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Where points lie, (points, 2); far points lie far outside."""
        with np.errstate(all="ignore"):
            across = (x - self.x[0]) / (self.x[1] - self.x[0])
            up = (y - self.y[0]) / (self.y[1] - self.y[0])
            places = [
                self.left + across * (self.right - self.left),
                self.bottom - up * (self.bottom - self.top),
            ]
        return np.stack(places, axis=1)

    def holds(self, point: Pixel) -> bool:
        """Whether a point is inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(slots=True)
class Pen:
    """Draws one path piece by piece; goes on with its dash where it left off."""

    panel: Panel
    dash: Dash
    spent: float = 0.0  # pixels of the dash's pattern that are drawn
    _at: Pixel | None = field(default=None)

    def draw(self, points: FloatArray) -> list[Stroke]:
        """The strokes from where the pen is through these points."""
        if not len(points):
            return []
        if self._at is not None:
            points = np.concatenate([[self._at], points])
        strokes: list[Stroke] = []
        for line in self._visible(points):
            strokes += self._dashed(line) if self.dash else [line]
        return strokes

    def _visible(self, points: FloatArray) -> list[Stroke]:
        """The parts of the polyline inside the panel."""
        panel = self.panel
        starts, ends = clipped(points, (panel.left, panel.top), (panel.right, panel.bottom))
        lines: list[Stroke] = []
        at = self._at or _pixel(points[0])
        for start, end, point in zip(starts.tolist(), ends.tolist(), points[1:].tolist(), strict=True):
            if math.isnan(start[0]):
                at = _pixel(point)
                continue
            begin = at if panel.holds(at) else _pixel(start)
            to = _pixel(end)
            if math.dist(begin, to) < SHORTEST:
                continue
            if lines and lines[-1][-1] == begin:
                lines[-1].append(to)
            else:
                lines.append([begin, to])
            at = to if to == _pixel(point) else _pixel(point)
        self._at = at
        return lines

    def _dashed(self, line: Stroke) -> list[Stroke]:
        strokes: list[Stroke] = []
        pattern = self.dash
        total = sum(pattern)
        for begin, end in pairwise(line):
            length = math.dist(begin, end)
            done = 0.0
            while done < length - 1e-9:
                place, rest = _in_pattern(pattern, self.spent % total)
                stop = min(length, done + rest)
                if place % 2 == 0:
                    _join(strokes, _between(begin, end, done / length), _between(begin, end, stop / length))
                self.spent += stop - done
                done = stop
        return strokes


def clipped(points: FloatArray, low: Pixel, high: Pixel) -> tuple[FloatArray, FloatArray]:
    """Both ends of each segment between consecutive points, inside the box; NaN where it is outside."""
    starts = points[:-1]
    with np.errstate(all="ignore"):
        delta = points[1:] - starts
        toward = delta > 0
        enter = (np.where(toward, low, high) - starts) / delta
        leave = (np.where(toward, high, low) - starts) / delta
        still = delta == 0
        inside = (starts >= low) & (starts <= high)
        enter = np.where(still, np.where(inside, -np.inf, np.inf), enter)
        leave = np.where(still, np.where(inside, np.inf, -np.inf), leave)
        first = np.maximum(0.0, enter.max(axis=1))
        last = np.minimum(1.0, leave.min(axis=1))
        begin = starts + first[:, None] * delta
        end = np.where(last[:, None] == 1.0, points[1:], starts + last[:, None] * delta)
        seen = (first <= last) & np.isfinite(begin).all(axis=1) & np.isfinite(end).all(axis=1)
    return np.where(seen[:, None], begin, np.nan), np.where(seen[:, None], end, np.nan)


def _join(strokes: list[Stroke], begin: Pixel, end: Pixel) -> None:
    if strokes and math.dist(strokes[-1][-1], begin) < 1e-6:
        strokes[-1].append(end)
    else:
        strokes.append([begin, end])


def _in_pattern(pattern: Dash, place: float) -> tuple[int, float]:
    """The part of the pattern at a place, and how much of it is left."""
    for index, part in enumerate(pattern):
        if place < part - 1e-9:
            return index, part - place
        place -= part
    return 0, float(pattern[0])


def _between(begin: Pixel, end: Pixel, share: float) -> Pixel:
    return begin[0] + share * (end[0] - begin[0]), begin[1] + share * (end[1] - begin[1])


def _pixel(point: FloatArray | list[float]) -> Pixel:
    return float(point[0]), float(point[1])
