"""Can this be run? Requests checked against the catalog and the limits, every default filled in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.catalog import FUNCTIONS, OPTIMIZERS, SCHEDULES
from app.catalog.formula import Formula, FormulaError, read_formula
from app.catalog.models import MODELS
from app.errors import Refusal
from app.sentences import told, told_by
from app.settings import settings
from app.spec.fields import at_most, each, known, within
from app.spec.model_checks import check_dataset, check_model
from app.spec.models import (
    Comparison,
    FormulaObjective,
    FunctionObjective,
    ModelObjective,
    Objective,
    PlaneObjective,
)
from app.spec.params import accept, with_element
from app.spec.plane_checks import check_plane
from app.spec.requests import (
    BasinsRequest,
    CheckpointRequest,
    DatasetRequest,
    ExportRequest,
    FanRequest,
    LandscapeRequest,
    PlaneSpec,
)
from app.spec.run_checks import check_run


def check_comparison(comparison: Comparison) -> Comparison:
    """The comparison with every default filled in, or a `Refusal` at the field that prevents it."""
    limits = settings()
    at_most("runs", len(comparison.runs), limits.max_runs, told("runs"))
    at_most("steps", comparison.steps, limits.max_steps, told("steps"))
    _within_values(len(comparison.runs), comparison.steps, "steps")
    check_changes(comparison)
    objective = within("objective", lambda: check_objective(comparison.objective))
    model = objective if isinstance(objective, ModelObjective) else None
    runs = each("runs", comparison.runs, lambda run: check_run(run, comparison.steps, model))
    return comparison.model_copy(update={"objective": objective, "runs": runs})


def check_changes(comparison: Comparison, field: str = "runs") -> None:
    """Refuse more changes on the way than one comparison may have."""
    given = sum(len(run.changes) for run in comparison.runs)
    at_most(field, given, settings().max_changes, told("changes of hyperparameters in all runs together"))


def check_landscape(request: LandscapeRequest) -> LandscapeRequest:
    """The landscape's request with its domain filled in; over a plane only one that was asked for."""
    at_most("resolution", request.resolution, settings().max_resolution, told("grid points along one side"))
    objective = within("objective", lambda: check_objective(request.objective))
    if request.plane is not None:
        plane = _plane(request.plane, objective)
        if "domain" in request.model_fields_set:
            _domain(request.domain)
        return request.model_copy(update={"objective": objective, "plane": plane})
    if isinstance(objective, ModelObjective) and not MODELS[objective.model.id].two_weight:
        flat = ", ".join(model.id for model in MODELS.values() if model.two_weight)
        message = told(
            "only a model of two weights has a landscape without a plane: {flat}; got {id}: say "
            "through which plane of its weights to look",
            flat=flat,
            id=objective.model.id,
        )
        raise Refusal("no_plane", message, "objective.model.id")
    for field, usual in (("split", "train"), ("value", "loss")):
        if getattr(request, field) != usual:
            message = told(
                "only a landscape over a plane can show anything but the {usual} here; add a plane",
                usual=usual,
            )
            raise Refusal("no_plane", message, field)
    domain = request.domain if "domain" in request.model_fields_set else _plane_domain(objective)
    return request.model_copy(update={"objective": objective, "domain": _domain(domain)})


def _plane(plane: PlaneSpec, objective: Objective) -> PlaneSpec:
    """A plane with its runs complete, for an objective that was checked."""
    if not isinstance(objective, ModelObjective):
        message = told(
            "a function of two parameters is its own plane; only a model has planes to choose from"
        )
        raise Refusal("models_only", message, "plane")
    asked = Comparison(objective=objective, runs=plane.runs, steps=plane.steps, seed=plane.seed)
    runs = within("plane", lambda: check_comparison(asked)).runs
    return within("plane", lambda: check_plane(plane.model_copy(update={"runs": runs}), objective))


def check_export(request: ExportRequest) -> ExportRequest:
    """The request with its comparison checked; which formats there are is known to those who write them."""
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    return request.model_copy(update={"comparison": comparison})


def check_fan(request: FanRequest) -> FanRequest:
    """The fan's request with its comparison checked and each of its values accepted by torch."""
    at_most("values", len(request.values), settings().max_fan_values, told("values"))
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    within("comparison.objective", lambda: _functions_only(comparison.objective, told("a fan")))
    _check_number(request.run, comparison)
    _within_values(len(request.values), comparison.steps, "values")
    run = comparison.runs[request.run]
    for index, value in enumerate(request.values):
        params = with_element(run.optimizer, run.params, request.param, value)
        try:
            accept(run.optimizer, params, {})
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.message, f"values[{index}]") from None
    return request.model_copy(update={"comparison": comparison})


