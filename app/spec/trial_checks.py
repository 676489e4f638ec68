"""Can these be tried? Every choice of hyperparameters of a sweep or a tuning must be one that torch takes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

from app.catalog import OPTIMIZERS
from app.errors import Refusal
from app.sentences import told
from app.settings import settings
from app.spec.checks import check_objective
from app.spec.fields import at_most, each, within
from app.spec.models import ModelObjective, Objective, RunSpec
from app.spec.params import accept, declared_number, with_elements
from app.spec.ranges import Span, declares, span_of
from app.spec.requests import SweepRequest, TuneRequest
from app.spec.run_checks import check_run
from app.spec.wording import shown

MOST_SWEPT = 2


def check_sweep(request: SweepRequest) -> SweepRequest:
    """The sweep's request with every default filled in, each choice of its values accepted by torch."""
    limits = settings()
    if not 1 <= len(request.params) <= MOST_SWEPT:
        message = told(
            "expected one or two hyperparameters with their values, got {params}", params=len(request.params)
        )
        raise Refusal("out_of_range", message, "params")
    cells = math.prod(len(values) for values in request.params.values())
    at_most("params", cells, limits.max_sweep_cells, told("choices of hyperparameters in one sweep"))
    at_most("seeds", request.seeds, limits.max_seeds, told("seeds"))
    at_most("steps", request.steps, limits.max_steps, told("steps"))
    objective = within("objective", lambda: check_objective(request.objective))
    _check_seeds(request.seeds, objective)
    run = within("run", lambda: check_run(request.run, request.steps, _model(objective)))
    for name in request.params:
        _varied(run, name, f"params.{name}")
    places = [range(len(values)) for values in request.params.values()]
    for index in itertools.product(*places):
        _check_cell(run, request.params, index)
    return request.model_copy(update={"objective": objective, "run": run})


def check_tune(request: TuneRequest) -> TuneRequest:
    """The tuning's request with every default filled in; torch accepts the corners of each search."""
    limits = settings()
    at_most("runs", len(request.runs), limits.max_runs, told("runs"))
    at_most("trials", request.trials, limits.max_trials, told("trials of one optimizer"))
    at_most("steps", request.steps, limits.max_steps, told("steps"))
    at_most("params", len(request.params), limits.max_tuned, told("hyperparameters tuned together"))
    objective = within("objective", lambda: check_objective(request.objective))
    if request.goal == "best_validation_loss" and _model(objective) is None:
        message = told("a function has no validation samples: expected goal to be final_loss")
        raise Refusal("models_only", message, "goal")
    runs = each("runs", request.runs, lambda run: check_run(run, request.steps, _model(objective)))
    _check_names(request, runs)
    for number, run in enumerate(runs):
        _check_search(request, number, run)
    return request.model_copy(update={"objective": objective, "runs": runs})


def _check_seeds(seeds: int, objective: Objective) -> None:
    if seeds > 1 and not isinstance(objective, ModelObjective) and not objective.noise:
        message = told(
            "without noise a run on a function is the same for every seed: expected 1, got {seeds}",
            seeds=seeds,
        )
        raise Refusal("models_only", message, "seeds")


def _check_cell(run: RunSpec, params: Mapping[str, tuple[float, ...]], index: tuple[int, ...]) -> None:
    """Refuse a choice that torch does not take, at the value to blame, or where only all together are."""
    choice = {name: values[place] for place, (name, values) in zip(index, params.items(), strict=True)}
    refusal = _refused(run, choice)
    if refusal is None:
        return
    for place, (name, value) in zip(index, choice.items(), strict=True):
        if alone := _refused(run, {name: value}):
            raise Refusal(alone.code, alone.message, f"params.{name}[{place}]")
    raise Refusal(
        refusal.code, told("{message} ({choice})", message=refusal.message, choice=_said(choice)), "params"
    )


