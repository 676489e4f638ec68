"""Can a gradient be followed here? The objective is checked as ever; the point is its start if left out."""

from __future__ import annotations

from app.catalog.models import MODELS
from app.errors import Refusal
from app.sentences import told
from app.spec.checks import check_objective
from app.spec.fields import within
from app.spec.models import ModelObjective
from app.spec.requests import BackwardRequest


def check_backward(request: BackwardRequest) -> BackwardRequest:
    """The request with its point filled in; a model of more than two weights is refused."""
    objective = within("objective", lambda: check_objective(request.objective))
    if not isinstance(objective, ModelObjective):
        return request.model_copy(update={"objective": objective, "at": request.at or objective.start})
    if not MODELS[objective.model.id].two_weight:
        flat = ", ".join(model.id for model in MODELS.values() if model.two_weight)
        message = told(
            "expected a function, a formula or a model of two weights ({flat}), got {id}",
            flat=flat,
            id=objective.model.id,
        )
        raise Refusal("unavailable", message, "objective.model.id")
    start = tuple(objective.model.params["start"])
    return request.model_copy(update={"objective": objective, "at": request.at or start})
