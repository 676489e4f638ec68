"""How curved is the loss where a run is? Eigenvalues of its Hessian, beside the lines of stability."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from app.engine.curvature.functions import follow_functions
from app.engine.curvature.models import follow_models, measure_spectrum
from app.engine.pace import Clock
from app.engine.store import TrajectoryStore
from app.messages import Message
from app.spec import CurvatureRequest, ModelObjective

__all__ = ["follow_curvature", "measure_spectrum"]


def follow_curvature(
    request: CurvatureRequest,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Iterator[Message | None]:
    """The curvature along every run of a comparison."""
    if isinstance(request.comparison.objective, ModelObjective):
        return follow_models(request, store, checkpoints, clock)
    return follow_functions(request, store, clock)
