"""Which hyperparameters are tried next? A grid, draws from a seed, or what a sampler makes of the others."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Protocol

import torch

# A point of the unit cube: where each hyperparameter stands in its own range.
Places = tuple[float, ...]

# Trials that the sampler plans without knowing of each other.
ASKED_TOGETHER = 4
# Before it models anything the sampler draws this share of all trials at random, and at most so many.
STARTUP_SHARE = 4
MOST_STARTUP = 10


class Search(Protocol):
    """Chooses the places of one run's trials, in order."""

    def ask(self, count: int) -> list[Places]:
        """The next so many."""
        ...

    def tell(self, values: Sequence[float]) -> None:
        """What came of those asked for last; infinite where nothing did."""
        ...


class Planned:
    """Places that were chosen beforehand, whatever comes of them."""

    def __init__(self, places: Sequence[Places]) -> None:
        self._places = iter(places)

    def ask(self, count: int) -> list[Places]:
        return list(itertools.islice(self._places, count))

    def tell(self, values: Sequence[float]) -> None:
        pass


class Sampled:
    """Places that a tree-structured Parzen estimator chooses by what came of those before.

    Each hyperparameter is looked for evenly along its slider's scale. The same seed and the same values give
    the same places.
    """

    def __init__(self, dimensions: int, trials: int, seed: int) -> None:
        import optuna  # only where it is needed: not every server tunes

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        startup = min(MOST_STARTUP, math.ceil(trials / STARTUP_SHARE))
        sampler = optuna.samplers.TPESampler(
            seed=seed % 2**32, n_startup_trials=startup, multivariate=True, constant_liar=True
        )
        self._study = optuna.create_study(sampler=sampler, direction="minimize")
        self._axes: dict[str, optuna.distributions.BaseDistribution] = {
            f"x{axis}": optuna.distributions.FloatDistribution(0.0, 1.0) for axis in range(dimensions)
        }
        self._asked: list[optuna.Trial] = []

    def ask(self, count: int) -> list[Places]:
        self._asked = [self._study.ask(self._axes) for _ in range(count)]
        return [tuple(trial.params[axis] for axis in self._axes) for trial in self._asked]

    def tell(self, values: Sequence[float]) -> None:
        for trial, value in zip(self._asked, values, strict=True):
            self._study.tell(trial, value)


def drawn(dimensions: int, trials: int, seed: int) -> list[Places]:
    """Even draws from the unit cube; each optimizer with as many hyperparameters has the same ones."""
    generator = torch.Generator().manual_seed(seed)
    draws = torch.rand(trials, dimensions, generator=generator, dtype=torch.float64)
    return [tuple(places) for places in draws.tolist()]


def gridded(dimensions: int, cells: int) -> list[Places]:
    """A grid of at most so many cells, its sides as equal as can be, from end to end of each axis."""
    axes = [
        [place / (size - 1) for place in range(size)] if size > 1 else [0.5]
        for size in grid_sides(dimensions, cells)
    ]
    return list(itertools.product(*axes))


def grid_sides(dimensions: int, cells: int) -> list[int]:
    """How many places a grid of at most `cells` has along each axis, as equal as can be."""
    side = 1
    while (side + 1) ** dimensions <= cells:
        side += 1
    sides = [side] * dimensions
    for axis in range(dimensions):
        wider = [*sides[:axis], side + 1, *sides[axis + 1 :]]
        if math.prod(wider) <= cells:
            sides = wider
    return sides


def equal_cells(dimensions: Sequence[int], cells: int) -> int:
    """The most cells, up to `cells`, that grids of all these numbers of axes can have alike."""
    while (most := min(math.prod(grid_sides(axes, cells)) for axes in dimensions)) < cells:
        cells = most
    return cells
