"""The steps of a run taken apart, a batch at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from app.catalog.rules import HYPERPARAMETERS, SYMBOLS, Update, in_symbols, to_fill
from app.engine.inspection.functions import steps_of_function
from app.engine.inspection.models import steps_of_model
from app.engine.inspection.step import Entry
from app.engine.pace import HEARTBEAT_SECONDS, Clock
from app.errors import Refusal
from app.messages import Done, Inspection, Message
from app.sentences import told
from app.spec import InspectRequest, ModelObjective

BATCH = 100


def inspect_run(
    request: InspectRequest,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Iterator[Message | None]:
    """`request.steps` steps of a run from `request.step` on, as far as the run goes.

    Raises `Refusal` (`out_of_range`) where the run has ended before the first of them.
    """
    sent = 0
    entries: list[Entry] = []
    until = clock() + HEARTBEAT_SECONDS
    last = request.step + request.steps
    for entry in _steps(request, checkpoints, clock):
        if entry is not None and entry.step >= last:
            break
        if entry is not None:
            entries.append(entry)
        if len(entries) >= BATCH:
            yield _inspection(request, entries)
            sent, entries = sent + len(entries), []
        if clock() >= until:
            yield None
            until = clock() + HEARTBEAT_SECONDS
    if entries:
        yield _inspection(request, entries)
    elif sent == 0:
        message = told(
            "the run has diverged before step {step}: there is no such step to look at", step=request.step
        )
        raise Refusal("out_of_range", message, "step")
    yield Done()


def _steps(request: InspectRequest, checkpoints: Mapping[str, bytes], clock: Clock) -> Iterator[Entry | None]:
    comparison, run, first = request.comparison, request.run, request.step
    if isinstance(comparison.objective, ModelObjective):
        return steps_of_model(comparison, run, first, request.weight, checkpoints, clock)
    return steps_of_function(comparison, run, first)


def _inspection(request: InspectRequest, entries: list[Entry]) -> Inspection:
    """Entries with the rules that they follow, each told once."""
    rules: list[dict[str, Any]] = []
    numbers: dict[tuple[str, ...], int] = {}
    sent = []
    for entry in entries:
        key = tuple(line.expression for line in entry.update.lines)
        if key not in numbers:
            numbers[key] = len(rules)
            rules.append(_rule(entry.update, entry.values))
        sent.append({"rule": numbers[key], **_entry(entry)})
    run = request.comparison.runs[request.run]
    beside = entries[-1].textbook
    differs_from = None if beside is None else beside.differs_from
    return Inspection(request.run, run.optimizer, tuple(rules), tuple(sent), differs_from)


def _rule(update: Update, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lines": [
            {
                "name": line.name,
                "part": line.part,
                "about": line.about.json(),
                "state": update.states[line.name].key if line.name in update.states else None,
                "expression": line.expression,
                "formula": in_symbols(line.name, line.expression),
                "template": to_fill(line.expression),
            }
            for line in update.lines
        ],
        "terms": [
            {"part": term.part, "expression": term.expression, "template": to_fill(term.expression)}
            for term in update.terms
        ],
        "states": {name: state.key for name, state in update.states.items()},
        "symbols": {
            name: f'<math xmlns="http://www.w3.org/1998/Math/MathML">{SYMBOLS[name]}</math>'
            for name in HYPERPARAMETERS
            if name in values
        },
        "direction": update.direction,
        "square": update.square,
        "rate": update.rate,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    beside, textbook = entry.textbook, None
    if beside is not None:
        textbook = {"gradient": beside.gradient, "before": beside.before}
        textbook |= {"velocity": beside.velocity, "position": beside.position}
    return {
        "step": entry.step,
        "iteration": entry.iteration,
        "position": entry.position,
        "gradient": entry.gradient,
        "state": {key: {"before": before, "after": after} for key, (before, after) in entry.state.items()},
        "values": {name: value for name, value in entry.values.items() if name != "theta"},
        "terms": list(entry.terms),
        "update": entry.values["update"],
        "next_position": entry.next_position,
        **({} if textbook is None else {"textbook": textbook}),
    }
