"""The expressions of the rules: read, computed, and written as mathematics, in symbols and to be filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from app.catalog.expressions import Value, compute_tree, read_expression
from app.catalog.formula.mathml import ATOM, POWER, PRODUCT, Piece, Writer, parentheses
from app.catalog.formula.tree import Name, Node
from app.catalog.notation import formula, upright
from app.catalog.rules.symbols import SYMBOLS


def _float32(value: Value) -> Value:
    return np.float64(np.float32(value))


def _by_sign(value: Value, positive: Value, zero: Value, negative: Value) -> Value:
    return np.where(np.greater(value, 0), positive, np.where(np.less(value, 0), negative, zero))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "min": np.minimum,
    "float32": _float32,
    "by_sign": _by_sign,
    "dot": np.dot,
    "norm1": lambda value: np.abs(value).sum(),
    "rms": lambda value: np.sqrt(np.mean(np.square(value))),
    "times": lambda columns, value: columns @ value,
}


def compute(text: str, values: Mapping[str, Value]) -> Value:
    """The expression's value: numbers, or float64 (n,) with one for each coordinate."""
    with np.errstate(all="ignore"):
        value: Value = compute_tree(read_expression(text), values, FUNCTIONS)
    return value


@cache
def in_symbols(name: str, text: str) -> str:
    """`name` = the expression, in the field's letters: a <math> element."""
    return formula(SYMBOLS[name], "=", f"<mrow>{_InSymbols().shown(read_expression(text)).xml}</mrow>")


@cache
def to_fill(text: str) -> str:
    """The expression with a place for each number: a <math> element.

    <mrow data-name="m"> stands for the number of one coordinate, with data-at="0" for that of coordinate 0.
    """
    return formula(f"<mrow>{_ToFill().shown(read_expression(text)).xml}</mrow>")


class _OfRules(Writer):
    """Functions that formulas do not have."""

    def call(self, function: str, arguments: tuple[Node, ...]) -> Piece:
        match function, arguments:
            case "float32", _:
                head = f"{upright('float32')}<mo>&#x2061;</mo>"
                return Piece(head + self.arguments(arguments), POWER, "word")
            case "by_sign", (value, *branches):
                return self._cases(value, branches)
        return super().call(function, arguments)

    def _cases(self, value: Node, branches: list[Node]) -> Piece:
        rows = "".join(
            f'<mtr><mtd columnalign="left">{self.row(branch)}</mtd>'
            f'<mtd columnalign="left">{self.row(value)}<mo>{sign}</mo><mn>0</mn></mtd></mtr>'
            for branch, sign in zip(branches, ("&gt;", "=", "&lt;"), strict=True)
        )
        return Piece(f'<mrow><mo stretchy="true">{{</mo><mtable>{rows}</mtable></mrow>', ATOM, "{")


class _InSymbols(_OfRules):
    def name(self, id: str) -> Piece:
        return Piece(SYMBOLS[id], ATOM, "letter", "letter")

    def call(self, function: str, arguments: tuple[Node, ...]) -> Piece:
        match function, arguments:
            case "dot", (one, other):
                xml = f"<msup>{self.row(one)}<mo>⊤</mo></msup>{self.row(other)}"
                return Piece(xml, PRODUCT, "letter", "letter")
            case "times", (one, other):
                return Piece(self.row(one) + self.row(other), PRODUCT, "letter", "letter")
            case "norm1", (only,):
                bars = f"<mrow><mo>‖</mo>{self.row(only)}<mo>‖</mo></mrow>"
                return Piece(f"<msub>{bars}<mn>1</mn></msub>", ATOM, "‖")
            case "rms", _:
                return Piece(f"{upright('rms')}<mo>&#x2061;</mo>{self.arguments(arguments)}", POWER, "word")
        return super().call(function, arguments)


class _ToFill(_OfRules):
    """Places for numbers; what sums over the coordinates is written out for two of them."""

    def name(self, id: str) -> Piece:
        # A product of numbers needs its dot.
        return Piece(f'<mrow data-name="{id}"></mrow>', ATOM, "digit")

    def call(self, function: str, arguments: tuple[Node, ...]) -> Piece:
        match function, arguments:
            case "dot", (Name(one), Name(other)):
                pairs = [f"{_place(one, at)}<mo>⋅</mo>{_place(other, at)}" for at in (0, 1)]
                return Piece(parentheses("<mo>+</mo>".join(pairs)), ATOM, "(")
            case "times", (Name(one), Name(other)):
                pairs = [
                    f"{_place(f'{one}_{axis}')}<mo>⋅</mo>{_place(other, at)}" for at, axis in enumerate("xy")
                ]
                return Piece(parentheses("<mo>+</mo>".join(pairs)), ATOM, "(")
            case "norm1", (Name(only),):
                sizes = [f"<mrow><mo>|</mo>{_place(only, at)}<mo>|</mo></mrow>" for at in (0, 1)]
                return Piece(parentheses("<mo>+</mo>".join(sizes)), ATOM, "(")
            case "rms", (Name(only),):
                squares = [f"<msup><mrow>{_place(only, at)}</mrow><mn>2</mn></msup>" for at in (0, 1)]
                mean = f"<mfrac><mrow>{'<mo>+</mo>'.join(squares)}</mrow><mn>2</mn></mfrac>"
                return Piece(f"<msqrt>{mean}</msqrt>", ATOM, "√")
        return super().call(function, arguments)


def _place(name: str, at: int | None = None) -> str:
    return f'<mrow data-name="{name}"' + (f' data-at="{at}"' if at is not None else "") + "></mrow>"
