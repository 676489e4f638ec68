"""A message of every kind, filled with numbers of one's choice, by the types of its fields alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from app.messages import Message
from app.messages.kinds import Document, File, Weights

GRIDS = {"z", "basin", "steps"}
COLUMNS = ("x", "y", "loss", "distance")  # what some kinds expect among their columns
NOT_STREAMED = (Document, File, Weights)
KINDS: list[type] = [kind for kind in get_args(Message) if kind not in NOT_STREAMED]

Number = Callable[[], float]


def filled(kind: Any, number: Number) -> Any:
    """One of this kind whose every number is drawn."""
    hints = get_type_hints(kind)
    fields = {field.name: _value(hints[field.name], field.name, number) for field in dataclasses.fields(kind)}
    return kind(**fields)


def _value(hint: Any, name: str, number: Number) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint):
        return filled(hint, number)
    if origin in (Union, UnionType):
        return _value(next(one for one in inner if one is not NoneType), name, number)
    if origin is Literal:
        return inner[0]
    if origin is np.ndarray:
        whole = "int" in str(inner)
        values = [1, 2] if whole else [number(), number()]
        return np.array([values, values] if name in GRIDS else values)
    if origin is tuple:
        few = inner[:1] * 2 if inner[-1] is Ellipsis else inner
        return tuple(_value(one, name, number) for one in few)
    if origin is Mapping or issubclass(origin or hint, Mapping):
        return {key: _value(inner[1], key, number) for key in COLUMNS}
    return {float: number, int: lambda: 1, str: lambda: "a", bool: lambda: True, object: number}.get(
        hint, number
    )()
