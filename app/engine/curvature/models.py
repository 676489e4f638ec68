"""How curved is a model's loss along its runs? Measured where their courses have positions."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.catalog import LOSSES
from app.catalog.entries import Text
from app.engine.curvature.lanczos import NotFinite, Product, extreme_eigenpairs
from app.engine.curvature.products import Surface, scaled
from app.engine.curvature.spectrum import Density, most_products, spectral_density
from app.engine.curvature.stability import Line, line_of
from app.engine.pace import Clock, Pace
from app.engine.store import TrajectoryStore
from app.engine.training.course import Course, Position
from app.engine.training.courses import PROGRESS_SECONDS, courses_of
from app.engine.training.positions import nearest_position, spread_positions
from app.errors import Refusal
from app.messages import Curvature, Done, Message, Progress, Spectrum
from app.sentences import told
from app.spec import Comparison, CurvatureRequest, ModelObjective, RunSpec, SpectrumRequest

NO_SECOND_DERIVATIVE = Text(
    en="This loss has no useful second derivative, so that there is no Hessian to measure.",
    zh="此损失没有可用的二阶导数，因此没有海森矩阵可测。",
)
# Of a residual r the eigenvalue is wrong by about r^2 over its distance from the next one: 1e-6 of the value
# where that distance is a tenth of it.
TOLERANCE = 3e-4
COLUMNS = ("sharpness", "normalised", "preconditioned", "threshold")


def follow_models(
    request: CurvatureRequest,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    clock: Clock,
) -> Iterator[Message | None]:
    """The curvature of every run's objective along its course, all runs side by side in time."""
    comparison = request.comparison
    for number, run in enumerate(comparison.runs):
        if not _has_hessian(comparison, run):
            yield Curvature(number, {}, available=False, reason=NO_SECOND_DERIVATIVE.json())
    courses = yield from courses_of(comparison, store, checkpoints, clock)
    walks = [
        Walk(number, run, course, Surface(_objective(comparison), run), request.points)
        for number, (run, course) in enumerate(zip(comparison.runs, courses, strict=True))
        if _has_hessian(comparison, run)
    ]
    total, done = sum(len(walk.ahead) for walk in walks), 0
    pace = Pace(clock, PROGRESS_SECONDS)
    while any(walk.ahead for walk in walks):
        behind = min((walk for walk in walks if walk.ahead), key=lambda walk: walk.ahead[0].step)
        yield from behind.advance()
        done += 1
        if pace.due() or done == total:
            yield Progress(done, total)
    yield Done()


