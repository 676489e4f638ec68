"""How does the playback leave? As an animated GIF."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from app.export.film import Film
from app.export.material import Compared
from app.export.palette import theme_of
from app.messages import Landscape

FRAMES = 120
FRAME_MILLISECONDS = 60
LAST_MILLISECONDS = 2_400
COLOURS = 128


def write_gif(compared: Compared, landscape: Landscape | None, dark: bool = False) -> bytes:
    """The playback from the start to the last step, in at most 120 frames; it begins anew after a rest."""
    theme = theme_of(dark)
    # The last picture has every colour that any has.
    last = Film(compared, landscape, theme)
    colours = last.picture(last.last).quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    film = Film(compared, landscape, theme)
    frames = [
        film.picture(step).quantize(palette=colours, dither=Image.Dither.NONE)
        for step in steps_shown(film.last)
    ]
    file = io.BytesIO()
    times = [FRAME_MILLISECONDS] * (len(frames) - 1) + [LAST_MILLISECONDS]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0)
    return file.getvalue()


def write_png(compared: Compared, landscape: Landscape | None, dark: bool = False) -> bytes:
    """The last picture alone, as PNG."""
    film = Film(compared, landscape, theme_of(dark))
    picture = film.picture(film.last).quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def steps_shown(last: int) -> list[int]:
    """The steps that have a frame: all of them, or 120 at equal distances; the first and the last always."""
    count = min(FRAMES, last + 1)
    return [int(step) for step in np.round(np.linspace(0, last, count))]
