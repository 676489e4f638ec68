"""Which plane is asked for? Its centre and its directions."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from app.catalog.entries import Text
from app.engine.curvature.lanczos import NotFinite, extreme_eigenpairs
from app.engine.curvature.products import Surface
from app.engine.planes.directions import beyond, random_directions, three_points, unit
from app.engine.planes.framing import about, scales
from app.engine.planes.grid import Domain
from app.engine.planes.pca import principal_components
from app.engine.planes.plane import Plane
from app.engine.training.course import Course
from app.engine.training.courses import weights_after
from app.engine.training.layout import Layout
from app.errors import Refusal
from app.messages import Message
from app.sentences import told
from app.spec import Comparison, ModelObjective, PlaneSpec, weight_of

ONE_DIRECTION = Text(
    en="These points lie on one line: the second direction is a random one, filter-normalised.",
    zh="这些点在一条直线上：第二个方向改用随机方向（滤波器归一化）。",
)
NO_DIRECTION = Text(
    en="These points are one: both directions are random ones, filter-normalised.",
    zh="这些点是同一个点：两个方向都改用随机方向（滤波器归一化）。",
)
PARALLEL_UPDATE = Text(
    en="The update is parallel to the gradient, as in gradient descent without momentum: the second "
    "direction is a random one, filter-normalised.",
    zh="更新方向与梯度平行（如不带动量的梯度下降）：第二个方向改用随机方向（滤波器归一化）。",
)
NO_UPDATE = Text(
    en="There is no next step from here, or none that moves: that direction is a random one, "
    "filter-normalised.",
    zh="从这里没有下一步，或下一步不移动：该方向改用随机方向（滤波器归一化）。",
)
FLAT = Text(
    en="The loss has no curvature here: its eigenvectors could be any.",
    zh="损失在此处没有曲率：特征向量可以是任意方向。",
)
OTHERWISE_NORMALISED = Text(
    en="This normalisation leaves no direction in this model: another one was taken.",
    zh="按此归一化，该模型没有剩余的方向，已改用另一种归一化。",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A plane, which part of it is worth a look, and what is to be said of it; None where there is nothing.

    `view` is a domain about the centre, `centre` for one that the run's own path fits into, or `paths` for
    one around all of them.
    """

    plane: Plane
    view: Domain | Literal["centre", "paths"]
    explained: tuple[float, float] | None = None
    eigenvalues: tuple[float, float] | None = None
    normalization: str | None = None
    draw: int | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plane is laid through: a comparison's runs with their courses; `moving` weights, bool (n,)."""

    asked: PlaneSpec
    comparison: Comparison
    courses: Sequence[Course]
    layout: Layout
    moving: Tensor
    checkpoints: Mapping[str, bytes]

    @property
    def finite(self) -> list[Course]:
        """The runs that have not diverged."""
        return [course for course in self.courses if not course.diverged]


Placing = Generator[Message | None, None, Placed]


def place(ground: Ground) -> Placing:
    """The plane that is asked for; a `Refusal` where a run that it needs has diverged."""
    match ground.asked.kind:
        case "pca" | "joint_pca":
            return (yield from _components(ground))
        case "three_points":
            return _through_ends(ground)
        case "weights":
            return (yield from _two_weights(ground))
        case "hessian":
            return (yield from _eigenvectors(ground))
        case "optimizer":
            return (yield from _gradient_and_update(ground))
        case _:
            return (yield from _random(ground))


def end_of(ground: Ground, run: int, field: str) -> Tensor:
    """The weights a run ends with, float64."""
    course = ground.courses[run]
    if course.diverged:
        raise _diverged(ground, run, field)
    return course.last.weights.double()


def centre_of(ground: Ground) -> Generator[Message | None, None, Tensor]:
    """The weights of the asked-for run after the asked-for step, float64."""
    asked, run = ground.asked, ground.asked.run
    if asked.step is None:
        return end_of(ground, run, "plane.run")
    weights = yield from weights_after(
        asked.step, ground.comparison, run, ground.courses[run], ground.checkpoints
    )
    if weights is None:
        raise _diverged(ground, run, "plane.step")
    return weights.double()


def _components(ground: Ground) -> Placing:
    if ground.asked.kind == "pca":
        end_of(ground, ground.asked.run, "plane.run")
        courses = [ground.courses[ground.asked.run]]
    else:
        courses = ground.finite
        if not courses:
            message = told("every run diverged: there is nothing that a common plane could be laid through")
            raise Refusal("diverged", message, "plane.runs")
    found = yield from principal_components(courses)
    directions, note = _completed(ground, found.mean, found.axes)
    return Placed(Plane(found.mean, directions), "paths", explained=found.explained, note=note)


