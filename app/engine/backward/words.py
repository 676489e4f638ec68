"""A call of torch as a person writes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor
from torch.autograd.graph import Node

from app.engine.backward.recorder import Call, Constant, Origin

Label = Callable[[Origin], str]

SIGNS = {"add": "+", "sub": "−", "mul": "·", "div": "/", "truediv": "/", "matmul": "·", "mm": "·"}
POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FORMS: Mapping[str, str] = {
    "neg": "−{}",
    "abs": "|{}|",
    "absolute": "|{}|",
    "sqrt": "√{}",
    "square": "{}²",
    "reciprocal": "1 / {}",
    "exp": "exp({})",
    "sum": "sum of {}",
    "mean": "mean of {}",
    "maximum": "max({}, {})",
    "minimum": "min({}, {})",
}


def operation(call: Call, label: Label) -> str:
    """The right side of an equation, such as `y − v2`; `label` names what came before."""
    name, given = call.function.strip("_"), call.arguments
    if call.function.startswith("__r") and name[1:] in {*SIGNS, "pow"}:
        name, given = name[1:], given[::-1]
    words = [_word(each, label) for each in given]
    if name == "getitem":
        return f"{words[0]}[{_index(given[1])}]"
    if name == "pow":
        return _power(words[0], given[1], words[1])
    if name in SIGNS and len(words) >= 2:
        return f"{words[0]} {SIGNS[name]} {words[1]}"
    if name in FORMS:
        return FORMS[name].format(*words)
    told = [word for each, word in zip(given, words, strict=True) if _is_number(each) or _is_tensor(each)]
    return f"{name}({', '.join(told)})"


def _power(base: str, exponent: Any, word: str) -> str:
    number = exponent.number if isinstance(exponent, Constant) else exponent
    if isinstance(number, int | float) and float(number).is_integer():
        return base + f"{number:.0f}".translate(POWERS)
    return f"{base}^{word}"


def _word(given: Any, label: Label) -> str:
    match given:
        case Tensor() | Node():
            return label(given)
        case Constant(None, name):
            return name
        case Constant(number):
            return _digits(number)
        case bool():
            return str(given)
        case int() | float():
            return _digits(float(given))
        case tuple():
            return ", ".join(_word(each, label) for each in given)
    return str(given)


def _digits(number: float | None) -> str:
    for known, name in ((math.pi, "π"), (2 * math.pi, "2π"), (math.e, "e")):
        if number == known:
            return name
    return f"{number:.6g}".replace("-", "−")


def _index(given: Any) -> str:
    parts = given if isinstance(given, tuple) else (given,)
    return ", ".join("…" if part is Ellipsis else _span(part) for part in parts)


def _span(part: Any) -> str:
    if isinstance(part, slice):
        return f"{'' if part.start is None else part.start}:{'' if part.stop is None else part.stop}"
    return str(part)


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _is_tensor(given: Any) -> bool:
    if isinstance(given, tuple):
        return any(map(_is_tensor, given))
    return isinstance(given, Tensor | Node | Constant)
