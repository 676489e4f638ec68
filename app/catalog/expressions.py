"""Expressions of ours, as short texts: read into trees, and computed with numbers or arrays of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.catalog.formula.tree import OPERATORS, Binary, Call, Name, Negative, Node, Number, Symbol

Value: TypeAlias = float | npt.NDArray[np.float64]


@cache
def read_expression(text: str) -> Node:
    """The tree of an expression, which is ours: what is not in the grammar is a mistake in the catalog."""
    return _read(ast.parse(text, mode="eval").body)


def _read(node: ast.expr) -> Node:
    match node:
        case ast.Constant(value=int() | float() as value):
            return Number(float(value))
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negative(_read(operand))
        case ast.BinOp(left=left, op=operator, right=right):
            return Binary(OPERATORS[type(operator)], _read(left), _read(right))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return Call(name, tuple(map(_read, arguments)))
    raise AssertionError(ast.dump(node))


def compute_tree(node: Node, values: Mapping[str, Value], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of a tree, with the meaning that `functions` gives to its calls."""
    match node:
        case Number(value):
            return value
        case Name(id):
            return values[id]
        case Negative(operand):
            return -compute_tree(operand, values, functions)
        case Binary(symbol, left, right):
            first, second = (compute_tree(side, values, functions) for side in (left, right))
            return _ARITHMETIC[symbol](first, second)
        case Call(function, arguments):
            return functions[function](*(compute_tree(each, values, functions) for each in arguments))


def _power(base: Value, exponent: Value) -> Value:
    """Of two numbers as Python has it, and so torch's optimizers; NumPy may differ in the last place."""
    if isinstance(base, float | int) and isinstance(exponent, float | int):
        try:
            return float(base**exponent)
        except (OverflowError, ZeroDivisionError):
            return np.inf
    return np.power(base, exponent)


_ARITHMETIC: dict[Symbol, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": _power,
}
