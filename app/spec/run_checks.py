"""Can this run be made? An optimizer, its schedule and its changes, checked by torch itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from app.catalog import OPTIMIZERS, SCHEDULES
from app.catalog.build import build_optimizer, build_schedule
from app.catalog.entries import Optimizer
from app.catalog.pitfalls import check_length
from app.errors import Refusal
from app.sentences import told, told_by
from app.settings import settings
from app.spec.fields import at_most, available, each, within
from app.spec.model_checks import check_learning
from app.spec.models import Change, ModelObjective, ParameterGroup, RunSpec, ScheduleSpec
from app.spec.params import accept, complete, probe_of
from app.spec.wording import shown

# Torch knows one group only, or reads the argument of the constructor for all groups.
WITHOUT_GROUPS = frozenset({"LBFGS"})
FOR_ALL_GROUPS = frozenset({("Adagrad", "initial_accumulator_value")})
MODELS_ONLY = ("loss", "start_from", "frozen", "groups")
MOST_ACCUMULATED = 256


def check_run(run: RunSpec, steps: int, objective: ModelObjective | None = None) -> RunSpec:
    """The run with all filled in: hyperparameters, schedule, label; `objective` where it is a model's."""
    return _check_run(run.model_dump_json(), steps, objective and objective.model_dump_json())


@lru_cache(maxsize=1024)
def _check_run(document: str, steps: int, objective: str | None) -> RunSpec:
    """Cached by text, because a drag sends the same unchanged runs again and again."""
    run = RunSpec.model_validate_json(document)
    learns = objective is not None
    optimizer = available("optimizer", run.optimizer, OPTIMIZERS, "optimizer", needs=learns)
    for name in MODELS_ONLY:
        if not learns and getattr(run, name):
            message = told(
                "{name} is for models; this is a function, which has no layers and no loss", name=name
            )
            raise Refusal("models_only", message, name)
    if not learns and run.accumulate > 1:
        message = told(
            "accumulate gathers the gradients of several batches; this is a function, which has none"
        )
        raise Refusal("models_only", message, "accumulate")
    at_most("accumulate", run.accumulate, MOST_ACCUMULATED, told("batches gathered for one step"))
    params = within("params", lambda: _params(optimizer, run))
    at_most("label", len(run.label), settings().max_label_length, told("characters of a label"))
    checked = run.model_copy(update={"params": params, "label": run.label or run.optimizer})
    if objective is not None:
        checked = check_learning(checked, ModelObjective.model_validate_json(objective))
    groups = each("groups", run.groups, lambda group: _check_group(checked, group))
    checked = checked.model_copy(update={"groups": groups})
    changes = each("changes", run.changes, lambda change: check_change(checked, change, steps))
    schedule = within("schedule", lambda: _check_schedule(checked, run.schedule, steps))
    return checked.model_copy(update={"changes": changes, "schedule": schedule})


def check_change(run: RunSpec, change: Change, steps: int) -> Change:
    """The change, or a `Refusal` where only the constructor can set what it names, or torch rejects it."""
    at_most("step", change.step, steps, told("steps"))
    entry = OPTIMIZERS[run.optimizer]
    fixed = {parameter.name for parameter in entry.params if not parameter.steerable}

    def check_params() -> dict[str, Any]:
        whole = complete(run.optimizer, entry.params, change.params)
        for name in change.params:
            if name in fixed:
                message = told(
                    "{optimizer} reads {name} in its constructor only; it cannot change during a run",
                    optimizer=run.optimizer,
                    name=name,
                )
                raise Refusal("not_steerable", message, name)
        changed = {name: whole[name] for name in change.params}
        for own in ({}, *(group.params for group in run.groups)):
            accept(run.optimizer, {**run.params, **changed, **own}, change.params)
        return changed

    return change.model_copy(update={"params": within("params", check_params)})


def _params(optimizer: Optimizer, run: RunSpec) -> dict[str, Any]:
    params = complete(optimizer.id, optimizer.params, run.params)
    accept(optimizer.id, params, run.params)
    return params


