"""From JSON values to the arguments of a constructor, by what the catalog declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.catalog.entries import Json, Parameter
from app.sentences import told


def arguments_of(id: str, declared: Sequence[Parameter], params: Mapping[str, Json]) -> dict[str, Any]:
    """`params` as Python arguments of their declared kinds: arrays become tuples, whole numbers stay whole.

    Raises `TypeError` for a name that `id` does not declare, `ValueError` for a fraction where a whole number
    is declared.
    """
    known = {parameter.name: parameter for parameter in declared}
    for name in params:
        if name not in known:
            raise TypeError(
                told(
                    "expected a parameter of {id}: {known}; got {name}",
                    id=id,
                    known=", ".join(known),
                    name=name,
                )
            )
    return {name: _argument(known[name], value) for name, value in params.items()}


def completed(declared: Sequence[Parameter], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`arguments` in the order of the declaration, with the default of each that is left out."""
    return {parameter.name: arguments.get(parameter.name, parameter.default) for parameter in declared}


def _argument(parameter: Parameter, value: Json) -> Any:
    if value is None:
        return None
    match parameter.kind:
        # Torch insists on floats for some (betas, pct_start), where JSON has no difference between 1 and 1.0.
        case "float":
            return float(value)
        case "int":
            return _whole(parameter.name, value)
        case "tuple":
            return tuple(_argument(item, given) for item, given in zip(parameter.items, value, strict=True))
        case "list":
            return [_argument(parameter.items[0], given) for given in value]
        case _:
            return value


def _whole(name: str, value: float) -> int:
    if value != int(value):
        raise ValueError(told("expected {name} to be a whole number, got {value}", name=name, value=value))
    return int(value)
