"""A checked formula as mathematics to look at: presentation MathML."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number
from app.catalog.formula.vocabulary import PRIMITIVES

SUM, PRODUCT, POWER, ATOM = range(1, 5)
_NAMES = {"pi": "π", "e": "e"}
_RAISED = frozenset({"sin", "cos", "tan", "tanh", "cosh", "sinh"})
_MINUS, _TIMES, _DOT, _APPLY = "−", "&#x2062;", "⋅", "&#x2061;"


def as_mathml(node: Node) -> str:
    """A <math> element, complete with its namespace; π, e and the functions stand upright."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{Writer().shown(node).xml}</mrow></math>'


@dataclass(frozen=True, slots=True)
class Piece:
    """Markup, how tightly its outermost operator binds, and what it begins and ends with.

    `first` is digit, letter, word, fraction, minus, ( or another sign; `last` is letter, word
    or nothing of note.
    """

    xml: str
    level: int
    first: str
    last: str = ""


class Writer:
    """A formula's tree written as markup; others may write its names and functions in a way of their own."""

    def shown(self, node: Node) -> Piece:
        match node:
            case Number(value):
                return _number(value)
            case Name(id):
                return self.name(id)
            case Negative(operand):
                piece = self._after_sign(operand, PRODUCT)
                return Piece(f'<mo form="prefix">{_MINUS}</mo>{piece.xml}', PRODUCT, "minus", piece.last)
            case Binary("**", base, exponent):
                return self._power(base, exponent)
            case Binary("/", Negative(operand), right):
                return self.shown(Negative(Binary("/", operand, right)))
            case Binary("/", left, right):
                return Piece(f"<mfrac>{self.row(left)}{self.row(right)}</mfrac>", PRODUCT, "fraction")
            case Binary("*", left, right):
                return _product(self.within(left, PRODUCT), self._after_sign(right, PRODUCT))
            case Binary(symbol, left, right):
                first, second = (
                    self.within(left, SUM),
                    self._after_sign(right, PRODUCT if symbol == "-" else SUM),
                )
                sign = _MINUS if symbol == "-" else "+"
                return Piece(f"{first.xml}<mo>{sign}</mo>{second.xml}", SUM, first.first, second.last)
            case Call(function, arguments):
                return self.call(function, arguments)

    def name(self, id: str) -> Piece:
        if id in _NAMES:
            return Piece(f'<mi mathvariant="normal">{_NAMES[id]}</mi>', ATOM, "letter", "letter")
        kind = "word" if len(id) > 1 else "letter"
        return Piece(f"<mi>{id}</mi>", ATOM, kind, kind)

    def _power(self, base: Node, exponent: Node) -> Piece:
        match base, exponent:
            case _, Binary("/", Number(1.0), Number(2.0)):
                return self._root(base)
            case _, Binary("/", Number(1.0), Number() as degree):
                return Piece(f"<mroot>{self.row(base)}{self.row(degree)}</mroot>", POWER, "√")
            case Call(function, arguments), Number(value) if function in _RAISED and value.is_integer():
                head = f"<msup>{_function_name(function)}{self.row(exponent)}</msup>"
                return Piece(f"{head}<mo>{_APPLY}</mo>{self.arguments(arguments)}", POWER, "word")
        piece = self.within(base, ATOM)
        return Piece(f"<msup><mrow>{piece.xml}</mrow>{self.row(exponent)}</msup>", POWER, piece.first)

    def call(self, function: str, arguments: tuple[Node, ...]) -> Piece:
        match function:
            case "sqrt":
                return self._root(arguments[0])
            case "abs":
                bar = '<mo fence="true" form="{}" stretchy="true">|</mo>'
                inside = self.shown(arguments[0]).xml
                xml = f"<mrow>{bar.format('prefix')}{inside}{bar.format('postfix')}</mrow>"
                return Piece(xml, ATOM, "|")
        xml = f"{_function_name(function)}<mo>{_APPLY}</mo>{self.arguments(arguments)}"
        return Piece(xml, POWER, "word")

    def _root(self, operand: Node) -> Piece:
        return Piece(f"<msqrt>{self.shown(operand).xml}</msqrt>", POWER, "√")

    def arguments(self, arguments: tuple[Node, ...]) -> str:
        return parentheses("<mo>,</mo>".join(self.shown(argument).xml for argument in arguments))

    def row(self, node: Node) -> str:
        """One child of a fraction, a power or a root, which is its own group and needs no parentheses."""
        return f"<mrow>{self.shown(node).xml}</mrow>"

    def within(self, node: Node, level: int) -> Piece:
        """`node`, in parentheses where its operator binds more loosely than `level`."""
        piece = self.shown(node)
        return piece if piece.level >= level else Piece(parentheses(piece.xml), ATOM, "(")

    def _after_sign(self, node: Node, level: int) -> Piece:
        """`node` as it stands after an operator, where a minus of its own needs parentheses too."""
        piece = self.within(node, level)
        return piece if piece.first != "minus" else Piece(parentheses(piece.xml), ATOM, "(")


def _number(value: float) -> Piece:
    if value.is_integer() and abs(value) < 1e15:
        return Piece(f"<mn>{int(value)}</mn>", ATOM, "digit")
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return Piece(f"<mn>{mantissa}</mn>", ATOM, "digit")
    sign = f"<mo>{_MINUS}</mo>" if exponent.startswith("-") else ""
    power = f"<msup><mn>10</mn><mrow>{sign}<mn>{exponent.lstrip('+-0')}</mn></mrow></msup>"
    return Piece(f"<mn>{mantissa}</mn><mo>×</mo>{power}", PRODUCT, "digit")


def _product(left: Piece, right: Piece) -> Piece:
    """Side by side where that reads as a product; a dot before numbers and fractions, and in x ⋅ (y + 1)."""
    if right.first in ("digit", "fraction") or (left.last in ("letter", "word") and right.first == "("):
        between = f"<mo>{_DOT}</mo>"
    elif "word" in (right.first, left.last):
        between = f'<mo>{_TIMES}</mo><mspace width="0.17em"/>'
    else:
        between = f"<mo>{_TIMES}</mo>"
    return Piece(f"{left.xml}{between}{right.xml}", PRODUCT, left.first, right.last)


def _function_name(function: str) -> str:
    return f'<mi mathvariant="normal">{PRIMITIVES[function].shown}</mi>'


def parentheses(xml: str) -> str:
    return f"<mrow><mo>(</mo>{xml}<mo>)</mo></mrow>"
