"""Is this text a formula? Python's own syntax, through a whitelist of its nodes."""

from __future__ import annotations

import ast
import difflib
import math
import re
from typing import TypeAlias

from app.catalog.formula.tree import OPERATORS, Binary, Call, Name, Negative, Node, Number
from app.catalog.formula.vocabulary import CONSTANTS, PRIMITIVES
from app.sentences import Sentence, told

MAX_DEPTH = 100
Names: TypeAlias = tuple[str, str]

_FOREIGN = re.compile(r"[^A-Za-z0-9_.+\-*/(), \t\r\n]")
_NUMBER_THEN_NAME = re.compile(
    r"(?<![\w.]) (?P<number> (?> (?:\d+\.?\d*|\.\d+) (?:[eE][+-]?\d+)? )) (?P<name>[A-Za-z_]\w*)", re.VERBOSE
)
_EXAMPLES = {("x", "y"): "x**2 + 10*y**2", ("prediction", "target"): "(prediction - target)**2"}
_OTHERWISE_KNOWN_AS = {
    "ln": "log",
    "arctan": "atan",
    "power": "**",
    "pow": "**",
    "sgn": "sign",
    "fabs": "abs",
}


class FormulaError(ValueError):
    """A text that is not a formula; its one argument is a sentence for the person who typed it."""


def read_tree(text: str, max_length: int | None, names: Names = ("x", "y")) -> Node:
    """The checked tree of `text`, a formula in the variables `names`, with every number a float.

    Only ASCII passes, because Python takes look-alike letters of other alphabets for its own.
    Raises `FormulaError` for everything outside the grammar.
    """
    if max_length is not None and len(text) > max_length:
        raise FormulaError(
            told(
                "expected a formula of at most {max_length} characters, got {count}",
                max_length=max_length,
                count=len(text),
            )
        )
    if not text.strip():
        raise FormulaError(told("expected a formula such as {example}, got nothing", example=_example(names)))
    _check_characters(text, names)
    line = " ".join(text.split())
    try:
        return _checked(ast.parse(line, mode="eval").body, MAX_DEPTH, names)
    except SyntaxError as error:
        raise _misread(line, error, names) from None
    except (MemoryError, RecursionError, ValueError) as error:
        if isinstance(error, FormulaError):
            raise
        raise _too_deep() from None


def _example(names: Names) -> str:
    return _EXAMPLES.get(names, " + ".join(names))


def _advice(character: str, names: Names) -> Sentence:
    """What to write instead of a character that no formula has."""
    first, second = names[0], names[1]
    match character:
        case "^" | "²":
            return told("write powers as **, as in {first}**2", first=first)
        case "³":
            return told("write powers as **, as in {first}**3", first=first)
        case "π":
            return told("write pi")
        case "−" | "–":
            return told("write the minus sign of the keyboard, -")
        case "×" | "·":
            return told("write the multiplication as *")
        case "÷":
            return told("write the division as /")
        case "√":
            return told("write sqrt(...)")
        case "|":
            return told("write abs(...)")
        case "（" | "）":
            return told("write the parentheses of the keyboard, ( and )")
        case "，":
            return told("write the comma of the keyboard")
        case "=":
            return told(
                "write only what stands on the right of f({first}, {second}) =", first=first, second=second
            )
    return told(
        "use {first}, {second}, numbers, + - * / ** ( ) and the functions", first=first, second=second
    )


def _check_characters(text: str, names: Names) -> None:
    foreign = _FOREIGN.search(text)
    if foreign:
        shown = foreign[0] if foreign[0].isprintable() else ascii(foreign[0])
        advice = _advice(foreign[0], names)
        raise FormulaError(
            told(
                "expected no {shown} (character {position}): {advice}",
                shown=shown,
                position=foreign.start() + 1,
                advice=advice,
            )
        )
    joined = _NUMBER_THEN_NAME.search(text)
    if joined:
        number, name = joined["number"][:20], joined["name"][:20]
        raise FormulaError(
            told(
                "expected an operator between {number} and {name}, as in {number}*{name}",
                number=number,
                name=name,
            )
        )