def _check_group(run: RunSpec, group: ParameterGroup) -> ParameterGroup:
    """The group with its own hyperparameters checked; those that it does not name are the run's."""
    if run.optimizer in WITHOUT_GROUPS:
        message = told(
            "{optimizer} takes all parameters together, in one group; leave groups out",
            optimizer=run.optimizer,
        )
        raise Refusal("unavailable", message, None)

    def check_params() -> dict[str, Any]:
        whole = complete(run.optimizer, OPTIMIZERS[run.optimizer].params, group.params)
        for name in group.params:
            if (run.optimizer, name) in FOR_ALL_GROUPS:
                message = told(
                    "{optimizer} has one {name} for all groups; set it in the run's own params",
                    optimizer=run.optimizer,
                    name=name,
                )
                raise Refusal("unavailable", message, name)
        own = {name: whole[name] for name in group.params}
        accept(run.optimizer, {**run.params, **own}, group.params)
        return own

    return group.model_copy(update={"params": within("params", check_params)})


def _check_schedule(run: RunSpec, schedule: ScheduleSpec | None, steps: int) -> ScheduleSpec | None:
    if schedule is None:
        return None
    completed = _complete_schedule(schedule, steps, depth=1)
    groups = [{}, *(group.params for group in run.groups)]
    optimizer = build_optimizer(
        run.optimizer, run.params, [([probe_of(run.optimizer)], own) for own in groups]
    )
    try:
        build_schedule(completed.id, completed.params, optimizer)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, IndexError, KeyError) as error:
        if "momentum" in str(error):
            message = told(
                "{id} also cycles the momentum, which {optimizer} does not have here: set "
                "cycle_momentum to false ({error})",
                id=completed.id,
                optimizer=run.optimizer,
                error=told_by(error),
            )
            raise Refusal("no_momentum", message, "params.cycle_momentum") from error
        raise Refusal(
            "out_of_range", told("{id}: {error}", id=completed.id, error=told_by(error)), "params"
        ) from error
    return completed


def _complete_schedule(schedule: ScheduleSpec, steps: int, depth: int) -> ScheduleSpec:
    """The schedule with torch's defaults, nested ones too, and OneCycleLR's length set to the budget."""
    entry = available("id", schedule.id, SCHEDULES, "schedule", needs=False)
    params = within("params", lambda: complete(entry.id, entry.params, schedule.params))
    if entry.id == "OneCycleLR":
        params = within("params", lambda: _with_length(params, steps))
    try:
        check_length(entry.id, params, steps)
    except ValueError as error:
        raise Refusal("out_of_range", told_by(error), "params") from error
    if "schedulers" in params:
        limit = settings().max_schedule_depth
        if depth >= limit:
            message = told(
                "expected at most {limit} levels of schedules inside schedules, got more", limit=limit
            )
            raise Refusal("too_deep", message, "params.schedulers")
        if not 1 <= len(params["schedulers"]) <= 10:
            message = told(
                "expected 1 to 10 schedules inside {id}, got {count}",
                id=entry.id,
                count=len(params["schedulers"]),
            )
            raise Refusal("out_of_range", message, "params.schedulers")
        inner = each(
            "params.schedulers",
            params["schedulers"],
            lambda item: _complete_schedule(_schedule_form(item), steps, depth + 1),
        )
        params = {**params, "schedulers": [item.model_dump() for item in inner]}
    return schedule.model_copy(update={"params": params})


def _schedule_form(item: Any) -> ScheduleSpec:
    shape = isinstance(item, dict) and set(item) <= {"id", "params"} and isinstance(item.get("id"), str)
    if not shape or not isinstance(item.get("params") or {}, dict):
        message = told(
            'expected a schedule as {{"id": ..., "params": {{...}}}}, got {item}', item=shown(item)
        )
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
        message = told(
            "expected OneCycleLR to last at least the budget of {steps} steps, got {length}",
            steps=steps,
            length=length,
        )
        raise Refusal("out_of_range", message, name)
    return params
