"""How is a look at a model's loss answered? The plane, then grids over it, each finer than the one before."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.engine.device import device
from app.engine.pace import Clock, Pace
from app.engine.planes.framing import about_centre, around
from app.engine.planes.grid import Domain, Grid, resolutions
from app.engine.planes.line import interpolate
from app.engine.planes.placing import Ground, Placed, place
from app.engine.planes.plane import Plane, Projection
from app.engine.planes.probe import Probe
from app.engine.store import TrajectoryStore
from app.engine.training.course import Course
from app.engine.training.courses import PROGRESS_SECONDS, courses_of
from app.errors import Refusal
from app.messages import Done, Message, PathLoss, PlanePath, Progress
from app.messages import Plane as PlaneMessage
from app.spec import Comparison, LandscapeRequest, ModelObjective, RunSpec

ABOUT_ONE_RUN = ("weights", "random", "pca", "hessian", "optimizer")


def explore_plane(
    request: LandscapeRequest,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Iterator[Message | None]:
    """A model's loss or metric over a plane through its runs, which are trained for it or known.

    First the plane with the runs beside it, then coarse grids, the true values along the runs, finer grids.
    """
    view = yield from look(request, store, checkpoints, clock)
    if view is not None:
        grid, probe = view.first, view.probe(request)
        for side in finer_than(grid, request):
            finer = Grid(view.domain, side, grid)
            values = yield from view.values(probe, finer.unknown, clock)
            yield finer.fill(values)
            grid = finer
    yield Done()


@dataclass(frozen=True, slots=True)
class View:
    """A plane with its first, coarse grid: all that it takes to know the values at its other points.

    `moving` are the weights that pay a penalty, bool (n,).
    """

    plane: Plane
    domain: Domain
    moving: Tensor
    first: Grid

    def probe(self, request: LandscapeRequest) -> Probe:
        """What knows the values at any weights."""
        objective = request.objective
        assert isinstance(objective, ModelObjective)
        return Probe(objective, _subject(request), self.moving, request.split, request.value, device())

    def values(
        self, probe: Probe, coordinates: Tensor, clock: Clock = time.perf_counter
    ) -> Generator[Message | None, None, Tensor]:
        """The values at coordinates (k, 2) of the plane, with heartbeats and how far it is.

        The same whether they are asked for at once or in parts of a multiple of `probe.at_once`.
        """
        pace, parts, done = Pace(clock, PROGRESS_SECONDS), [], 0
        for some in torch.split(coordinates, probe.at_once):
            for part in probe.values(self.plane.points(some)):
                parts.append(part)
                done += len(part)
                yield Progress(done, len(coordinates)) if pace.due() else None
        return torch.cat(parts)


def look(
    request: LandscapeRequest,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Generator[Message | None, None, View | None]:
    """The plane with the runs beside it, the first grid, the true values along the runs.

    Finer grids over it are the caller's. None where all was said: over a line there are no grids.
    """
    asked, objective = request.plane, request.objective
    assert asked is not None
    assert isinstance(objective, ModelObjective)
    comparison = Comparison(objective=objective, runs=asked.runs, steps=asked.steps, seed=asked.seed)
    try:
        courses = yield from courses_of(comparison, store, checkpoints, clock)
    except Refusal as refusal:
        raise refusal.within("plane") from None
    if asked.kind == "interpolation":
        yield from interpolate(comparison, courses, request.resolution)
        return None
    about = [courses[asked.run]] if asked.kind in ABOUT_ONE_RUN else courses
    moving = torch.stack([course.members >= 0 for course in about]).any(dim=0)
    probe = Probe(objective, _subject(request), moving, request.split, request.value, device())
    placed = yield from place(Ground(asked, comparison, courses, probe.layout, moving, checkpoints))
    paths = yield from _projected(placed.plane, courses)
    domain = _domain(request, placed, courses, paths)
    yield _plane_message(asked.kind, placed, domain, courses, paths)
    view = View(placed.plane, domain, moving, Grid(domain, resolutions(request.resolution)[0]))
    values = yield from view.values(probe, view.first.unknown, clock)
    yield view.first.fill(values)
    yield from _path_losses(probe, placed.plane, courses, paths)
    return view


def finer_than(grid: Grid, request: LandscapeRequest) -> list[int]:
    """The points along each side of the grids that follow this one."""
    return [side for side in resolutions(request.resolution) if side > grid.side]


def _subject(request: LandscapeRequest) -> RunSpec:
    """Whose loss is drawn: that of the run a plane is about, or what all runs have in common."""
    asked = request.plane
    assert asked is not None
    if asked.kind in ABOUT_ONE_RUN:
        return asked.runs[asked.run]
    first = asked.runs[0]
    same = all(run.loss == first.loss for run in asked.runs)
    return first if same else first.model_copy(update={"loss": None})


def _projected(plane: Plane, courses: tuple[Course, ...]) -> Generator[None, None, list[Projection]]:
    """Every run as it lies beside a plane."""
    paths = []
    for course in courses:
        paths.append(plane.project(torch.stack([position.weights for position in course.positions])))
        yield None
    return paths


def _domain(
    request: LandscapeRequest, placed: Placed, courses: tuple[Course, ...], paths: list[Projection]
) -> Domain:
    """The domain that was asked for, or the plane's own, to which runs that diverged have no say."""
    assert request.plane is not None
    if request.domain[0] < request.domain[1]:
        return request.domain
    number = request.plane.run
    match placed.view:
        case "paths":
            finite = [path for path, course in zip(paths, courses, strict=True) if not course.diverged]
            return around(placed.plane, finite)
        case "centre":
            return about_centre(placed.plane, [] if courses[number].diverged else [paths[number]])
        case domain:
            return domain


def _path_losses(
    probe: Probe, plane: Plane, courses: tuple[Course, ...], paths: list[Projection]
) -> Iterator[Message | None]:
    """For each run the values at its own weights, beside those where it is drawn."""
    for run, (course, path) in enumerate(zip(courses, paths, strict=True)):
        coordinates = torch.from_numpy(np.stack([path.x, path.y], axis=1))
        own: list[Tensor] = []
        weights = torch.stack([position.weights for position in course.positions])
        for some in torch.split(weights, probe.at_once):
            own += yield from _found(probe, some)
        drawn: list[Tensor] = []
        for some in torch.split(coordinates, probe.at_once):
            drawn += yield from _found(probe, plane.points(some))
        yield PathLoss(run, np.array(course.steps), torch.cat(own).numpy(), torch.cat(drawn).numpy())


def _found(probe: Probe, points: Tensor) -> Generator[None, None, list[Tensor]]:
    """The values at some points, with heartbeats."""
    parts = []
    for part in probe.values(points):
        parts.append(part)
        yield None
    return parts


def _plane_message(
    kind: str, placed: Placed, domain: Domain, courses: tuple[Course, ...], paths: list[Projection]
) -> PlaneMessage:
    runs = tuple(
        PlanePath(run, np.array(course.steps), path.x, path.y, path.residual, path.relative, path.explained)
        for run, (course, path) in enumerate(zip(courses, paths, strict=True))
    )
    return PlaneMessage(
        kind,
        domain,
        runs,
        placed.explained,
        placed.eigenvalues,
        placed.normalization,
        placed.draw,
        placed.note.json() if placed.note is not None else None,
    )
