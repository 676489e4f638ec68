"""Lines of a chain as mathematics and as numbers: sums in symbols, and written out to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import torch

from app.catalog.expressions import compute_tree
from app.catalog.formula.mathml import ATOM, POWER, PRODUCT, Piece, Writer
from app.catalog.formula.tree import Binary, Call, Name, Negative, Node
from app.catalog.formula.vocabulary import PRIMITIVES
from app.catalog.losses.chain.parts import ONLY, Labels
from app.catalog.losses.chain.symbols import SYMBOLS
from app.catalog.notation import formula, sub, upright

# Sums of more terms are written with this many, and what the others come to.
MOST_TERMS = 10
_WRITTEN = 8

Indices = Mapping[str, Labels]


def parted(name: str, indices: Indices) -> tuple[str, str | None]:
    """`p_c` as p and c; a name without index as it is."""
    base, _, index = name.rpartition("_")
    return (base, index) if base and index in indices else (name, None)


def named(base: str, label: int | None) -> str:
    return base if label is None else f"{base}_{label}"


def chosen(node: Node, index: str, label: int | None, indices: Indices) -> Node:
    """The tree for one label of `index`."""
    match node:
        case Name(id):
            base, own = parted(id, indices)
            return Name(named(base, label)) if own == index else node
        case Negative(operand):
            return Negative(chosen(operand, index, label, indices))
        case Binary(symbol, left, right):
            return Binary(symbol, chosen(left, index, label, indices), chosen(right, index, label, indices))
        case Call(function, arguments):
            return Call(function, tuple(chosen(each, index, label, indices) for each in arguments))
    return node


class Expansion:
    """Sums and maxima over an index, written out; what is too long ends in one number, put into `values`."""

    def __init__(self, name: str, indices: Indices, values: dict[str, float]) -> None:
        self._name, self._indices, self._values = name, indices, values

    def of(self, node: Node) -> Node:
        match node:
            case Call("total" | "largest" as function, (body, Name(index))):
                return self._written(function, body, index)
            case Call(function, arguments):
                return Call(function, tuple(map(self.of, arguments)))
            case Binary(symbol, left, right):
                return Binary(symbol, self.of(left), self.of(right))
            case Negative(operand):
                return Negative(self.of(operand))
        return node

    def _written(self, function: str, body: Node, index: str) -> Node:
        terms = [chosen(body, index, label, self._indices) for label in self._indices[index]]
        if len(terms) > MOST_TERMS:
            rest = f"rest_{self._name}_{index}"
            left_out = _joined(function, terms[_WRITTEN:])
            self._values[rest] = compute(left_out, self._values)
            terms = [*terms[:_WRITTEN], Name(rest)]
        return _joined(function, terms)


def _joined(function: str, terms: list[Node]) -> Node:
    if len(terms) == 1:
        return terms[0]
    if function == "largest":
        return Call("max", tuple(terms))
    return reduce(lambda sum, term: Binary("+", sum, term), terms)


def compute(node: Node, values: Mapping[str, float]) -> float:
    """The value of an expansion, in float64."""
    with np.errstate(all="ignore"):
        return float(compute_tree(node, values, _FUNCTIONS))


def _of_torch(name: str) -> Any:
    function = PRIMITIVES[name].of_tensors
    return lambda *values: function(*(torch.tensor(value, dtype=torch.float64) for value in values)).item()


_FUNCTIONS: dict[str, Any] = {
    **{name: _of_torch(name) for name in PRIMITIVES},
    "max": lambda *values: reduce(np.maximum, values),
    "min": lambda *values: reduce(np.minimum, values),
}


def in_symbols(name: str, node: Node, indices: Indices) -> str:
    """`name` = the expression, in the field's letters: a <math> element."""
    return formula(symbol_of(name, indices), "=", f"<mrow>{_InSymbols(indices).shown(node).xml}</mrow>")


def to_fill(expansion: Node) -> str:
    """The expression with <mrow data-name="..."> in the place of each number: a <math> element."""
    return formula(f"<mrow>{_ToFill().shown(expansion).xml}</mrow>")


def symbol_of(name: str, indices: Indices) -> str:
    base, index = parted(name, indices)
    if index is None or indices[index] == ONLY:
        return SYMBOLS[base]
    return sub(SYMBOLS[base], index)


class _InSymbols(Writer):
    def __init__(self, indices: Indices) -> None:
        self._indices = indices

    def name(self, id: str) -> Piece:
        return Piece(symbol_of(id, self._indices), ATOM, "letter", "letter")

    def call(self, function: str, arguments: tuple[Node, ...]) -> Piece:
        match function, arguments:
            case "total" | "largest", (body, Name(index)) if self._indices[index] == ONLY:
                return self.shown(body)
            case "total", (body, Name(index)):
                inside = self.within(body, PRODUCT).xml
                sign = f'<munder><mo movablelimits="false">∑</mo><mi>{index}</mi></munder>'
                return Piece(f"<mrow>{sign}{inside}</mrow>", PRODUCT, "word", "word")
            case "largest", (body, Name(index)):
                sign = f"<munder>{upright('max')}<mi>{index}</mi></munder>"
                return Piece(f"<mrow>{sign}{self.shown(body).xml}</mrow>", POWER, "word")
        return super().call(function, arguments)


class _ToFill(Writer):
    def name(self, id: str) -> Piece:
        # A product of numbers needs its dot.
        return Piece(f'<mrow data-name="{id}"></mrow>', ATOM, "digit")
