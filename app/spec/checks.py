"""Can this be run? Requests checked against the catalog and the limits, every default filled in."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import torch

from app.catalog import FUNCTIONS, OPTIMIZERS, SCHEDULES
from app.catalog.build import build_optimizer, build_schedule
from app.catalog.entries import Optimizer, Schedule
from app.catalog.formula import Formula, FormulaError, read_formula
from app.catalog.pitfalls import check_length
from app.errors import Refusal
from app.settings import settings
from app.spec.models import (
    BasinsRequest,
    Change,
    Comparison,
    FanRequest,
    FormulaObjective,
    FunctionObjective,
    LandscapeRequest,
    ModelObjective,
    Objective,
    PlaneObjective,
    RunSpec,
    ScheduleSpec,
    plane_of,
)
from app.spec.params import accept, complete, with_element
from app.spec.wording import shown

Item = TypeVar("Item")
Entry = TypeVar("Entry", Optimizer, Schedule)


def check_comparison(comparison: Comparison) -> Comparison:
    """The comparison with every default filled in, or a `Refusal` at the field that prevents it."""
    limits = settings()
    _at_most("runs", len(comparison.runs), limits.max_runs, "runs")
    _at_most("steps", comparison.steps, limits.max_steps, "steps")
    _within_values(len(comparison.runs), comparison.steps, "steps")
    check_changes(comparison)
    objective = _within("objective", lambda: check_objective(comparison.objective))
    runs = _each("runs", comparison.runs, lambda run: check_run(run, comparison.steps))
    return comparison.model_copy(update={"objective": objective, "runs": runs})


def check_changes(comparison: Comparison, field: str = "runs") -> None:
    """Refuse more changes on the way than one comparison may have."""
    given = sum(len(run.changes) for run in comparison.runs)
    _at_most(field, given, settings().max_changes, "changes of hyperparameters in all runs together")


def check_landscape(request: LandscapeRequest) -> LandscapeRequest:
    """The landscape's request with its domain filled in."""
    _at_most("resolution", request.resolution, settings().max_resolution, "grid points along one side")
    objective = _within("objective", lambda: check_objective(request.objective))
    domain = request.domain if "domain" in request.model_fields_set else domain_of(plane_of(objective))
    return request.model_copy(update={"objective": objective, "domain": _domain(domain)})


def check_fan(request: FanRequest) -> FanRequest:
    """The fan's request with its comparison checked and each of its values accepted by torch."""
    _at_most("values", len(request.values), settings().max_fan_values, "values")
    comparison = _within("comparison", lambda: check_comparison(request.comparison))
    if request.run >= len(comparison.runs):
        message = f"expected run to be one of 0 to {len(comparison.runs) - 1}, got {request.run}"
        raise Refusal("out_of_range", message, "run")
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
    _at_most("resolution", request.resolution, limits.max_basin_resolution, "grid points along one side")
    _at_most("steps", request.steps, limits.max_basin_steps, "steps of a basin map")
    objective = _within("objective", lambda: check_objective(request.objective))
    if not minima_of(plane_of(objective)):
        message = "a basin map needs known, separate minima; this objective has none in the catalog"
        raise Refusal("no_minima", message, "objective")
    run = _within("run", lambda: check_run(request.run, request.steps))
    if not OPTIMIZERS[run.optimizer].elementwise:
        message = (
            f"{run.optimizer} looks at all coordinates together, so that many starts cannot share one run "
            "of it; choose an optimizer that steps each coordinate alone, such as Adam"
        )
        raise Refusal("not_batchable", message, "run.optimizer")
    # To look at the outermost is enough: torch puts none of these inside another schedule.
    if run.schedule and SCHEDULES[run.schedule.id].follows_loss:
        message = f"{run.schedule.id} follows the loss of one run, so that many starts cannot share it"
        raise Refusal("not_batchable", message, "run.schedule.id")
    domain = request.domain if "domain" in request.model_fields_set else domain_of(plane_of(objective))
    return request.model_copy(update={"objective": objective, "run": run, "domain": _domain(domain)})


