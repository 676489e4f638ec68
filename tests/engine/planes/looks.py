"""Looks at models through the engine, in forms that can be compared with what is computed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.engine import TrajectoryStore, begin
from app.engine.training.course import Course, Position
from app.engine.training.courses import courses_of
from app.messages import Interpolation, Landscape, Message, PathLoss, Plane, PlanePath
from app.spec import LandscapeRequest, read_request
from tests.engine.runs import run
from tests.engine.training.trainings import Document, comparison, objective

SMALL = {"hidden": [6, 5], "activation": "tanh"}
RUNS = [run("Adam", {"lr": 0.02}), run("SGD", {"lr": 0.3}), run("SGD", {"lr": 0.1, "momentum": 0.9})]


def moons(**more: Any) -> Document:
    params = {**SMALL, **more.pop("model_params", {})}
    dataset = {"samples": 120, "noise": 0.3}
    return objective("mlp", "moons", "BCEWithLogitsLoss", model_params=params, dataset_params=dataset, **more)


def look(
    on: Document, kind: str, runs: list[Document], steps: int, resolution: int = 5, **more: Any
) -> LandscapeRequest:
    """A checked request; fields of the plane in `more`, others in `more["wider"]`."""
    wider = more.pop("wider", {})
    plane = {"kind": kind, "runs": runs, "steps": steps, **more}
    return read_request("landscape", {"objective": on, "plane": plane, "resolution": resolution, **wider})


class Seen:
    """All that a look said."""

    def __init__(self, request: LandscapeRequest, store: TrajectoryStore | None = None) -> None:
        found = [message for message in begin(request, store) if message is not None]
        self.messages: list[Message] = found
        planes = [message for message in found if isinstance(message, Plane)]
        self.plane = planes[0] if planes else None
        self.landscapes = [message for message in found if isinstance(message, Landscape)]
        self.losses = {message.run: message for message in found if isinstance(message, PathLoss)}
        self.lines = [message for message in found if isinstance(message, Interpolation)]

    @property
    def paths(self) -> tuple[PlanePath, ...]:
        assert self.plane is not None
        return self.plane.runs

    @property
    def domain(self) -> tuple[float, float, float, float]:
        assert self.plane is not None
        return self.plane.domain


def courses(on: Document, runs: list[Document], steps: int) -> tuple[Course, ...]:
    """The courses of a comparison, each of which has tests of its own."""
    work = courses_of(comparison(on, runs, steps), None, {})
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: tuple[Course, ...] = end.value
            return found


def rows(course: Course) -> Any:
    """The weights of all kept positions, float64 (k, n)."""
    return np.stack([position.weights.double().numpy() for position in course.positions])


def course_of(weights: Any, steps: list[int] | None = None, diverged: bool = False) -> Course:
    """A course that was made up."""
    numbered = zip(steps or range(len(weights)), torch.tensor(np.asarray(weights)).float(), strict=True)
    nothing: Mapping[str, Tensor] = {}
    positions = tuple(Position(step, each, (), nothing) for step, each in numbered)
    return Course(positions, torch.zeros(len(weights[0]), dtype=torch.int64), diverged, {})


def drained(work: Any) -> Any:
    """What a generator comes to."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
