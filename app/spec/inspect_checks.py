"""Can this step be taken apart? The comparison is checked as ever, then what is asked about it."""

from __future__ import annotations

from app.catalog import OPTIMIZERS
from app.catalog.rules import RULES
from app.errors import Refusal
from app.sentences import told
from app.settings import settings
from app.spec.checks import check_comparison
from app.spec.fields import at_most, within
from app.spec.model_checks import network_sizes
from app.spec.models import ModelObjective, RunSpec
from app.spec.plane_checks import check_weight
from app.spec.requests import InspectRequest


def check_inspect(request: InspectRequest) -> InspectRequest:
    """The request with its comparison checked; a step that the budget does not have is refused."""
    at_most("steps", request.steps, settings().max_inspected, told("steps taken apart"))
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    last = len(comparison.runs) - 1
    if request.run > last:
        raise Refusal(
            "out_of_range",
            told("expected run to be one of 0 to {last}, got {run}", last=last, run=request.run),
            "run",
        )
    if request.step >= comparison.steps:
        message = told(
            "expected a step of 0 to {last}, got {step}", last=comparison.steps - 1, step=request.step
        )
        raise Refusal("out_of_range", message, "step")
    complete = request.model_copy(update={"comparison": comparison})
    if isinstance(comparison.objective, ModelObjective):
        weight = _weight(request, comparison.objective, comparison.runs[request.run])
        return complete.model_copy(update={"weight": weight})
    if request.weight:
        message = told("only a model has weights to choose from; a function has x and y, and both are told")
        raise Refusal("models_only", message, "weight")
    return complete


def _weight(request: InspectRequest, objective: ModelObjective, run: RunSpec) -> str:
    """The single weight that is looked at, the first one there is unless another is named."""
    if run.optimizer not in RULES or not OPTIMIZERS[run.optimizer].elementwise:
        rules = ", ".join(id for id in RULES if OPTIMIZERS[id].elementwise)
        message = told(
            "a weight's steps can be told for {rules}; {optimizer} moves all of them together",
            rules=rules,
            optimizer=run.optimizer,
        )
        raise Refusal("unavailable", message, f"comparison.runs[{request.run}].optimizer")
    shapes = network_sizes(objective, run)
    if not request.weight:
        first = next(iter(shapes))
        return f"{first}[{','.join('0' for _ in shapes[first])}]"
    check_weight(request.weight, shapes, "weight")
    return request.weight