@dataclass
class Walk:
    """The measurements along one run; `ahead` are the positions still to be measured, in order."""

    number: int
    run: RunSpec
    course: Course
    surface: Surface
    points: int
    ahead: list[Position] = field(init=False)
    _former: dict[str, Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ahead = spread_positions(self.course, self.points)

    def advance(self) -> Iterator[Message | None]:
        """Measure the next position, unless that was done before, and tell."""
        position = self.ahead.pop(0)
        line = line_of(self.run, self.course, position)
        decay = line.decay if isinstance(line, Line) else 0.0
        key = ("curvature", position.step, decay)
        if key not in self.course.memo:
            self.course.memo[key] = yield from self._measure(position, line)
        measured = dict(self.course.memo[key])
        measured["threshold"] = line.threshold if isinstance(line, Line) else math.nan
        preconditioned = isinstance(line, Line) and line.preconditioner is not None
        unknown = isinstance(line, Text)
        absent = {"preconditioned"} if unknown or (line is not None and not preconditioned) else set()
        absent |= {"threshold"} if unknown else set()
        columns: dict[str, Any] = {
            name: None if name in absent else np.array([measured.get(name, math.nan)]) for name in COLUMNS
        }
        reason = line.json() if isinstance(line, Text) else None
        step = np.array([position.step], dtype=np.int64)
        yield Curvature(self.number, {"step": step, **columns}, reason=reason)

    def _measure(
        self, position: Position, line: Line | Text | None
    ) -> Generator[None, None, dict[str, float]]:
        """The largest eigenvalues at a position: of H, of N H N, and of P^-1/2 (H + decay) P^-1/2."""
        weights, moving = position.weights.double(), self.course.members >= 0
        product = self.surface.hessian_product(weights, moving)
        yield None
        lengths = self.surface.layout.lengths(weights, "filter")
        measured = {"sharpness": (yield from self._largest("sharpness", product))}
        measured["normalised"] = yield from self._largest("normalised", scaled(product, lengths))
        if isinstance(line, Line) and line.preconditioner is not None:
            root = torch.where(moving, line.preconditioner.rsqrt(), 0.0)
            decayed = _with_decay(product, line.decay)
            measured["preconditioned"] = yield from self._largest("preconditioned", scaled(decayed, root))
        return measured

    def _largest(self, name: str, product: Product) -> Generator[None, None, float]:
        size = self.surface.layout.size
        try:
            _, largest = yield from extreme_eigenpairs(
                product, size, smallest=False, former=self._former.get(name), tolerance=TOLERANCE
            )
        except NotFinite:  # the loss or its derivatives have left the numbers
            return math.nan
        self._former[name] = largest.vector
        return largest.value


def measure_spectrum(
    request: SpectrumRequest,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Iterator[Message | None]:
    """All eigenvalues of one run's Hessian, at its kept position nearest to the asked-for step."""
    comparison, number = request.comparison, request.run
    run = comparison.runs[number]
    alone = comparison.model_copy(update={"runs": (run,)})
    (course,) = yield from courses_of(alone, store, checkpoints, clock)
    position = nearest_position(course.positions, request.step)
    surface = Surface(_objective(comparison), run)
    moving = course.members >= 0
    key = ("spectrum", position.step, request.probes)
    if key not in course.memo:
        size, probes = int(moving.sum()), request.probes
        product = _among(surface.hessian_product(position.weights.double(), moving), moving)
        yield None
        work = spectral_density(product, size, probes)
        try:
            course.memo[key] = yield from _with_progress(work, most_products(size, probes), clock)
        except NotFinite:
            message = told(
                "the Hessian after step {step} has left the numbers; choose an earlier step",
                step=position.step,
            )
            raise Refusal("not_finite", message, "step") from None
    yield Spectrum(number, position.step, _spectrum_fields(course.memo[key], int(moving.sum())))
    yield Done()


def _with_progress(
    work: Generator[None, None, Density], total: int, clock: Clock
) -> Generator[Progress | None, None, Density]:
    """The same work, which now and then tells how many of its `total` products are done."""
    pace, done = Pace(clock, PROGRESS_SECONDS), 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            density: Density = end.value
            return density
        done += 1
        yield Progress(done, total) if pace.due() else None


def _spectrum_fields(density: Density, size: int) -> dict[str, Any]:
    nodes = density.nodes.numpy()
    return {
        "eigenvalue": density.grid.numpy(),
        "density": density.density.numpy(),
        "exact": density.exact,
        "eigenvalues": nodes if density.exact else nodes[[0, -1]],
        "trace": density.trace,
        "trace_error": density.trace_error,
        "largest": float(nodes[-1]),
        "smallest": float(nodes[0]),
        "negative": float(density.weights[density.nodes < 0].sum()),
        "parameters": size,
    }


def _among(product: Product, moving: Tensor) -> Product:
    """The product among the coordinates that move, without the others."""

    def product_among(vector: Tensor) -> Tensor:
        whole = torch.zeros(len(moving), dtype=torch.float64)
        whole[moving] = vector
        return product(whole)[moving]

    return product_among


def _with_decay(product: Product, decay: float) -> Product:
    return lambda vector: product(vector) + decay * vector


def _has_hessian(comparison: Comparison, run: RunSpec) -> bool:
    loss = run.loss if run.loss is not None else _objective(comparison).loss
    return LOSSES[loss.id].second_derivative


def _objective(comparison: Comparison) -> ModelObjective:
    assert isinstance(comparison.objective, ModelObjective)
    return comparison.objective