def check_objective(objective: Objective) -> Objective:
    """The objective with its start filled in: the catalog's own, or the centre of a formula's domain."""
    if isinstance(objective, ModelObjective):
        return objective
    if isinstance(objective, FunctionObjective):
        function = FUNCTIONS.get(objective.id)
        if function is None:
            message = f"there is no function {objective.id[:40]!r}; expected one of {', '.join(FUNCTIONS)}"
            raise Refusal("unknown_function", message, "id")
        start = function.start
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
        raise Refusal("bad_formula", str(error), "expression") from error


def domain_of(objective: PlaneObjective) -> tuple[float, float, float, float]:
    """[xmin, xmax, ymin, ymax] of the objective."""
    return FUNCTIONS[objective.id].domain if isinstance(objective, FunctionObjective) else objective.domain


def minima_of(objective: PlaneObjective) -> tuple[tuple[float, float, float], ...]:
    """The known separate minima as (x, y, value), global ones first; empty where unknown or a continuum."""
    if isinstance(objective, FormulaObjective):
        return ()
    function = FUNCTIONS[objective.id]
    return function.minima + function.local_minima if function.minima_kind == "points" else ()


def check_run(run: RunSpec, steps: int) -> RunSpec:
    """The run with every hyperparameter, its schedule and its label filled in."""
    return _check_run(run.model_dump_json(), steps)


@lru_cache(maxsize=1024)
def _check_run(document: str, steps: int) -> RunSpec:
    """Cached by text, because a drag sends the same unchanged runs again and again."""
    run = RunSpec.model_validate_json(document)
    optimizer = _available("optimizer", run.optimizer, OPTIMIZERS, "optimizer")
    params = _within("params", lambda: _params(optimizer, run))
    _at_most("label", len(run.label), settings().max_label_length, "characters of a label")
    checked = run.model_copy(update={"params": params, "label": run.label or run.optimizer})
    changes = _each("changes", run.changes, lambda change: check_change(checked, change, steps))
    schedule = _within("schedule", lambda: _check_schedule(checked, run.schedule, steps))
    return checked.model_copy(update={"changes": changes, "schedule": schedule})


def check_change(run: RunSpec, change: Change, steps: int) -> Change:
    """The change, or a `Refusal` where only the constructor can set what it names, or torch rejects it."""
    _at_most("step", change.step, steps, "steps")
    entry = OPTIMIZERS[run.optimizer]
    fixed = {parameter.name for parameter in entry.params if not parameter.steerable}

    def check_params() -> dict[str, Any]:
        whole = complete(run.optimizer, entry.params, change.params)
        for name in change.params:
            if name in fixed:
                message = (
                    f"{run.optimizer} reads {name} in its constructor only; it cannot change during a run"
                )
                raise Refusal("not_steerable", message, name)
        accept(run.optimizer, {**run.params, **{name: whole[name] for name in change.params}}, change.params)
        return {name: whole[name] for name in change.params}

    return change.model_copy(update={"params": _within("params", check_params)})


def _params(optimizer: Optimizer, run: RunSpec) -> dict[str, Any]:
    params = complete(optimizer.id, optimizer.params, run.params)
    accept(optimizer.id, params, run.params)
    return params


def _check_schedule(run: RunSpec, schedule: ScheduleSpec | None, steps: int) -> ScheduleSpec | None:
    if schedule is None:
        return None
    completed = _complete_schedule(schedule, steps, depth=1)
    point = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimizer = build_optimizer(run.optimizer, run.params, [point])
    try:
        build_schedule(completed.id, completed.params, optimizer)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, IndexError, KeyError) as error:
        if "momentum" in str(error):
            message = (
                f"{completed.id} also cycles the momentum, which {run.optimizer} does not have here: "
                f"set cycle_momentum to false ({error})"
            )
            raise Refusal("no_momentum", message, "params.cycle_momentum") from error
        raise Refusal("out_of_range", f"{completed.id}: {error}", "params") from error
    return completed


