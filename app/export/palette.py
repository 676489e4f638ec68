"""The colours, dashes and markers of the page's own drawing, for files that are drawn without a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Stops = tuple[tuple[float, str], ...]
Item = TypeVar("Item")
Dash = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """What is drawn on a light or on a dark ground; `runs` are the colours of the runs in order."""

    name: str
    runs: tuple[str, ...]
    landscape: Stops
    ink: str
    muted: str
    surface: str
    line: str
    contour: str
    minimum: str
    grid: str


LIGHT = Theme(
    name="light",
    runs=(
        "#1c45d4", "#d1460c", "#00836a", "#c12fa6", "#654600", "#15181d",
        "#8257f0", "#8c1d44", "#17627f", "#9a5b4a", "#557c00", "#6a1f86",
    ),
    landscape=((0, "#b2ccd6"), (0.25, "#c5dae1"), (0.5, "#d7e6ea"), (0.75, "#e6eff2"), (1, "#f3f7f8")),
    ink="#1b2430",
    muted="#56626f",
    surface="#ffffff",
    line="#dfe4e8",
    contour="rgba(38,78,94,0.36)",
    minimum="#14202b",
    grid="rgba(27,36,48,0.09)",
)  # fmt: skip
DARK = Theme(
    name="dark",
    runs=(
        "#6f93ff", "#ff9557", "#3fdcbc", "#f646b8", "#ffd21f", "#f5f7fa",
        "#cda2ff", "#e0716b", "#5fbfd2", "#fcb86a", "#bede97", "#f2d0fd",
    ),
    landscape=((0, "#091320"), (0.25, "#0e1e2f"), (0.5, "#152b40"), (0.75, "#1d3950"), (1, "#264862")),
    ink="#e8edf2",
    muted="#9aa8b6",
    surface="#12181f",
    line="#28323c",
    contour="rgba(150,192,218,0.26)",
    minimum="#f4f8fb",
    grid="rgba(232,237,242,0.09)",
)  # fmt: skip

# Lengths of strokes and gaps in pixels, for a line of 2.5; the first is solid.
DASHES: tuple[Dash, ...] = (
    (), (11, 4), (3, 4), (14, 4, 3, 4), (7, 4), (18, 5),
    (10, 3, 3, 3, 3, 3), (5, 3), (2, 3, 8, 3), (22, 4, 6, 4), (4, 6), (12, 3, 2, 3),
)  # fmt: skip

MARKERS = (
    "circle", "square", "diamond", "triangle-up", "triangle-down", "cross",
    "pentagon", "x", "hexagon", "bowtie", "triangle-left", "triangle-right",
)  # fmt: skip


def theme_of(dark: bool) -> Theme:
    """The colours on a dark or on a light ground."""
    return DARK if dark else LIGHT


def dash_text(run: int) -> str:
    """The run's dash as Plotly and SVG write it."""
    dash = own(DASHES, run)
    return ",".join(f"{length}px" for length in dash) if dash else "solid"


def own(items: Sequence[Item], run: int) -> Item:
    """The run's own of some items; after the last, the first comes again."""
    return items[run % len(items)]


def rgb(colour: str) -> tuple[int, int, int]:
    """The red, green and blue of `#rrggbb`, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def over(ground: str, colour: str) -> tuple[int, int, int]:
    """An `rgba(...)` colour as it looks on a ground."""
    *parts, share = (float(part) for part in colour.removeprefix("rgba(").removesuffix(")").split(","))
    mixed = [round(below + share * (above - below)) for below, above in zip(rgb(ground), parts, strict=True)]
    return mixed[0], mixed[1], mixed[2]
