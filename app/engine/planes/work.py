"""How is a look at a model's loss answered? The plane, then grids over it, each finer than the one before."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping

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
        yield Done()
        return
    about = [courses[asked.run]] if asked.kind in ABOUT_ONE_RUN else courses
    moving = torch.stack([course.members >= 0 for course in about]).any(dim=0)
    probe = Probe(objective, _subject(request), moving, request.split, request.value, device())
    placed = yield from place(Ground(asked, comparison, courses, probe.layout, moving, checkpoints))
    paths = yield from _projected(placed.plane, courses)
    domain = _domain(request, placed, courses, paths)
    yield _plane_message(asked.kind, placed, domain, courses, paths)
    yield from _landscapes(request.resolution, placed.plane, domain, probe, courses, paths, clock)
    yield Done()


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


def _landscapes(
    last: int,
    plane: Plane,
    domain: Domain,
    probe: Probe,
    courses: tuple[Course, ...],
    paths: list[Projection],
    clock: Clock,
) -> Iterator[Message | None]:
    """Every grid, the first one followed by the values along the runs."""
    grid: Grid | None = None
    for side in resolutions(last):
        finer = Grid(domain, side, grid)
        values = yield from _values(probe, plane, finer.unknown, clock)
        yield finer.fill(values)
        if grid is None:
            yield from _path_losses(probe, plane, courses, paths)
        grid = finer


def _values(
    probe: Probe, plane: Plane, coordinates: Tensor, clock: Clock
) -> Generator[Message | None, None, Tensor]:
    """The values at coordinates (k, 2) of a plane, with heartbeats and how far it is."""
    pace, parts, done = Pace(clock, PROGRESS_SECONDS), [], 0
    for some in torch.split(coordinates, probe.at_once):
        for part in probe.values(plane.points(some)):
            parts.append(part)
            done += len(part)
            yield Progress(done, len(coordinates)) if pace.due() else None
    return torch.cat(parts)


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