def _complete_schedule(schedule: ScheduleSpec, steps: int, depth: int) -> ScheduleSpec:
    """The schedule with torch's defaults, nested ones too, and OneCycleLR's length set to the budget."""
    entry = _available("id", schedule.id, SCHEDULES, "schedule")
    params = _within("params", lambda: complete(entry.id, entry.params, schedule.params))
    if entry.id == "OneCycleLR":
        params = _within("params", lambda: _with_length(params, steps))
    try:
        check_length(entry.id, params, steps)
    except ValueError as error:
        raise Refusal("out_of_range", str(error), "params") from error
    if "schedulers" in params:
        limit = settings().max_schedule_depth
        if depth >= limit:
            message = f"expected at most {limit} levels of schedules inside schedules, got more"
            raise Refusal("too_deep", message, "params.schedulers")
        if not 1 <= len(params["schedulers"]) <= 10:
            message = f"expected 1 to 10 schedules inside {entry.id}, got {len(params['schedulers'])}"
            raise Refusal("out_of_range", message, "params.schedulers")
        inner = _each(
            "params.schedulers",
            params["schedulers"],
            lambda item: _complete_schedule(_schedule_form(item), steps, depth + 1),
        )
        params = {**params, "schedulers": [item.model_dump() for item in inner]}
    return schedule.model_copy(update={"params": params})


def _schedule_form(item: Any) -> ScheduleSpec:
    shape = isinstance(item, dict) and set(item) <= {"id", "params"} and isinstance(item.get("id"), str)
    if not shape or not isinstance(item.get("params") or {}, dict):
        message = f'expected a schedule as {{"id": ..., "params": {{...}}}}, got {shown(item)}'
        raise Refusal("wrong_type", message, None)
    return ScheduleSpec(id=item["id"][:100], params=item.get("params") or {})


def _with_length(params: dict[str, Any], steps: int) -> dict[str, Any]:
    """OneCycleLR's length: what was asked for, in either of torch's two ways, or else the budget."""
    if params.get("epochs") is not None and params.get("steps_per_epoch") is not None:
        length, name = params["epochs"] * params["steps_per_epoch"], "steps_per_epoch"
    elif params.get("total_steps") is None:
        return {**params, "total_steps": steps}
    else:
        length, name = params["total_steps"], "total_steps"
    if 0 < length < steps:
        message = f"expected OneCycleLR to last at least the budget of {steps} steps, got {length}"
        raise Refusal("out_of_range", message, name)
    return params


def _available(field: str, identifier: str, entries: dict[str, Entry], what: str) -> Entry:
    entry = entries.get(identifier)
    if entry is None:
        offered = ", ".join(name for name, candidate in entries.items() if candidate.available)
        message = f"there is no {what} {identifier[:40]!r}; expected one of {offered}"
        raise Refusal(f"unknown_{what}", message, field)
    if not entry.available:
        reason = entry.reason.en if entry.reason else "it cannot run here"
        raise Refusal("unavailable", f"{identifier} is not available: {reason}", field)
    return entry


def _at_most(field: str, value: int, limit: int, what: str) -> None:
    if value > limit:
        raise Refusal("limit", f"expected at most {limit} {what}, got {value}", field)


def _within_values(rows: int, steps: int, field: str) -> None:
    _at_most(field, rows * (steps + 1), settings().max_values, "recorded positions (runs x steps)")


def _domain(domain: Sequence[float]) -> tuple[float, float, float, float]:
    xmin, xmax, ymin, ymax = domain
    for low, high in ((xmin, xmax), (ymin, ymax)):
        if not low < high or not math.isfinite(high - low):
            message = f"expected a domain [xmin, xmax, ymin, ymax] with min below max, got {list(domain)}"
            raise Refusal("out_of_range", message, "domain")
    return xmin, xmax, ymin, ymax


def _within(field: str, check: Callable[[], Item]) -> Item:
    """`check()`, with the field of its refusal seen from one level further out."""
    try:
        return check()
    except Refusal as refusal:
        raise refusal.within(field) from None


def _each(field: str, given: Sequence[Any], check: Callable[[Any], Item]) -> tuple[Item, ...]:
    """`check` of every item, its refusal placed at `field[index]`."""
    return tuple(
        _within(f"{field}[{index}]", lambda item=item: check(item))  # type: ignore[misc]
        for index, item in enumerate(given)
    )
