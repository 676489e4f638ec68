"""What is made of numbers alone is one number."""

from __future__ import annotations

import math

from app.catalog.formula.grammar import FormulaError
from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number, Symbol
from app.catalog.formula.vocabulary import CONSTANTS, PRIMITIVES
from app.sentences import told


def fold(node: Node) -> Node:
    """The same tree with every part that has no variable computed as a float, as Python would compute it.

    Raises `FormulaError` where the result overflows, is complex, or is undefined.
    """
    match node:
        case Name(id) if id in CONSTANTS:
            return Number(CONSTANTS[id])
        case Negative(operand):
            operand = fold(operand)
            return Number(-operand.value) if isinstance(operand, Number) else Negative(operand)
        case Binary(symbol, left, right):
            left, right = fold(left), fold(right)
            if isinstance(left, Number) and isinstance(right, Number):
                return Number(_combined(symbol, left.value, right.value))
            return Binary(symbol, left, right)
        case Call(function, arguments):
            arguments = tuple(map(fold, arguments))
            values = [argument.value for argument in arguments if isinstance(argument, Number)]
            if len(values) == len(arguments):
                return Number(_applied(function, values))
            return Call(function, arguments)
    return node


def _combined(symbol: Symbol, left: float, right: float) -> float:
    shown = f"{left!r} {symbol} {right!r}"
    try:
        match symbol:
            case "+":
                return _finite(left + right, shown)
            case "-":
                return _finite(left - right, shown)
            case "*":
                return _finite(left * right, shown)
            case "/":
                return _finite(left / right, shown)
            case "**":
                return _finite(left**right, shown)
    except OverflowError:
        raise _overflow(shown) from None
    except ZeroDivisionError:
        raise FormulaError(
            told("expected a finite number, but {shown} divides by zero", shown=shown)
        ) from None


def _applied(function: str, values: list[float]) -> float:
    shown = f"{function}({', '.join(map(repr, values))})"
    try:
        return _finite(float(PRIMITIVES[function].of_numbers(*values)), shown)
    except OverflowError:
        raise _overflow(shown) from None
    except ValueError:
        raise FormulaError(told("expected a real number, but {shown} is undefined", shown=shown)) from None


def _finite(value: float | complex, shown: str) -> float:
    if isinstance(value, complex):
        raise FormulaError(told("expected a real number, but {shown} is complex", shown=shown))
    if not math.isfinite(value):
        raise _overflow(shown)
    return value


def _overflow(shown: str) -> FormulaError:
    return FormulaError(
        told("expected a finite number, but {shown} overflows; floats end at 1.8e308", shown=shown)
    )
