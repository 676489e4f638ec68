"""What lies between where a run began and where it ended? Loss and metric on the straight line."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from app.engine.device import device
from app.engine.landscape import axis
from app.engine.planes.plane import Plane
from app.engine.planes.probe import Probe
from app.engine.training.course import Course
from app.messages import FloatArray, Interpolation, Message
from app.spec import Comparison, ModelObjective

# Goodfellow, Vinyals and Saxe (2015) look from the start, 0, to the end, 1; here somewhat beyond both.
FROM, TO = -0.5, 1.5


def interpolate(comparison: Comparison, courses: Sequence[Course], points: int) -> Iterator[Message | None]:
    """For each run both splits' loss and metric at (1 - alpha) start + alpha end, and its path beside that.

    A diverged run's end is its last kept position.
    """
    objective = comparison.objective
    assert isinstance(objective, ModelObjective)
    alphas = axis(FROM, TO, points)
    for number, (run, course) in enumerate(zip(comparison.runs, courses, strict=True)):
        start, end = (course.positions[at].weights.double() for at in (0, -1))
        line = Plane(start, torch.stack([end - start, torch.zeros_like(start)]))
        found: dict[str, FloatArray] = {}
        for split in ("train", "validation"):
            for value in ("loss", "metric"):
                probe = Probe(objective, run, course.members >= 0, split, value, device())
                found[f"{split}_{value}"] = yield from _along(probe, start, end, alphas)
        path = line.project(torch.stack([position.weights for position in course.positions]))
        yield Interpolation(
            run=number,
            alpha=alphas.numpy(),
            metric=probe.metric,
            path={
                "step": np.array(course.steps),
                "alpha": path.x,
                "residual": path.residual,
                "relative": path.relative,
            },
            **found,
        )


def _along(probe: Probe, start: Tensor, end: Tensor, alphas: Tensor) -> Generator[None, None, FloatArray]:
    parts = []
    for alpha in alphas:
        for part in probe.values(((1 - alpha) * start + alpha * end)[None]):
            parts.append(part)
            yield None
    found: FloatArray = torch.cat(parts).numpy()
    return found