def check_basins(request: BasinsRequest) -> BasinsRequest:
    """The basin map's request; refused where starts cannot share a tensor, or there is nothing to reach."""
    limits = settings()
    at_most("resolution", request.resolution, limits.max_basin_resolution, told("grid points along one side"))
    at_most("steps", request.steps, limits.max_basin_steps, told("steps of a basin map"))
    objective = within("objective", lambda: check_objective(request.objective))
    objective = within("objective", lambda: _functions_only(objective, told("a basin map")))
    if not minima_of(objective):
        message = told("a basin map needs known, separate minima; this objective has none in the catalog")
        raise Refusal("no_minima", message, "objective")
    run = within("run", lambda: check_run(request.run, request.steps))
    if not OPTIMIZERS[run.optimizer].elementwise:
        message = told(
            "{optimizer} looks at all coordinates together, so that many starts cannot share one run "
            "of it; choose an optimizer that steps each coordinate alone, such as Adam",
            optimizer=run.optimizer,
        )
        raise Refusal("not_batchable", message, "run.optimizer")
    # To look at the outermost is enough: torch puts none of these inside another schedule.
    if run.schedule and SCHEDULES[run.schedule.id].follows_loss:
        message = told(
            "{id} follows the loss of one run, so that many starts cannot share it", id=run.schedule.id
        )
        raise Refusal("not_batchable", message, "run.schedule.id")
    domain = request.domain if "domain" in request.model_fields_set else domain_of(objective)
    return request.model_copy(update={"objective": objective, "run": run, "domain": _domain(domain)})


def check_samples(request: DatasetRequest) -> DatasetRequest:
    """The dataset's request with every parameter filled in."""
    dataset, _ = within("dataset", lambda: check_dataset(request.dataset))
    return request.model_copy(update={"dataset": dataset})


def check_checkpoint(request: CheckpointRequest) -> CheckpointRequest:
    """The request for a run's weights with its comparison checked."""
    comparison = within("comparison", lambda: check_comparison(request.comparison))
    if not isinstance(comparison.objective, ModelObjective):
        message = told("only a model has weights to download; this comparison is on a function")
        raise Refusal("models_only", message, "comparison.objective")
    _check_number(request.run, comparison)
    return request.model_copy(update={"comparison": comparison})


def check_objective(objective: Objective) -> Objective:
    """The objective with its start filled in: the catalog's own, or the centre of a formula's domain."""
    if isinstance(objective, ModelObjective):
        return check_model(objective)
    if isinstance(objective, FunctionObjective):
        start = known("id", objective.id, FUNCTIONS, "function").start
    else:
        check_formula(objective.expression)
        xmin, xmax, ymin, ymax = _domain(objective.domain)
        start = (xmin / 2 + xmax / 2, ymin / 2 + ymax / 2)
    if "start" in objective.model_fields_set:
        return objective
    return objective.model_copy(update={"start": start})


def check_formula(expression: str) -> Formula:
    """The typed formula, or a `Refusal` that says what it may hold."""
    try:
        return read_formula(expression, settings().max_formula_length)
    except FormulaError as error:
        raise Refusal("bad_formula", told_by(error), "expression") from error


def domain_of(objective: PlaneObjective) -> tuple[float, float, float, float]:
    """[xmin, xmax, ymin, ymax] of the objective."""
    return FUNCTIONS[objective.id].domain if isinstance(objective, FunctionObjective) else objective.domain


def minima_of(objective: PlaneObjective) -> tuple[tuple[float, float, float], ...]:
    """The known separate minima as (x, y, value), global ones first; empty where unknown or a continuum."""
    if isinstance(objective, FormulaObjective):
        return ()
    function = FUNCTIONS[objective.id]
    return function.minima + function.local_minima if function.minima_kind == "points" else ()


def _functions_only(objective: Objective, what: str) -> PlaneObjective:
    if isinstance(objective, ModelObjective):
        message = told("{what} is made for functions and formulas of x and y, not for a model", what=what)
        raise Refusal("functions_only", message, None)
    return objective


def _check_number(run: int, comparison: Comparison) -> None:
    last = len(comparison.runs) - 1
    if run > last:
        raise Refusal(
            "out_of_range",
            told("expected run to be one of 0 to {last}, got {run}", last=last, run=run),
            "run",
        )


def _plane_domain(objective: Objective) -> Sequence[float]:
    """[xmin, xmax, ymin, ymax] of what can be drawn over a plane; only a model of two weights can."""
    if not isinstance(objective, ModelObjective):
        return domain_of(objective)
    domain = MODELS[objective.model.id].domain
    assert domain is not None
    return domain


def _within_values(rows: int, steps: int, field: str) -> None:
    at_most(field, rows * (steps + 1), settings().max_values, told("recorded positions (runs x steps)"))


def _domain(domain: Sequence[float]) -> tuple[float, float, float, float]:
    xmin, xmax, ymin, ymax = domain
    for low, high in ((xmin, xmax), (ymin, ymax)):
        if not low < high or not math.isfinite(high - low):
            message = told(
                "expected a domain [xmin, xmax, ymin, ymax] with min below max, got {domain}",
                domain=list(domain),
            )
            raise Refusal("out_of_range", message, "domain")
    return xmin, xmax, ymin, ymax
