"""Where does each start lead? A grid of starts descends at once, and each is asked where it stayed."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator

import torch
from torch import Tensor

from app.engine.landscape import axis
from app.engine.noise import draw_tilt
from app.engine.objective import objective_of, wide_slopes
from app.engine.pace import HEARTBEAT_SECONDS, Clock
from app.engine.stepper import Stepper
from app.messages import Basins, Done, Message
from app.spec import BasinsRequest, minima_of, plane_of

ARRIVAL_SHARE = 0.01
DIVERGED, NOWHERE = -1, -2

# Points along each side of the map that comes first, in a few hundredths of a second.
COARSE = 32
# Starts that step together: enough to outweigh Python, few enough for a processor's cache.
TILE = 32_768
# Numbers recorded for one tile (256 MB), and looked at in one go afterwards.
RECORDED = 32_000_000
LOOKED_AT = 262_144


def basin_map(request: BasinsRequest, clock: Clock = time.perf_counter) -> Iterator[Message | None]:
    """For each start on the grid, the minimum within whose reach it is at the end, and since when.

    Reach is 1 % of the domain's diagonal. Each start is bit-equal to a run of its own, but for formulas that
    are sensitive to width, which may differ in the last place. A fine map follows a coarse one of its domain.
    """
    if request.resolution > 2 * COARSE:
        yield from _map(request.model_copy(update={"resolution": COARSE}), clock)
    yield from _map(request, clock)
    yield Done()


def _map(request: BasinsRequest, clock: Clock) -> Iterator[Message | None]:
    """The map at the resolution of the request."""
    xmin, xmax, ymin, ymax = request.domain
    x, y = axis(xmin, xmax, request.resolution), axis(ymin, ymax, request.resolution)
    by_y, by_x = torch.meshgrid(y, x, indexing="ij")
    starts = torch.stack([by_x.flatten(), by_y.flatten()])
    minima = minima_of(plane_of(request.objective))
    places = torch.tensor([minimum[:2] for minimum in minima], dtype=torch.float64)
    reach = (ARRIVAL_SHARE * math.hypot(xmax - xmin, ymax - ymin)) ** 2
    width = max(1, min(TILE, starts.shape[1], RECORDED // (2 * request.steps + 2)))
    room = torch.empty((request.steps + 1) * 2 * width, dtype=torch.float64)
    basin, steps = [], []
    for tile in torch.split(starts, width, dim=1):
        path = room[: (request.steps + 1) * tile.numel()].view(-1, *tile.shape)
        yield from _descend(request, tile, path, clock)
        reached = _reached(path[-1], places, reach)
        basin.append(reached)
        steps.append((yield from _arrivals(path, reached, places, reach)))
    grid = (request.resolution, request.resolution)
    basin_grid, steps_grid = torch.cat(basin).view(grid), torch.cat(steps).view(grid)
    yield Basins(x.numpy(), y.numpy(), minima, basin_grid.numpy(), steps_grid.numpy())


def _descend(request: BasinsRequest, starts: Tensor, path: Tensor, clock: Clock) -> Iterator[None]:
    """Fill `path` (steps + 1, 2, starts) with the positions after each step; NaN once a step has failed."""
    objective = plane_of(request.objective)
    formula = objective_of(objective).formula
    tilt = draw_tilt(objective.noise, request.steps, request.seed)
    position, gradient = starts.contiguous(), torch.zeros_like(starts)
    stepper = Stepper(0, request.run, position, gradient, formula, tilt)
    until = clock() + HEARTBEAT_SECONDS
    for k, (tilt_x, tilt_y) in enumerate(tilt):
        with torch.no_grad():
            for change in request.run.changes:
                if change.step == k:
                    stepper.change(change.params)
            path[k] = position
            former = None if stepper.zeroes else gradient.clone()
            by_x, by_y = wide_slopes(formula, path[k])
            torch.add(by_x, tilt_x, out=gradient[0])
            torch.add(by_y, tilt_y, out=gradient[1])
            if former is not None:
                gradient += former
            stepper.step(k, math.nan)
        if stepper.failed_at is not None:
            # What ends one of them ends them all: it cannot depend on a position, the steps are elementwise.
            path[stepper.failed_at :] = math.nan
            return
        if clock() >= until:
            yield None
            until = clock() + HEARTBEAT_SECONDS
    path[-1] = position


def _reached(final: Tensor, places: Tensor, reach: float) -> Tensor:
    """The index of the minimum within reach of each final position (2, starts), or why there is none."""
    squares = (final.T.unsqueeze(1) - places).square().sum(dim=2)
    nearest, index = squares.min(dim=1)
    index = torch.where(nearest <= reach, index, NOWHERE)
    return torch.where(torch.isfinite(final).all(dim=0), index, DIVERGED)


def _arrivals(path: Tensor, reached: Tensor, places: Tensor, reach: float) -> Generator[None, None, Tensor]:
    """The first step from which on each start stays within reach of the minimum it reached, or -1."""
    target = places[reached.clamp(min=0)].T.contiguous()
    last_outside = torch.full_like(reached, -1)
    for numbers in torch.split(torch.arange(len(path)), max(1, LOOKED_AT // target.numel())):
        squares = (path[numbers[0] : numbers[-1] + 1] - target).square_()
        within = squares[:, 0].add_(squares[:, 1]) <= reach
        outside = torch.where(within, -1, numbers.unsqueeze(1)).amax(dim=0)
        last_outside = torch.maximum(last_outside, outside)
        yield None
    return torch.where(reached >= 0, last_outside + 1, -1)
