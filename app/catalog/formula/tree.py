"""What a formula is made of once it has been checked: five kinds of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Symbol = Literal["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """x, y, pi or e."""

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


def depends_on_position(node: Node) -> bool:
    """Whether x or y occurs."""
    match node:
        case Number():
            return False
        case Name(id):
            return id in ("x", "y")
        case Negative(operand):
            return depends_on_position(operand)
        case Binary(_, left, right):
            return depends_on_position(left) or depends_on_position(right)
        case Call(_, arguments):
            return any(map(depends_on_position, arguments))
