"""How is a badly shaped request told? Pydantic's complaints as sentences of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic_core import ErrorDetails

from app.errors import Refusal
from app.spec.models import Form

_TAGS = ("function", "formula", "model")
_RANGES = {"greater_than_equal", "less_than", "too_short", "too_long", "string_too_long"}
_LISTS = {
    "start": "two numbers [x, y]",
    "at": "two numbers [x, y]",
    "frozen": "a list of names of layers",
    "groups": "a list of groups of parameters",
    "parameters": "a list of names of layers",
    "output": "a list of a model's outputs",
    "target": "a list of targets",
    "domain": "four numbers [xmin, xmax, ymin, ymax]",
    "runs": "a list of runs",
    "weights": "a list of single weights",
    "ends": "a list of numbers of runs",
    "changes": "a list of changes",
    "values": "a list of numbers",
    "params": "a list of names of hyperparameters",
}


_KINDS = "function, formula or model"


def refusal(problem: ErrorDetails) -> Refusal:
    """Pydantic's complaint as a sentence that says what was expected and what came, and where."""
    code = "wrong_type"
    match problem["type"]:
        case "missing" | "union_tag_not_found":
            code = "missing"
        case "extra_forbidden":
            code = "unknown_field"
        case "union_tag_invalid":
            code = "unknown_kind"
        case kind if kind in _RANGES:
            code = "out_of_range"
    return Refusal(code, _sentence(problem), _path(problem["loc"]) or None)


def shown(value: object) -> str:
    """A value as a message quotes it: at most 60 characters, null, true and false in JSON's own words."""
    return json.dumps(value) if value is None or isinstance(value, bool) else repr(value)[:60]


def _sentence(problem: ErrorDetails) -> str:
    value, context = problem["input"], problem.get("ctx", {})
    name = _name(problem["loc"])
    match problem["type"]:
        case "extra_forbidden":
            return "the contract has no such field"
        case "union_tag_not_found":
            return f"expected an objective with its kind, {_KINDS}"
        case "union_tag_invalid":
            return f"expected kind to be {_KINDS}, got {str(context['tag'])[:40]!r}"
        case "missing" if isinstance(problem["loc"][-1], str):
            return f"the field {name} is required, and was left out"
        case "missing":
            name = _name(problem["loc"][:-1])
            return f"expected {name} to be {_list(problem['loc'][:-1])}, got {shown(value)}"
        case "too_short":
            things = name if name in _LISTS else "values"
            return f"expected at least {_counted(context['min_length'], things)}, got {len(value)}"
        case "string_too_long":
            return f"expected {name} to have at most {context['max_length']} characters, got {len(value)}"
    expected = _expected(problem["type"], problem["loc"], value, context)
    return f"expected {f'{name} to be ' if name else ''}{expected}, got {shown(value)}"


def _expected(kind: str, place: tuple[int | str, ...], value: object, context: dict[str, Any]) -> str:
    """What a field should have been."""
    match kind:
        case "greater_than_equal":
            return f"at least {context['ge']:.0f}"
        case "less_than":
            return f"below {context['lt']:.0f}"
        case "tuple_type" | "list_type" | "too_long":
            return _list(place)
        case "float_type":
            return "a number within float64" if type(value) is int else "a number"
        case "finite_number":
            return "a finite number"
        case "int_type":
            return "a whole number"
        case "string_type":
            return "a string"
        case "bool_type":
            return "true or false"
        case "literal_error":
            return str(context["expected"]).replace("'", "")
        case "model_type":
            return f"a JSON object with {_required(context['class_name'])}"
        case "model_attributes_type":
            return "a JSON object with its kind and what belongs to it, such as kind and id"
        case "dict_type":
            return "a JSON object of names and values"
    return "something that JSON can hold"


def _list(place: tuple[int | str, ...]) -> str:
    """What kind of list belongs at a place; one under a name of the user's holds numbers."""
    return "two numbers [low, high]" if "ranges" in place else _LISTS.get(_name(place), "a list of numbers")


def _required(form: str) -> str:
    """The fields that a form cannot do without, or those it may have, as a list in words."""
    fields = next(one for one in _forms(Form) if one.__name__ == form).model_fields
    *first, last = [name for name, field in fields.items() if field.is_required()] or list(fields)
    return f"{', '.join(first)} and {last}" if first else last


def _forms(form: type[Form]) -> Iterator[type[Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _forms(one)


def _counted(count: int, plural: str) -> str:
    return f"{count} {plural.removesuffix('s') if count == 1 else plural}"


def _name(location: tuple[int | str, ...]) -> str:
    """The last name of a place in the request with its indices, `runs[0]`; empty for the whole request."""
    return _path(location).rpartition(".")[2]


def _path(location: tuple[int | str, ...]) -> str:
    """`("runs", 0, "params")` as `runs[0].params`; the union's own tags are not part of the request."""
    path = ""
    for position, part in enumerate(location):
        if isinstance(part, int):
            path += f"[{part}]"
        elif not (position and location[position - 1] == "objective" and part in _TAGS):
            path += f".{part[:40]}" if path else part[:40]
    return path
