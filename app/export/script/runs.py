"""How is a run written? A call with its optimizer, its hyperparameters, its schedule and its changes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.optim import lr_scheduler

from app.catalog import OPTIMIZERS, SCHEDULES
from app.catalog.arguments import arguments_of
from app.export.script.layout import Bracket, Labelled, Source, call, exploded, listed, quoted, text
from app.spec import Comparison, RunSpec, ScheduleSpec

# From here on a number soon leaves the range of floats, where torch or Python raises.
_HUGE = 1e15


@dataclass(frozen=True, slots=True)
class Needs:
    """What the loop of a comparison must be able to do; what no run needs is not written.

    `schedules`: some run has one; `plateaus`: some of them follow the loss; `only_plateaus`: all of them do.
    `changes`: hyperparameters change on the way. `fragile`: torch may raise in the middle of a run, which
    ends it. `keeps`: some run leaves zero_grad out. `gathers`: some run takes several batches a step.
    """

    schedules: bool
    plateaus: bool
    only_plateaus: bool
    changes: bool
    fragile: bool
    keeps: bool
    gathers: bool


def needs_of(comparison: Comparison) -> Needs:
    """What the comparison's runs need."""
    runs = comparison.runs
    follows = [SCHEDULES[run.schedule.id].follows_loss for run in runs if run.schedule is not None]
    return Needs(
        schedules=bool(follows),
        plateaus=any(follows),
        only_plateaus=all(follows),
        changes=any(run.changes for run in runs),
        fragile=any(map(_is_fragile, runs)),
        keeps=not all(run.zero_grad for run in runs),
        gathers=any(run.accumulate > 1 for run in runs),
    )


def labels_of(runs: Sequence[RunSpec]) -> list[str]:
    """A label for each run that no other has, without characters that cannot be printed."""
    taken: set[str] = set()
    labels = []
    for run in runs:
        plain = "".join(each if each.isprintable() else " " for each in run.label)
        label, number = plain, 1
        while label in taken:
            number += 1
            label = f"{plain} ({number})"
        taken.add(label)
        labels.append(label)
    return labels


def paths_of(comparison: Comparison, function: str, more: Sequence[Sequence[Source]] = ()) -> str:
    """The dictionary of all runs: each a call of `function`, with `more` arguments of its own."""
    labels = labels_of(comparison.runs)
    entries = [
        Labelled(f"{quoted(label)}: ", _run(function, run, more[number] if more else ()))
        for number, (label, run) in enumerate(zip(labels, comparison.runs, strict=True))
    ]
    return exploded("paths = {", entries, "}")


def keywords_of(id: str, params: Mapping[str, Any]) -> list[Source]:
    """An optimizer's hyperparameters as keyword arguments: its rate, and what is not torch's default."""
    arguments = arguments_of(id, OPTIMIZERS[id].params, params)
    usual = _defaults(getattr(torch.optim, id))
    told = {name: each for name, each in arguments.items() if name == "lr" or usual[name] != each}
    return [f"{name}={text(each)}" for name, each in told.items()]


def arguments_text(id: str, params: Mapping[str, Any]) -> str:
    """Hyperparameters of an optimizer as a dictionary, all of them."""
    return text(arguments_of(id, OPTIMIZERS[id].params, params))


def _run(function: str, run: RunSpec, more: Sequence[Source]) -> Bracket:
    items: list[Source] = [f"torch.optim.{run.optimizer}", *keywords_of(run.optimizer, run.params)]
    if run.schedule is not None:
        items.append(Labelled("schedule=lambda optimizer: ", _schedule(run.schedule)))
    if run.changes:
        changes = [f"({each.step}, {arguments_text(run.optimizer, each.params)})" for each in run.changes]
        items.append(Labelled("changes=", listed(changes)))
    if not run.zero_grad:
        items.append("zero_grad=False")
    if run.accumulate > 1:
        items.append(f"accumulate={run.accumulate}")
    return call(function, *items, *more)


def _schedule(schedule: ScheduleSpec) -> Bracket:
    """The constructor of a schedule, with those inside it."""
    declared = SCHEDULES[schedule.id].params
    arguments = arguments_of(schedule.id, declared, schedule.params)
    usual = _defaults(getattr(lr_scheduler, schedule.id))
    items: list[Source] = [] if schedule.id == "ChainedScheduler" else ["optimizer"]
    for name, value in arguments.items():
        if name == "schedulers":
            inner = [_schedule(ScheduleSpec.model_validate(each)) for each in value]
            items.append(Labelled("schedulers=", listed(inner)))
        elif name not in usual or usual[name] != value:
            items.append(f"{name}={text(value)}")
    return call(f"lr_scheduler.{schedule.id}", *items)


def _defaults(constructor: Any) -> dict[str, Any]:
    """The arguments of a constructor that may be left out, with torch's own values."""
    parameters = inspect.signature(constructor).parameters
    return {name: each.default for name, each in parameters.items() if each.default is not each.empty}


def _is_fragile(run: RunSpec) -> bool:
    """Whether torch may raise in the middle: a line search that loses its way, numbers beyond all floats."""
    given = [run.params, *(change.params for change in run.changes), *(group.params for group in run.groups)]
    if run.schedule is not None:
        given.append(run.schedule.params)
        if any(name == "gamma" and value > 1 for name, value in _numbers("", run.schedule.params)):
            return True
    return run.optimizer == "LBFGS" or any(
        abs(value) > _HUGE for params in given for _, value in _numbers("", params)
    )


def _numbers(name: str, value: Any) -> Iterator[tuple[str, float]]:
    """All numbers in nested dictionaries and lists, each with the name it stands under."""
    match value:
        case dict():
            for inner, each in value.items():
                yield from _numbers(str(inner), each)
        case list() | tuple():
            for each in value:
                yield from _numbers(name, each)
        case int() | float():
            yield name, float(value)
