"""Can the curvature be measured here? The comparison is checked as ever, then what is asked about it."""

from __future__ import annotations

from app.catalog import LOSSES
from app.errors import Refusal
from app.sentences import told
from app.settings import settings
from app.spec.checks import check_comparison
from app.spec.fields import at_most, within
from app.spec.models import ModelObjective
from app.spec.requests import CurvatureRequest, SpectrumRequest


def check_curvature(request: CurvatureRequest) -> CurvatureRequest:
    """The request with its comparison checked."""
    at_most("points", request.points, settings().max_curvature_points, told("points along a run"))
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    return request.model_copy(update={"comparison": comparison})


def check_spectrum(request: SpectrumRequest) -> SpectrumRequest:
    """The request with its comparison checked; only a model whose loss has a Hessian has a spectrum."""
    at_most("probes", request.probes, settings().max_probes, told("probes"))
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    objective, last = comparison.objective, len(comparison.runs) - 1
    if not isinstance(objective, ModelObjective):
        message = told("a spectrum is a model's; a function's two eigenvalues come with its curvature")
        raise Refusal("models_only", message, "comparison.objective")
    if request.run > last:
        raise Refusal(
            "out_of_range",
            told("expected run to be one of 0 to {last}, got {run}", last=last, run=request.run),
            "run",
        )
    if request.step is not None and request.step > comparison.steps:
        message = told(
            "expected a step of 0 to {steps}, got {step}", steps=comparison.steps, step=request.step
        )
        raise Refusal("out_of_range", message, "step")
    own = comparison.runs[request.run].loss
    loss, owner = (objective.loss, "objective") if own is None else (own, f"runs[{request.run}]")
    if not LOSSES[loss.id].second_derivative:
        message = told(
            "{id} has no useful second derivative, so that there is no Hessian to look at", id=loss.id
        )
        raise Refusal("no_hessian", message, f"comparison.{owner}.loss.id")
    return request.model_copy(update={"comparison": comparison})