def _misread(text: str, error: SyntaxError, names: Names) -> FormulaError:
    """A sentence from Python's complaint, whose own words speak of Python."""
    opened, closed = text.count("("), text.count(")")
    if opened != closed:
        return FormulaError(
            told("expected as many ( as ), got {opened} and {closed}", opened=opened, closed=closed)
        )
    if "nested" in (error.msg or ""):
        return _too_deep()
    position = error.offset or 0
    if not 1 <= position <= len(text):
        example = _example(names)
        return FormulaError(
            told("expected an expression such as {example}; it ends too early or breaks off", example=example)
        )
    found = text[position - 1 : position + 9]
    return FormulaError(
        told(
            "expected an operator or a value at character {position}, got {found}",
            position=position,
            found=found,
        )
    )


def _too_deep() -> FormulaError:
    return FormulaError(told("expected at most {max_depth} levels of nesting, got more", max_depth=MAX_DEPTH))


def _checked(node: ast.expr, depth: int, names: Names) -> Node:
    if depth == 0:
        raise _too_deep()
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.Name(id=name) if name in names or name in CONSTANTS:
            return Name(name)
        case ast.Name(id=name):
            raise _unknown(name, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negative(_checked(operand, depth - 1, names))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _checked(operand, depth - 1, names)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            symbol = OPERATORS[type(operator)]
            return Binary(symbol, _checked(left, depth - 1, names), _checked(right, depth - 1, names))
        case ast.Call():
            return _call(node, depth, names)
    raise _outside(node)


def _number(value: float) -> Number:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise FormulaError(told("expected numbers up to 1.8e308, got a larger one"))
    return Number(number)


def _call(node: ast.Call, depth: int, names: Names) -> Node:
    if not isinstance(node.func, ast.Name):
        raise FormulaError(told("expected an operator before (, as in 2*({first} + 1)", first=names[0]))
    name = node.func.id
    if name in names or name in CONSTANTS:
        product = f"{name}*({names[0]} + 1)"
        raise FormulaError(
            told(
                "{name} is not a function; a product needs its *, as in {product}", name=name, product=product
            )
        )
    if name not in PRIMITIVES:
        raise _unknown(name, names)
    arity = PRIMITIVES[name].arity
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        raise FormulaError(told("expected plain arguments for {name}", name=name))
    if len(node.args) != arity:
        values = told("one value") if arity == 1 else told("{arity} values", arity=arity)
        raise FormulaError(
            told("{name} takes {values}, got {count}", name=name, values=values, count=len(node.args))
        )
    return Call(name, tuple(_checked(argument, depth - 1, names) for argument in node.args))


def _unknown(name: str, names: Names) -> FormulaError:
    known = [*names, *CONSTANTS, *PRIMITIVES]
    if name in PRIMITIVES:
        return FormulaError(
            told(
                "{name} is a function and needs its argument, as in {name}({first})",
                name=name,
                first=names[0],
            )
        )
    close = _OTHERWISE_KNOWN_AS.get(name.lower()) or next(
        iter(difflib.get_close_matches(name[:20].lower(), known, n=1)), None
    )
    advice = told(", perhaps {close}", close=close) if close else ""
    return FormulaError(
        told(
            "{name} is not known{advice}; expected one of {known}",
            name=name[:40],
            advice=advice,
            known=", ".join(known),
        )
    )


def _outside(node: ast.expr) -> FormulaError:
    match node:
        case ast.Attribute(attr=name):
            return FormulaError(told("expected a name without a dot, got .{name}", name=name[:40]))
        case ast.BinOp(op=ast.FloorDiv()):
            return FormulaError(told("expected one of the operators + - * / **, got //"))
        case ast.Tuple():
            return FormulaError(told("expected one expression; commas stand only inside min and max"))
        case ast.Constant(value=value):
            return FormulaError(told("expected a number, got {value}", value=str(value)[:40]))
    kind = type(node).__name__
    return FormulaError(
        told("expected numbers, names, operators and functions alone, got Python's {kind}", kind=kind)
    )
