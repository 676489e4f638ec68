"""A checked formula as a function of two tensors: a tree of closures, one for each node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor

from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number
from app.catalog.formula.vocabulary import PRIMITIVES

Evaluate: TypeAlias = Callable[[Tensor, Tensor], Tensor]

# torch computes these powers, and the powers in their gradients, by multiplication, root or reciprocal.
_EXACT_POWERS = frozenset({-1.0, 0.0, 0.5, 1.0, 2.0, 3.0})


def compiled(node: Node, first: str) -> Evaluate:
    """A function of two variables, `first` and the other, that calls what Python would call for the text.

    In Python's order: it decides how autograd sums the gradients of x and y. Numbers are kept as
    0-dimensional float64 tensors: torch gives the same bits for them as for a Python float, half a
    microsecond sooner.
    """
    match node:
        case Number(value):
            constant = _constant(value)
            return lambda x, y: constant
        case Name(id) if id == first:
            return lambda x, y: x
        case Name():
            return lambda x, y: y
        case Negative(operand):
            return _unary(torch.neg, compiled(operand, first))
        case Binary("**", base, exponent):
            return _power(base, exponent, first)
        case Binary("/", Number(value), divisor):
            # Python's float / tensor is this product, not torch.div.
            inverse = _unary(torch.reciprocal, compiled(divisor, first))
            return _binary(torch.mul, inverse, compiled(Number(value), first))
        case Binary(symbol, left, right):
            return _binary(_ARITHMETIC[symbol], compiled(left, first), compiled(right, first))
        case Call(function, (only,)):
            return _unary(PRIMITIVES[function].of_tensors, compiled(only, first))
        case Call(function, (one, other)):
            return _binary(PRIMITIVES[function].of_tensors, compiled(one, first), compiled(other, first))
    raise AssertionError(node)


_ARITHMETIC: dict[str, Callable[..., Tensor]] = {
    "+": torch.add,
    "-": torch.sub,
    "*": torch.mul,
    "/": torch.div,
}


def _constant(value: float) -> Tensor:
    """A tensor that autograd may keep, whatever mode the caller reads the formula in."""
    with torch.inference_mode(False):
        return torch.tensor(value, dtype=torch.float64)


def _unary(function: Callable[..., Tensor], operand: Evaluate) -> Evaluate:
    return lambda x, y: function(operand(x, y))


def _binary(function: Callable[..., Tensor], left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda x, y: function(left(x, y), right(x, y))


def _power(base: Node, exponent: Node, first: str) -> Evaluate:
    """A power keeps its number a Python float: torch has short cuts for x**2 and others that it looks for."""
    power = torch.pow
    if isinstance(exponent, Number):
        operand, number = compiled(base, first), exponent.value
        return lambda x, y: power(operand(x, y), number)
    if isinstance(base, Number):
        operand, number = compiled(exponent, first), base.value
        return lambda x, y: power(number, operand(x, y))
    return _binary(power, compiled(base, first), compiled(exponent, first))


def evaluates_at_any_width(node: Node) -> bool:
    """Whether each element of a vector comes out as it would alone, however many there are."""
    match node:
        case Number() | Name():
            return True
        case Negative(operand):
            return evaluates_at_any_width(operand)
        case Binary("**", base, exponent):
            exact = isinstance(exponent, Number) and exponent.value in _EXACT_POWERS
            return exact and evaluates_at_any_width(base)
        case Binary(_, left, right):
            return evaluates_at_any_width(left) and evaluates_at_any_width(right)
        case Call(function, arguments):
            return PRIMITIVES[function].any_width and all(map(evaluates_at_any_width, arguments))
