"""Can this step be taken apart? The comparison is checked as ever, then what is asked about it."""

from __future__ import annotations

from app.catalog.rules import RULES
from app.errors import Refusal
from app.settings import settings
from app.spec.checks import check_comparison
from app.spec.fields import at_most, within
from app.spec.models import ModelObjective
from app.spec.requests import InspectRequest


def check_inspect(request: InspectRequest) -> InspectRequest:
    """The request with its comparison checked; a step that the budget does not have is refused."""
    at_most("steps", request.steps, settings().max_inspected, "steps taken apart")
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    last = len(comparison.runs) - 1
    if request.run > last:
        raise Refusal("out_of_range", f"expected run to be one of 0 to {last}, got {request.run}", "run")
    if request.step >= comparison.steps:
        message = f"expected a step of 0 to {comparison.steps - 1}, got {request.step}"
        raise Refusal("out_of_range", message, "step")
    if isinstance(comparison.objective, ModelObjective):
        message = "the steps of a model's run cannot be taken apart here; expected a function or a formula"
        raise Refusal("functions_only", message, "comparison.objective")
    assert comparison.runs[request.run].optimizer in RULES
    return request.model_copy(update={"comparison": comparison})
