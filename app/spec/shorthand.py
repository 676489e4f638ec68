"""How does a person type a run? `Adam:lr=0.05,betas=[0.9,0.99],schedule=StepLR(step_size=50)`.

And an objective: the id of a function, or a formula.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from app.catalog import FUNCTIONS, OPTIMIZERS, PRESETS
from app.errors import Refusal
from app.sentences import told
from app.spec.checks import check_formula
from app.spec.reading import read_json

EXAMPLE = "Adam:lr=0.05,betas=[0.9,0.99]"
_WORDS = {"true": True, "false": False, "none": None, "null": None}
_CALL = re.compile(r"(?P<name>[A-Za-z_]\w*)\((?P<inside>.*)\)\Z", re.DOTALL)
_OPENING, _CLOSING = "([{", ")]}"
_OF_FORMULAS = set("+-*/() ")


def read_objective(text: str, domain: Sequence[float] | None = None) -> dict[str, Any]:
    """The objective in the contract's form: a formula where there are signs or spaces in it."""
    if text in FUNCTIONS or not _OF_FORMULAS & set(text.strip()):
        return {"kind": "function", "id": text.strip()}
    if domain is None:
        check_formula(text)
        message = told("a formula needs a domain, xmin, xmax, ymin and ymax: where to look at it")
        raise Refusal("missing", message, "objective.domain")
    return {"kind": "formula", "expression": text, "domain": list(domain)}


def read_run(text: str, field: str | None = None) -> dict[str, Any]:
    """The run in the contract's form: an optimizer or a preset of the catalog, then its hyperparameters.

    `label` and `schedule` are said among them. Names of optimizers are known in any case. What is not of this
    form is refused; whether it can be run is for the request's own checks.
    """
    name, _, rest = text.strip().partition(":")
    if not name.strip():
        raise _unreadable(text, told("expected a run such as {example}", example=EXAMPLE), field)
    run, params = _named(name.strip()), _pairs(rest, field)
    label, schedule = params.pop("label", run.pop("label", None)), params.pop("schedule", None)
    run["params"] = {**run["params"], **{key: _value(value, field) for key, value in params.items()}}
    if label is not None:
        run["label"] = label.strip("\"'")
    if schedule is not None:
        run["schedule"] = _schedule(schedule, field)
    return run


def _named(name: str) -> dict[str, Any]:
    """A run of that optimizer, or of a preset with its parameters and name. Unknown names stay."""
    presets = {preset.id.lower(): preset for preset in PRESETS.values()}
    optimizers = {id.lower(): id for id in OPTIMIZERS}
    preset = presets.get(name.lower())
    if preset is not None and name.lower() not in optimizers:
        return {"optimizer": preset.optimizer, "params": dict(preset.params), "label": preset.name.en}
    return {"optimizer": optimizers.get(name.lower(), name), "params": {}}


def _schedule(text: str, field: str | None) -> dict[str, Any]:
    found = _value(text, field)
    if isinstance(found, str):
        return {"id": found, "params": {}}
    if not isinstance(found, dict):
        raise _unreadable(text, told("expected a schedule such as StepLR(step_size=50)"), field)
    return found


def _pairs(text: str, field: str | None) -> dict[str, str]:
    """`lr=0.1,momentum=0.9` as names and texts of values."""
    pairs: dict[str, str] = {}
    for part in _parts(text, field):
        name, equals, value = part.partition("=")
        if not (equals and name.strip() and value.strip()):
            raise _unreadable(part, told("expected name=value, such as lr=0.05"), field)
        if name.strip() in pairs:
            raise _unreadable(part, told("expected {name} once", name=name.strip()[:40]), field)
        pairs[name.strip()] = value.strip()
    return pairs


def _parts(text: str, field: str | None) -> list[str]:
    """The text cut at its commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if depth < 0:
            break
        if letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    if depth:
        raise _unreadable(text, told("expected every bracket to be closed"), field)
    parts.append(text[start:])
    return parts if text.strip() else []


def _value(text: str, field: str | None) -> Any:
    """A number, a word, a list, or a schedule with its arguments."""
    text = text.strip()
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if text[0] in "[(" and text[-1] in ")]":
        return [_value(part, field) for part in _parts(text[1:-1], field)]
    if call := _CALL.match(text):
        inside = _pairs(call["inside"], field)
        return {"id": call["name"], "params": {name: _value(value, field) for name, value in inside.items()}}
    try:
        return read_json(text)
    except Refusal:
        return _number_or_word(text)


def _number_or_word(text: str) -> float | str:
    """What JSON does not read: `.5`, or a plain word."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _unreadable(text: str, expected: str, field: str | None) -> Refusal:
    return Refusal(
        "not_a_run", told("{expected}, got {text!r}", expected=expected, text=text.strip()[:60]), field
    )
