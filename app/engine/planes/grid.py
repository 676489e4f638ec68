"""In which order is a grid filled? Coarse first; finer grids take over the points that they share."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from app.engine.landscape import axis
from app.messages import FloatArray, Landscape

FIRST_RESOLUTIONS = (13, 25, 51, 101)

Domain = tuple[float, float, float, float]


def resolutions(last: int) -> list[int]:
    """The grids that lead up to one with `last` points along each side."""
    return [each for each in FIRST_RESOLUTIONS if each < last] + [last]


class Grid:
    """Values over a domain at `side` x `side` points, both ends included: some known, the others to be found.

    `z[j, i]` belongs to `x[i]`, `y[j]`. Points that `former`, a grid over the same domain, has too are known.
    """

    def __init__(self, domain: Domain, side: int, former: Grid | None = None) -> None:
        xmin, xmax, ymin, ymax = domain
        self._x, self._y = axis(xmin, xmax, side), axis(ymin, ymax, side)
        self._z: FloatArray = np.zeros((side, side))
        self._known = np.zeros((side, side), dtype=np.bool_)
        if former is not None and (side - 1) % (former.side - 1) == 0:
            every = (side - 1) // (former.side - 1)
            self._z[::every, ::every] = former._z
            self._known[::every, ::every] = True

    @property
    def side(self) -> int:
        """Points along each side."""
        return len(self._x)

    @property
    def unknown(self) -> Tensor:
        """The coordinates (k, 2) of what is to be found, row by row."""
        rows, columns = torch.from_numpy(~self._known).nonzero(as_tuple=True)
        return torch.stack([self._x[columns], self._y[rows]], dim=1)

    def fill(self, values: Tensor) -> Landscape:
        """The grid with values (k,) for all that was unknown, in its order."""
        self._z[~self._known] = values.numpy()
        self._known[:] = True
        return Landscape(self._x.numpy(), self._y.numpy(), self._z.copy())
