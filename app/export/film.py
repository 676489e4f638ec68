"""What does the playback show at a step? One picture: landscape, paths so far, curves, legend, counter."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from app.export.curve import column, losses, scale_of, title_of
from app.export.ground import ground
from app.export.height import height_of, nice_step
from app.export.marks import font, font_for, mark, shortened
from app.export.material import Compared
from app.export.palette import DASHES, MARKERS, Theme, own
from app.export.strokes import Panel, Pen
from app.messages import FloatArray, Landscape
from app.spec import ModelObjective, minima_of, plane_of

WIDTH, HEIGHT = 800, 500
SCALE = 2  # drawn so many times larger, and reduced: the edges come out smooth
STAGE = (52, 40, 548, 456)
SIDE = (576, 784)
CURVES = (616, 330, 784, 456)
ROW = 20
TEXT, SMALL = 14 * SCALE, 11 * SCALE


class Film:
    """Pictures of a comparison at ever later steps."""

    def __init__(self, compared: Compared, landscape: Landscape | None, theme: Theme) -> None:
        self._compared = compared
        self._theme = theme
        self._losses = [losses(run) for run in compared.runs]
        self._scale = scale_of(self._losses)
        self._step = -1
        self._canvas = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), theme.surface)
        self._drawing = ImageDraw.Draw(self._canvas)
        stage = self._curve_panel(STAGE) if landscape is None else _panel(STAGE, landscape.x, landscape.y)
        # A model with more than two weights has no landscape: its curves take the stage.
        self._curves = stage if landscape is None else self._curve_panel(CURVES)
        self._stage = None if landscape is None else stage
        if landscape is not None:
            width, depth = stage.right - stage.left, stage.bottom - stage.top
            picture = ground(height_of(landscape, compared.comparison.objective), width, depth, theme)
            self._canvas.paste(picture, (stage.left, stage.top))
        self._pens = [
            [(points, Pen(panel, _dash(number))) for panel, points in self._drawn(number)]
            for number in range(len(compared.runs))
        ]
        self._prepare()

    @property
    def last(self) -> int:
        """The last step of the run that came furthest."""
        return max(len(loss) for loss in self._losses) - 1

    def picture(self, step: int) -> Image.Image:
        """The picture after so many steps, which are never fewer than in the picture before."""
        for number, tracks in enumerate(self._pens):
            for points, pen in tracks:
                for stroke in pen.draw(points[self._step + 1 : step + 1]):
                    self._drawing.line(stroke, self._colour(number), 2 * SCALE + 1, joint="curve")
        self._step = step
        whole = self._canvas.copy()
        self._finish(ImageDraw.Draw(whole), step)
        return whole.reduce(SCALE)

    def _drawn(self, number: int) -> list[tuple[Panel, FloatArray]]:
        """Where a run is drawn, and its points there."""
        loss, run = self._losses[number], self._compared.runs[number]
        found = [
            (
                self._curves,
                self._curves.pixels(np.arange(len(loss), dtype=np.float64), self._scale.place(loss)),
            )
        ]
        x, y = column(run, "x"), column(run, "y")
        if self._stage is not None and x is not None and y is not None:
            found.append((self._stage, self._stage.pixels(x, y)))
        return found

    def _curve_panel(self, box: tuple[int, int, int, int]) -> Panel:
        ends = np.array([self._scale.low, self._scale.high])
        return _panel(box, np.array([0.0, max(1, self.last)]), ends)

    def _prepare(self) -> None:
        """All that stays the same: frames, scales, legend, start and minima."""
        theme, drawing = self._theme, self._drawing
        title = title_of(self._compared)
        words = shortened(title, TEXT, (STAGE[2] - STAGE[0]) * SCALE)
        drawing.text((STAGE[0] * SCALE, 12 * SCALE), words, theme.ink, font_for(words, TEXT))
        for panel in [self._curves, *([self._stage] if self._stage is not None else [])]:
            self._frame(panel, panel is self._curves and self._scale.logarithmic)
        inset, curves = 6 * SCALE, self._curves
        for name, corner, anchor in (
            ("loss", (curves.left + inset, curves.top + inset), "lt"),
            ("step", (curves.right - inset, curves.bottom - inset), "rb"),
        ):
            drawing.text(corner, name, theme.muted, font(SMALL), anchor=anchor)
        self._mark_places()
        for number, run in enumerate(self._compared.runs):
            middle = self._row(number)
            drawing.line(
                [(SIDE[0] * SCALE, middle), ((SIDE[0] + 22) * SCALE, middle)],
                self._colour(number),
                2 * SCALE + 1,
            )
            self._head(drawing, number, ((SIDE[0] + 11) * SCALE, middle))
            label = shortened(run.label, SMALL, 110 * SCALE)
            place = ((SIDE[0] + 30) * SCALE, middle)
            drawing.text(place, label, theme.ink, font_for(label, SMALL), anchor="lm")

    def _frame(self, panel: Panel, logarithmic: bool) -> None:
        theme, drawing = self._theme, self._drawing
        for x in _ticks(panel.x, 5 if panel.right - panel.left > 500 else 3):
            across = panel.pixels(np.array([x]), np.array([panel.y[0]]))[0][0]
            drawing.text((across, panel.bottom + 5 * SCALE), f"{x:g}", theme.muted, font(SMALL), anchor="mt")
        for y in _ticks(panel.y, 5 if panel.bottom - panel.top > 500 else 3, logarithmic):
            up = panel.pixels(np.array([panel.x[0]]), np.array([y]))[0][1]
            text = f"{10**y:.3g}" if logarithmic else f"{y:g}"
            drawing.text((panel.left - 5 * SCALE, up), text, theme.muted, font(SMALL), anchor="rm")
        drawing.rectangle(
            (panel.left, panel.top, panel.right, panel.bottom), outline=theme.muted, width=SCALE
        )

    def _mark_places(self) -> None:
        """The known minima and the start."""
        objective = self._compared.comparison.objective
        if isinstance(objective, ModelObjective) or self._stage is None:
            return
        plane = plane_of(objective)
        places = [((x, y), "star", 8) for x, y, _ in minima_of(plane)]
        places.append((plane.start, "circle", 5))
        for (x, y), shape, size in places:
            across, up = self._stage.pixels(np.array([x]), np.array([y]))[0].tolist()
            if self._stage.holds((across, up)):
                mark(
                    self._drawing, (across, up), shape, size * SCALE, self._theme.minimum, self._theme.surface
                )

    def _finish(self, drawing: ImageDraw.ImageDraw, step: int) -> None:
        """What moves: the head of each path, the losses, the counter."""
        theme = self._theme
        counter = f"step {step} of {self._compared.comparison.steps}"
        drawing.text((SIDE[0] * SCALE, 12 * SCALE), counter, theme.ink, font(TEXT))
        for number, tracks in enumerate(self._pens):
            entry = min(step, len(self._losses[number]) - 1)
            if entry < 0:
                continue
            for points, pen in tracks:
                across, up = points[entry].tolist()
                if pen.panel.holds((across, up)):
                    self._head(drawing, number, (across, up))
            loss = self._losses[number][entry]
            gone = step > entry and self._compared.runs[number].outcome.status == "diverged"
            text = "diverged" if gone else f"{loss:.3g}" if math.isfinite(loss) else "-"
            place = (SIDE[1] * SCALE, self._row(number))
            drawing.text(place, text, theme.muted, font(SMALL), anchor="rm")

    def _head(self, drawing: ImageDraw.ImageDraw, number: int, at: tuple[float, float]) -> None:
        shape = own(MARKERS, number)
        mark(drawing, at, shape, 4.5 * SCALE, self._colour(number), self._theme.surface)

    def _row(self, number: int) -> float:
        """The height of a run's row of the legend."""
        return (48 + ROW * number) * SCALE

    def _colour(self, number: int) -> str:
        return own(self._theme.runs, number)


def _panel(box: tuple[int, int, int, int], x: FloatArray, y: FloatArray) -> Panel:
    left, top, right, bottom = (SCALE * edge for edge in box)
    return Panel(left, top, right, bottom, (float(x[0]), float(x[-1])), (float(y[0]), float(y[-1])))


def _dash(number: int) -> tuple[int, ...]:
    return tuple(SCALE * length for length in own(DASHES, number))


def _ticks(ends: tuple[float, float], count: int, whole: bool = False) -> list[float]:
    """About `count` round numbers between the ends; `whole` ones where there is room."""
    size = nice_step(ends[1] - ends[0], count)
    if whole and ends[1] - ends[0] > 1.2:
        size = max(1.0, math.ceil(size))
    first, last = math.ceil(ends[0] / size - 1e-9), math.floor(ends[1] / size + 1e-9)
    return [round(place * size, 12) + 0.0 for place in range(first, last + 1)]