def _through_ends(ground: Ground) -> Placed:
    numbers = ground.asked.ends
    points = [end_of(ground, run, f"plane.ends[{place}]") for place, run in enumerate(numbers)]
    if len(points) == 2:
        starts = [ground.courses[run].positions[0].weights for run in numbers]
        if not torch.equal(*starts):
            message = told(
                "expected two runs with a common start; these start from different weights: name three"
            )
            raise Refusal("out_of_range", message, "plane.ends")
        points = [starts[0].double(), *points]
    directions, note = _completed(ground, points[0], three_points(*points))
    return Placed(Plane(points[0], directions), "paths", note=note)


def _two_weights(ground: Ground) -> Placing:
    centre = yield from centre_of(ground)
    directions = torch.zeros((2, ground.layout.size), dtype=torch.float64)
    places = [ground.layout.place(*weight_of(name)) for name in ground.asked.weights]
    for direction, place_of_weight in zip(directions, places, strict=True):
        direction[place_of_weight] = 1.0
    x, y = (float(centre[place_of_weight]) for place_of_weight in places)
    return Placed(Plane(centre, directions, (x, y)), "paths")


def _random(ground: Ground) -> Placing:
    centre, asked = (yield from centre_of(ground)), ground.asked
    directions, normalization = random_directions(
        ground.layout, centre, ground.moving, asked.normalization, asked.draw
    )
    plane = Plane(centre, directions)
    # Normalised directions are about as long as the weights.
    view = about(*scales(plane)) if normalization == "none" else about(1.0, 1.0)
    note = None if normalization == asked.normalization else OTHERWISE_NORMALISED
    return Placed(plane, view, normalization=normalization, draw=asked.draw, note=note)


def _eigenvectors(ground: Ground) -> Placing:
    centre = yield from centre_of(ground)
    moving, product = ground.moving, _surface(ground).hessian_product(centre, ground.moving)
    yield None

    def among_moving(vector: Tensor) -> Tensor:
        return product(torch.zeros_like(centre).masked_scatter(moving, vector))[moving]

    try:
        smallest, largest = yield from extreme_eigenpairs(among_moving, int(moving.sum()))
    except NotFinite:
        raise _not_finite() from None
    vectors = [_turned(pair.vector) for pair in (largest, smallest)]
    vectors[1] = beyond(vectors[1], vectors[0])  # one and the same where there is a single eigenvalue
    full = torch.stack([torch.zeros_like(centre).masked_scatter(moving, vector) for vector in vectors])
    directions, note = _completed(ground, centre, full)
    note = FLAT if largest.value == smallest.value == 0 else note
    eigenvalues = (largest.value, smallest.value)
    return Placed(Plane(centre, directions), "centre", eigenvalues=eigenvalues, note=note)


def _gradient_and_update(ground: Ground) -> Placing:
    centre, asked = (yield from centre_of(ground)), ground.asked
    gradient = _surface(ground).gradient(centre, ground.moving)
    if not gradient.isfinite().all():
        raise _not_finite()
    yield None
    step = asked.steps if asked.step is None else asked.step
    after = yield from weights_after(
        step + 1, ground.comparison, asked.run, ground.courses[asked.run], ground.checkpoints
    )
    update = torch.zeros_like(centre) if after is None else after.double() - centre
    # The weights are float32: so much of an update is their rounding.
    rounding = float(torch.finfo(torch.float32).eps * centre.norm())
    parallel = beyond(update, gradient).norm() <= rounding
    note = PARALLEL_UPDATE if update.any() and gradient.any() else NO_UPDATE
    second = torch.zeros_like(update) if parallel and gradient.any() else unit(update)
    directions, completed = _completed(ground, centre, torch.stack([unit(gradient), second]))
    return Placed(Plane(centre, directions), "centre", note=note if completed else None)


def _surface(ground: Ground) -> Surface:
    objective = ground.comparison.objective
    assert isinstance(objective, ModelObjective)
    return Surface(objective, ground.comparison.runs[ground.asked.run])


def _completed(ground: Ground, centre: Tensor, directions: Tensor) -> tuple[Tensor, Text | None]:
    """The directions, random ones in place of those that are 0, and what is to be said of that."""
    missing = [k for k in range(2) if not directions[k].any()]
    if not missing:
        return directions, None
    others, _ = random_directions(ground.layout, centre, ground.moving, "filter", ground.asked.draw)
    filled = torch.stack([others[k] if k in missing else directions[k] for k in range(2)])
    return filled, NO_DIRECTION if len(missing) == 2 else ONE_DIRECTION


def _turned(vector: Tensor) -> Tensor:
    """An eigenvector with its largest number positive: its sign means nothing."""
    return vector if vector[vector.abs().argmax()] > 0 else -vector


def _diverged(ground: Ground, run: int, field: str) -> Refusal:
    label = ground.comparison.runs[run].label or ground.comparison.runs[run].optimizer
    message = told(
        "run {run} ({label}) diverged: it has no weights there that a plane could be laid through",
        run=run,
        label=label,
    )
    return Refusal("diverged", message, field)


def _not_finite() -> Refusal:
    message = told("the loss or its derivatives are not finite at the centre: they give no directions")
    return Refusal("not_finite", message, "plane.step")
