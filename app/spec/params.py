"""Are these values of the right kind? Checks of hyperparameters against their declarations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import torch

from app.catalog import OPTIMIZERS
from app.catalog.build import build_optimizer
from app.catalog.entries import Parameter
from app.errors import Refusal
from app.sentences import told, told_by
from app.spec.wording import shown

IMPLEMENTATION_SWITCHES = frozenset({"foreach", "fused", "capturable", "differentiable"})
_ELEMENT = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d)\])?")


def complete(owner: str, declared: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """`given` checked, with torch's default for what is left out, in the order of the declaration.

    Raises `Refusal` whose field is the parameter's name.
    """
    known = {parameter.name: parameter for parameter in declared}
    for name in given:
        if name in IMPLEMENTATION_SWITCHES:
            message = told(
                "{owner}: {name} chooses an implementation, not a path; leave it out", owner=owner, name=name
            )
            raise Refusal("implementation_switch", message, name)
        if name not in known:
            expected = ", ".join(known) or told("none")
            message = told(
                "{owner} has no parameter {name!r}; it has {expected}",
                owner=owner,
                name=name[:40],
                expected=expected,
            )
            raise Refusal("unknown_param", message, name[:40])
    return {
        name: checked_value(parameter, given[name]) if name in given else parameter.default
        for name, parameter in known.items()
    }


def checked_value(parameter: Parameter, value: Any) -> Any:
    """`value` in the form of its kind, or a `Refusal` that says which kind was expected."""
    if value is None:
        if parameter.nullable:
            return None
        raise _wrong(parameter, value, _KINDS[parameter.kind])
    match parameter.kind:
        case "float" if isinstance(value, int | float) and not isinstance(value, bool):
            return _as_float(parameter, value)
        case "int" if isinstance(value, int) and not isinstance(value, bool):
            return _as_int(parameter, value)
        case "bool" if isinstance(value, bool):
            return value
        case "choice" if isinstance(value, str) and value in parameter.choices:
            return value
        case "choice":
            choices = parameter.choices if isinstance(value, str) else map(json.dumps, parameter.choices)
            raise _wrong(parameter, value, told("one of {choices}", choices=", ".join(choices)))
        case "text" if isinstance(value, str):
            return value
        case "tuple":
            return _as_items(parameter, value)
        case "list":
            return _as_list(parameter, value)
        case "schedules" if isinstance(value, list | tuple):
            return list(value)
    raise _wrong(parameter, value, _KINDS[parameter.kind])


@lru_cache(maxsize=4096)
def _probe(optimizer: str, params: tuple[tuple[str, Any], ...]) -> str | None:
    """Torch's complaint about these arguments, or None when it takes them."""
    try:
        build_optimizer(optimizer, dict(params), [probe_of(optimizer)])
    except (ValueError, TypeError, RuntimeError, OverflowError) as error:
        return told_by(error)
    return None


def probe_of(optimizer: str) -> torch.Tensor:
    """A small parameter that this optimizer can be built on: a position, or a matrix where it needs one."""
    size = (2, 2) if OPTIMIZERS[optimizer].needs == "matrices" else (2,)
    return torch.zeros(size, dtype=torch.float64, requires_grad=True)


def accept(optimizer: str, params: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raise a `Refusal` with torch's own message, at the `given` parameter to blame, if torch refuses."""
    complaint = _probe(optimizer, _hashable(params))
    if complaint is None:
        return
    defaults = {parameter.name: parameter.default for parameter in OPTIMIZERS[optimizer].params}
    for name in given:
        if _probe(optimizer, _hashable({**defaults, name: params[name]})) is not None:
            raise Refusal(
                "out_of_range",
                told("{optimizer}: {complaint}", optimizer=optimizer, complaint=complaint),
                name,
            )
    raise Refusal(
        "out_of_range", told("{optimizer}: {complaint}", optimizer=optimizer, complaint=complaint), None
    )


def with_element(optimizer: str, params: Mapping[str, Any], path: str, value: float) -> dict[str, Any]:
    """`params` with another number at `path`, such as `lr` or `betas[0]`; `Refusal` if there is none."""
    parameter = declared_number(optimizer, path)
    name, _, index = path.partition("[")
    if not index:
        return {**params, name: _number(parameter, value)}
    items = list(params[name])
    items[int(index.rstrip("]"))] = _number(parameter, value)
    return {**params, name: items}


def with_elements(optimizer: str, params: Mapping[str, Any], choice: Mapping[str, float]) -> dict[str, Any]:
    """`params` with another number at each path of `choice`; `Refusal` if there is none."""
    chosen = dict(params)
    for path, value in choice.items():
        chosen = with_element(optimizer, chosen, path, value)
    return chosen


def declared_number(optimizer: str, path: str) -> Parameter:
    """The declaration of the number at `path`, such as `lr` or `betas[0]`; `Refusal` if there is none."""
    match = _ELEMENT.fullmatch(path)
    declared = {parameter.name: parameter for parameter in OPTIMIZERS[optimizer].params}
    parameter = declared.get(match["name"]) if match else None
    if match is None or parameter is None:
        message = told(
            "{owner} has no parameter {name!r}; it has {expected}",
            owner=optimizer,
            name=path[:40],
            expected=", ".join(declared),
        )
        raise Refusal("unknown_param", message, "param")
    if match["index"] is None and parameter.kind in ("float", "int"):
        return parameter
    index = int(match["index"] or 0)
    if match["index"] is not None and parameter.kind == "tuple" and index < len(parameter.items):
        return parameter.items[index]
    message = told(
        "expected a single number such as lr or betas[0] to vary, got {path!r} of {optimizer}",
        path=path[:40],
        optimizer=optimizer,
    )
    raise Refusal("not_a_number", message, "param")


def _number(parameter: Parameter, value: float) -> float | int:
    if parameter.kind == "int":
        if value != int(value):
            raise _wrong(parameter, value, told("whole numbers"))
        return int(value)
    return float(value)


_KINDS = {
    "float": told("a number"),
    "int": told("a whole number"),
    "bool": told("true or false"),
    "choice": told("one of its choices"),
    "tuple": told("a list of numbers"),
    "list": told("a list of numbers"),
    "schedules": told("a list of schedules"),
    "text": told("a text"),
}


def _wrong(parameter: Parameter, value: Any, expected: str) -> Refusal:
    message = told(
        "expected {name} to be {expected}, got {value}",
        name=parameter.name,
        expected=expected,
        value=shown(value),
    )
    return Refusal("wrong_type", message, parameter.name)


def _as_float(parameter: Parameter, value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        raise _wrong(parameter, value, told("a number within float64")) from None


def _as_int(parameter: Parameter, value: int) -> int:
    if abs(value) >= 2**53:
        raise _wrong(parameter, value, told("a whole number below 2**53"))
    return value


def _as_items(parameter: Parameter, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) != len(parameter.items):
        raise _wrong(parameter, value, told("a list of {items} numbers", items=len(parameter.items)))
    return [
        _indexed(parameter, index, item, given)
        for index, (item, given) in enumerate(zip(parameter.items, value, strict=True))
    ]


def _as_list(parameter: Parameter, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > 100:
        raise _wrong(parameter, value, told("a list of at most 100 numbers"))
    element = parameter.items[0]
    return [_indexed(parameter, index, element, given) for index, given in enumerate(value)]


def _indexed(parameter: Parameter, index: int, item: Parameter, value: Any) -> Any:
    try:
        return checked_value(item, value)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, f"{parameter.name}[{index}]") from None


def _hashable(params: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in params.items())
