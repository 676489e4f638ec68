"""How is a badly shaped request told? Pydantic's complaints as sentences of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic_core import ErrorDetails

from app.errors import Refusal
from app.sentences import listed, told
from app.spec.models import Form

_TAGS = ("function", "formula", "model")
_RANGES = {"greater_than_equal", "less_than", "too_short", "too_long", "string_too_long"}
_LISTS = {
    "start": told("two numbers [x, y]"),
    "at": told("two numbers [x, y]"),
    "frozen": told("a list of names of layers"),
    "groups": told("a list of groups of parameters"),
    "parameters": told("a list of names of layers"),
    "output": told("a list of a model's outputs"),
    "target": told("a list of targets"),
    "domain": told("four numbers [xmin, xmax, ymin, ymax]"),
    "runs": told("a list of runs"),
    "weights": told("a list of single weights"),
    "ends": told("a list of numbers of runs"),
    "changes": told("a list of changes"),
    "values": told("a list of numbers"),
    "params": told("a list of names of hyperparameters"),
}


_KINDS = told("function, formula or model")


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
            return told("the contract has no such field")
        case "union_tag_not_found":
            return told("expected an objective with its kind, {kinds}", kinds=_KINDS)
        case "union_tag_invalid":
            return told(
                "expected kind to be {kinds}, got {tag!r}", kinds=_KINDS, tag=str(context["tag"])[:40]
            )
        case "missing" if isinstance(problem["loc"][-1], str):
            return told("the field {name} is required, and was left out", name=name)
        case "missing":
            name = _name(problem["loc"][:-1])
            return told(
                "expected {name} to be {expected}, got {value}",
                name=name,
                expected=_list(problem["loc"][:-1]),
                value=shown(value),
            )
        case "too_short":
            things = _counted(context["min_length"], name)
            return told("expected at least {things}, got {count}", things=things, count=len(value))
        case "string_too_long":
            return told(
                "expected {name} to have at most {most} characters, got {count}",
                name=name,
                most=context["max_length"],
                count=len(value),
            )
    expected = _expected(problem["type"], problem["loc"], value, context)
    if not name:
        return told("expected {expected}, got {value}", expected=expected, value=shown(value))
    return told(
        "expected {name} to be {expected}, got {value}", name=name, expected=expected, value=shown(value)
    )


def _expected(kind: str, place: tuple[int | str, ...], value: object, context: dict[str, Any]) -> str:
    """What a field should have been."""
    match kind:
        case "greater_than_equal":
            return told("at least {least:.0f}", least=context["ge"])
        case "less_than":
            return told("below {bound:.0f}", bound=context["lt"])
        case "tuple_type" | "list_type" | "too_long":
            return _list(place)
        case "float_type":
            return told("a number within float64") if type(value) is int else told("a number")
        case "finite_number":
            return told("a finite number")
        case "int_type":
            return told("a whole number")
        case "string_type":
            return told("a string")
        case "bool_type":
            return told("true or false")
        case "literal_error":
            *others, last = str(context["expected"]).replace("'", "").split(" or ")
            return told("{others} or {last}", others=", ".join(others), last=last) if others else last
        case "model_type":
            return told("a JSON object with {fields}", fields=_required(context["class_name"]))
        case "model_attributes_type":
            return told("a JSON object with its kind and what belongs to it, such as kind and id")
        case "dict_type":
            return told("a JSON object of names and values")
    return told("something that JSON can hold")


def _list(place: tuple[int | str, ...]) -> str:
    """What kind of list belongs at a place; one under a name of the user's holds numbers."""
    if "ranges" in place:
        return told("two numbers [low, high]")
    return _LISTS.get(_name(place)) or told("a list of numbers")


def _required(form: str) -> str:
    """The fields that a form cannot do without, or those it may have, as a list in words."""
    fields = next(one for one in _forms(Form) if one.__name__ == form).model_fields
    return listed([name for name, field in fields.items() if field.is_required()] or list(fields))


def _forms(form: type[Form]) -> Iterator[type[Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _forms(one)


def _counted(count: int, name: str) -> str:
    """So many of what the list of that name holds."""
    if name not in _LISTS:
        return told("1 value") if count == 1 else told("{count} values", count=count)
    return f"{count} {name.removesuffix('s') if count == 1 else name}"


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