def _check_names(request: TuneRequest, runs: tuple[RunSpec, ...]) -> None:
    """Refuse names that come twice or belong to no run, and ranges that belong to no name."""
    names = request.params
    for index, name in enumerate(names):
        if name in names[:index]:
            raise Refusal(
                "out_of_range",
                told("expected each hyperparameter once, got {name!r} twice", name=name),
                f"params[{index}]",
            )
        owners = [run for run in runs if declares(run.optimizer, name)]
        if not owners:
            several = ", ".join(dict.fromkeys(run.optimizer for run in runs))
            message = told(
                "expected a hyperparameter of {several}, got {name}, which none of them has",
                several=several,
                name=shown(name),
            )
            raise Refusal("unknown_param", message, f"params[{index}]")
        for run in owners:
            _varied(run, name, f"params[{index}]")
    for name in request.ranges:
        if name not in names:
            message = told(
                "expected ranges of what is tuned, {names}; got {name}",
                names=", ".join(names),
                name=shown(name),
            )
            raise Refusal("unknown_param", message, f"ranges.{name[:40]}")


def _check_search(request: TuneRequest, number: int, run: RunSpec) -> None:
    """Refuse a search that is empty, or whose corners torch refuses."""
    spans = {name: span_of(run.optimizer, name, request.ranges) for name in request.params}
    found = {name: span for name, span in spans.items() if span is not None}
    if not found:
        has = ", ".join(parameter.name for parameter in OPTIMIZERS[run.optimizer].params)
        message = told(
            "{optimizer} has nothing to tune: expected one of {has}, got {params}",
            optimizer=run.optimizer,
            has=has,
            params=", ".join(request.params),
        )
        raise Refusal("unknown_param", message, f"runs[{number}].optimizer")
    for name, span in found.items():
        if name in request.ranges:
            _check_span(span, f"ranges.{name}")
    for corner in itertools.product(*((span.low, span.high) for span in found.values())):
        choice = dict(zip(found, corner, strict=True))
        if refusal := _refused(run, choice):
            blamed = [name for name in found if _refused(run, {name: choice[name]})]
            name = (blamed or list(found))[0]
            field = f"ranges.{name}" if name in request.ranges else f"params[{request.params.index(name)}]"
            raise Refusal(
                refusal.code,
                told("{message} ({choice})", message=refusal.message, choice=_said(choice)),
                field,
            )


def _check_span(span: Span, field: str) -> None:
    """Refuse a range without inside, or one that its scale cannot spread."""
    low, high = span.low, span.high
    if not low < high:
        raise Refusal(
            "out_of_range",
            told("expected [low, high] with low below high, got [{low}, {high}]", low=low, high=high),
            field,
        )
    if span.scale in ("log", "log_or_zero") and low <= 0:
        message = told(
            "expected a range above 0, over which values are spread logarithmically, got [{low}, {high}]",
            low=low,
            high=high,
        )
        raise Refusal("out_of_range", message, field)
    if span.scale == "log_to_one" and high >= 1:
        message = told(
            "expected a range below 1, spread logarithmically in 1 - value, got [{low}, {high}]",
            low=low,
            high=high,
        )
        raise Refusal("out_of_range", message, field)


def _varied(run: RunSpec, path: str, field: str) -> None:
    """Refuse what is not a single number of the run's optimizer."""
    try:
        declared_number(run.optimizer, path)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, field) from None


def _refused(run: RunSpec, choice: Mapping[str, float]) -> Refusal | None:
    """What torch, or the kind of a number, has against this choice for the run and its groups."""
    try:
        params = with_elements(run.optimizer, run.params, choice)
        for own in ({}, *(group.params for group in run.groups)):
            accept(run.optimizer, {**params, **own}, {})
    except Refusal as refusal:
        return refusal
    return None


def _said(choice: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in choice.items())


def _model(objective: Objective) -> ModelObjective | None:
    return objective if isinstance(objective, ModelObjective) else None
