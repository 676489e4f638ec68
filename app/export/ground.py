"""How does a landscape look from above, as pixels? Flat bands of height with a line between them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from app.export.height import Height
from app.export.palette import Theme, over, rgb
from app.messages import FloatArray


def ground(height: Height, width: int, depth: int, theme: Theme) -> Image.Image:
    """The heights as a picture, the first row of the grid at the bottom."""
    fine = _stretched(height.values, width, depth)[::-1]
    bands = np.where(np.isnan(fine), -1, np.searchsorted(height.levels, np.nan_to_num(fine)))
    edges = np.array([height.low, *height.levels, height.high])
    middles = (edges[:-1] + edges[1:]) / 2
    shares = (middles - height.low) / ((height.high - height.low) or 1.0)
    colours = np.stack([_on_scale(shares, theme, channel) for channel in range(3)], axis=1)
    picture = np.empty((depth, width, 3), dtype=np.uint8)
    picture[:] = rgb(theme.surface)
    known = bands >= 0
    picture[known] = colours[bands[known]]
    picture[_borders(bands)] = over(theme.landscape[2][1], theme.contour)
    return Image.fromarray(picture)


def _stretched(values: FloatArray, width: int, depth: int) -> FloatArray:
    """The values between grid points, linear in both directions."""
    rows, columns = np.linspace(0, len(values) - 1, depth), np.linspace(0, values.shape[1] - 1, width)
    j = np.minimum(rows.astype(int), len(values) - 2)
    i = np.minimum(columns.astype(int), values.shape[1] - 2)
    t, s = (rows - j)[:, None], (columns - i)[None, :]
    below = values[j][:, i] * (1 - s) + values[j][:, i + 1] * s
    above = values[j + 1][:, i] * (1 - s) + values[j + 1][:, i + 1] * s
    return np.asarray(below * (1 - t) + above * t, dtype=np.float64)


def _borders(bands: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Where one band ends and the next begins."""
    lines = np.zeros(bands.shape, dtype=bool)
    for axis in (0, 1):
        here, there = (bands[:-1], bands[1:]) if axis == 0 else (bands[:, :-1], bands[:, 1:])
        change = (here != there) & (here >= 0) & (there >= 0)
        part, rest = (lines[:-1], lines[1:]) if axis == 0 else (lines[:, :-1], lines[:, 1:])
        part |= change
        rest |= change
    return lines


def _on_scale(shares: FloatArray, theme: Theme, channel: int) -> npt.NDArray[np.uint8]:
    places = [place for place, _ in theme.landscape]
    values = [rgb(colour)[channel] for _, colour in theme.landscape]
    return np.round(np.interp(shares, places, values)).astype(np.uint8)
