"""What a formula is made of once it has been checked: five kinds of nodes."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

Symbol = Literal["+", "-", "*", "/", "**"]
# Python's own nodes for them, as formulas and the expressions of rules are read.
OPERATORS: dict[type[ast.operator], Symbol] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """One of the formula's two variables, pi or e."""

    id: str


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    symbol: Symbol
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the vocabulary, applied to as many arguments as it takes."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Name | Negative | Binary | Call


def depends_on(node: Node, names: Collection[str]) -> bool:
    """Whether one of `names` occurs."""
    match node:
        case Number():
            return False
        case Name(id):
            return id in names
        case Negative(operand):
            return depends_on(operand, names)
        case Binary(_, left, right):
            return depends_on(left, names) or depends_on(right, names)
        case Call(_, arguments):
            return any(depends_on(argument, names) for argument in arguments)
