"""A checked formula as mathematics to look at: presentation MathML."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number
from app.catalog.formula.vocabulary import PRIMITIVES

_SUM, _PRODUCT, _POWER, _ATOM = range(1, 5)
_NAMES = {"pi": "π", "e": "e"}
_RAISED = frozenset({"sin", "cos", "tan", "tanh", "cosh", "sinh"})
_MINUS, _TIMES, _DOT, _APPLY = "−", "&#x2062;", "⋅", "&#x2061;"


def as_mathml(node: Node) -> str:
    """A <math> element, complete with its namespace; π, e and the functions stand upright."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{_shown(node).xml}</mrow></math>'


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markup, how tightly its outermost operator binds, and what it begins and ends with.

    `first` is digit, letter, word, fraction, minus, ( or another sign; `last` is letter, word
    or nothing of note.
    """

    xml: str
    level: int
    first: str
    last: str = ""


def _shown(node: Node) -> _Piece:
    match node:
        case Number(value):
            return _number(value)
        case Name(id) if id in _NAMES:
            return _Piece(f'<mi mathvariant="normal">{_NAMES[id]}</mi>', _ATOM, "letter", "letter")
        case Name(id):
            kind = "word" if len(id) > 1 else "letter"
            return _Piece(f"<mi>{id}</mi>", _ATOM, kind, kind)
        case Negative(operand):
            piece = _after_sign(operand, _PRODUCT)
            return _Piece(f'<mo form="prefix">{_MINUS}</mo>{piece.xml}', _PRODUCT, "minus", piece.last)
        case Binary("**", base, exponent):
            return _power(base, exponent)
        case Binary("/", Negative(operand), right):
            return _shown(Negative(Binary("/", operand, right)))
        case Binary("/", left, right):
            return _Piece(f"<mfrac>{_row(left)}{_row(right)}</mfrac>", _PRODUCT, "fraction")
        case Binary("*", left, right):
            return _product(_within(left, _PRODUCT), _after_sign(right, _PRODUCT))
        case Binary(symbol, left, right):
            first, second = _within(left, _SUM), _after_sign(right, _PRODUCT if symbol == "-" else _SUM)
            sign = _MINUS if symbol == "-" else "+"
            return _Piece(f"{first.xml}<mo>{sign}</mo>{second.xml}", _SUM, first.first, second.last)
        case Call(function, arguments):
            return _call(function, arguments)


def _number(value: float) -> _Piece:
    if value.is_integer() and abs(value) < 1e15:
        return _Piece(f"<mn>{int(value)}</mn>", _ATOM, "digit")
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return _Piece(f"<mn>{mantissa}</mn>", _ATOM, "digit")
    sign = f"<mo>{_MINUS}</mo>" if exponent.startswith("-") else ""
    power = f"<msup><mn>10</mn><mrow>{sign}<mn>{exponent.lstrip('+-0')}</mn></mrow></msup>"
    return _Piece(f"<mn>{mantissa}</mn><mo>×</mo>{power}", _PRODUCT, "digit")


def _product(left: _Piece, right: _Piece) -> _Piece:
    """Side by side where that reads as a product; a dot before numbers and fractions, and in x ⋅ (y + 1)."""
    if right.first in ("digit", "fraction") or (left.last in ("letter", "word") and right.first == "("):
        between = f"<mo>{_DOT}</mo>"
    elif "word" in (right.first, left.last):
        between = f'<mo>{_TIMES}</mo><mspace width="0.17em"/>'
    else:
        between = f"<mo>{_TIMES}</mo>"
    return _Piece(f"{left.xml}{between}{right.xml}", _PRODUCT, left.first, right.last)


def _power(base: Node, exponent: Node) -> _Piece:
    match base, exponent:
        case _, Binary("/", Number(1.0), Number(2.0)):
            return _root(base)
        case _, Binary("/", Number(1.0), Number() as degree):
            return _Piece(f"<mroot>{_row(base)}{_row(degree)}</mroot>", _POWER, "√")
        case Call(function, arguments), Number(value) if function in _RAISED and value.is_integer():
            head = f"<msup>{_function_name(function)}{_row(exponent)}</msup>"
            return _Piece(f"{head}<mo>{_APPLY}</mo>{_arguments(arguments)}", _POWER, "word")
    piece = _within(base, _ATOM)
    return _Piece(f"<msup><mrow>{piece.xml}</mrow>{_row(exponent)}</msup>", _POWER, piece.first)


def _call(function: str, arguments: tuple[Node, ...]) -> _Piece:
    match function:
        case "sqrt":
            return _root(arguments[0])
        case "abs":
            bar = '<mo fence="true" form="{}" stretchy="true">|</mo>'
            inside = _shown(arguments[0]).xml
            xml = f"<mrow>{bar.format('prefix')}{inside}{bar.format('postfix')}</mrow>"
            return _Piece(xml, _ATOM, "|")
    xml = f"{_function_name(function)}<mo>{_APPLY}</mo>{_arguments(arguments)}"
    return _Piece(xml, _POWER, "word")


def _root(operand: Node) -> _Piece:
    return _Piece(f"<msqrt>{_shown(operand).xml}</msqrt>", _POWER, "√")


def _function_name(function: str) -> str:
    return f'<mi mathvariant="normal">{PRIMITIVES[function].shown}</mi>'


def _arguments(arguments: tuple[Node, ...]) -> str:
    return _parentheses("<mo>,</mo>".join(_shown(argument).xml for argument in arguments))


def _row(node: Node) -> str:
    """One child of a fraction, a power or a root, which is its own group and needs no parentheses."""
    return f"<mrow>{_shown(node).xml}</mrow>"


def _within(node: Node, level: int) -> _Piece:
    """`node`, in parentheses where its operator binds more loosely than `level`."""
    piece = _shown(node)
    return piece if piece.level >= level else _Piece(_parentheses(piece.xml), _ATOM, "(")


def _after_sign(node: Node, level: int) -> _Piece:
    """`node` as it stands after an operator, where a minus of its own needs parentheses too."""
    piece = _within(node, level)
    return piece if piece.first != "minus" else _Piece(_parentheses(piece.xml), _ATOM, "(")


def _parentheses(xml: str) -> str:
    return f"<mrow><mo>(</mo>{xml}<mo>)</mo></mrow>"
