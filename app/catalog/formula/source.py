"""A checked formula as Python source, for the script that a person takes away."""

from __future__ import annotations

import math

from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number
from app.catalog.formula.vocabulary import PRIMITIVES

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_LEVEL = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


def as_python(node: Node) -> str:
    """An expression in numbers, variables and torch's functions, bit-equal to the formula in float64."""
    return _written(node)[0]


def _written(node: Node) -> tuple[str, int]:
    """The source of `node` and how tightly its outermost operator binds."""
    match node:
        case Number(value):
            return _number(value), _SIGN if math.copysign(1.0, value) < 0 else _ATOM
        case Name(id):
            return id, _ATOM
        case Negative(operand):
            return f"-{_within(operand, _SIGN)}", _SIGN
        case Binary("**", base, exponent):
            return f"{_within(base, _ATOM)}**{_within(exponent, _SIGN)}", _POWER
        case Binary(symbol, left, right):
            level = _LEVEL[symbol]
            operator = f" {symbol} " if level == _SUM else symbol
            return f"{_within(left, level)}{operator}{_within(right, level + 1)}", level
        case Call(function, arguments):
            written = ", ".join(map(_argument, arguments))
            return f"{PRIMITIVES[function].source}({written})", _ATOM


def _within(node: Node, level: int) -> str:
    """The source of `node`, in parentheses where its operator binds more loosely than `level`."""
    source, own = _written(node)
    return source if own >= level else f"({source})"


def _argument(node: Node) -> str:
    """torch's functions of two values take no Python numbers."""
    source, _ = _written(node)
    return f"torch.tensor({source}, dtype=torch.float64)" if isinstance(node, Number) else source


def _number(value: float) -> str:
    """The shortest text that Python reads as `value`; whole numbers without their `.0`."""
    whole = value.is_integer() and abs(value) < 1e15 and repr(value) != "-0.0"
    return str(int(value)) if whole else repr(value)
