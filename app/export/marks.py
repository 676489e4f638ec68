"""What is set on a drawing beside paths? Markers, stars, and text in a font that has its letters."""

from __future__ import annotations

import math
from functools import cache

from PIL import ImageDraw, ImageFont

from app.export.strokes import Pixel

Outline = tuple[Pixel, ...]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Fonts with Chinese letters that systems have, by the names of their files.
CHINESE_FONTS = (
    "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc",
    "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "simhei.ttf", "DroidSansFallbackFull.ttf",
)  # fmt: skip
LATIN = 0x250


def _regular(corners: int, turn: float = 0.0, size: float = 1.0) -> Outline:
    """A regular polygon; its first corner is at the top, turned by so many degrees."""
    angles = (math.radians(turn + 360 * corner / corners) for corner in range(corners))
    return tuple((size * math.sin(angle), -size * math.cos(angle)) for angle in angles)


def _star() -> Outline:
    far, near = _regular(5, 0, 1.0), _regular(5, 36, 0.45)
    return tuple(corner for pair in zip(far, near, strict=True) for corner in pair)


ARM = 0.34
# Outlines in a box from -1 to 1, the vertical axis pointing down, under Plotly's names.
OUTLINES: dict[str, Outline] = {
    "circle": _regular(24, 0, 0.86),
    "square": _regular(4, 45, 1.08),
    "diamond": _regular(4, 0, 1.06),
    "triangle-up": ((0, -1), (0.95, 0.8), (-0.95, 0.8)),
    "triangle-down": ((0, 1), (0.95, -0.8), (-0.95, -0.8)),
    "cross": (
        (-ARM, -1), (ARM, -1), (ARM, -ARM), (1, -ARM), (1, ARM), (ARM, ARM),
        (ARM, 1), (-ARM, 1), (-ARM, ARM), (-1, ARM), (-1, -ARM), (-ARM, -ARM),
    ),
    "pentagon": _regular(5),
    "x": (
        (-0.95, -0.5), (-0.5, -0.95), (0, -0.45), (0.5, -0.95), (0.95, -0.5), (0.45, 0),
        (0.95, 0.5), (0.5, 0.95), (0, 0.45), (-0.5, 0.95), (-0.95, 0.5), (-0.45, 0),
    ),
    "hexagon": _regular(6, 30),
    "bowtie": ((-0.95, -0.85), (0, 0), (0.95, -0.85), (0.95, 0.85), (0, 0), (-0.95, 0.85)),
    "triangle-left": ((-1, 0), (0.8, -1), (0.8, 1)),
    "triangle-right": ((1, 0), (-0.8, -1), (-0.8, 1)),
    "star": _star(),
}  # fmt: skip


def mark(drawing: ImageDraw.ImageDraw, at: Pixel, shape: str, size: float, fill: str, halo: str) -> None:
    """A filled outline, `size` pixels from its middle to its edge, on a narrow halo."""
    for radius, colour in ((1.45 * size, halo), (size, fill)):
        corners = [(at[0] + radius * x, at[1] + radius * y) for x, y in OUTLINES[shape]]
        drawing.polygon(corners, fill=colour)


@cache
def font(size: int, chinese: bool = False) -> Font:
    """A font of that height in pixels; one with Chinese letters where the system has it."""
    for name in CHINESE_FONTS if chinese else ():
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def font_for(text: str, size: int) -> Font:
    """A font of that height that has the letters of a text, if there is one."""
    return font(size, any(ord(letter) >= LATIN and letter.isalpha() for letter in text))


def shortened(text: str, size: int, width: float) -> str:
    """The text on one line, as much of it as fits into `width` pixels."""
    line = " ".join(text.split())
    letters = font_for(line, size)
    if letters.getlength(line) <= width:
        return line
    while line and letters.getlength(f"{line}...") > width:
        line = line[:-1]
    return f"{line.rstrip()}..."
