"""Is this text a formula? Python's own syntax, through a whitelist of its nodes."""

from __future__ import annotations

import ast
import difflib
import math
import re
from typing import TypeAlias

from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number, Symbol
from app.catalog.formula.vocabulary import CONSTANTS, PRIMITIVES

MAX_DEPTH = 100
Names: TypeAlias = tuple[str, str]

_FOREIGN = re.compile(r"[^A-Za-z0-9_.+\-*/(), \t\r\n]")
_NUMBER_THEN_NAME = re.compile(
    r"(?<![\w.]) (?P<number> (?> (?:\d+\.?\d*|\.\d+) (?:[eE][+-]?\d+)? )) (?P<name>[A-Za-z_]\w*)", re.VERBOSE
)
_INSTEAD = {
    "^": "write powers as **, as in {first}**2",
    "²": "write powers as **, as in {first}**2",
    "³": "write powers as **, as in {first}**3",
    "π": "write pi",
    "−": "write the minus sign of the keyboard, -",
    "–": "write the minus sign of the keyboard, -",
    "×": "write the multiplication as *",
    "·": "write the multiplication as *",
    "÷": "write the division as /",
    "√": "write sqrt(...)",
    "|": "write abs(...)",
    "（": "write the parentheses of the keyboard, ( and )",
    "）": "write the parentheses of the keyboard, ( and )",
    "，": "write the comma of the keyboard",
    "=": "write only what stands on the right of f({first}, {second}) =",
}
_FOREIGN_ADVICE = "use {first}, {second}, numbers, + - * / ** ( ) and the functions"
_EXAMPLES = {("x", "y"): "x**2 + 10*y**2", ("prediction", "target"): "(prediction - target)**2"}
_OTHERWISE_KNOWN_AS = {
    "ln": "log",
    "arctan": "atan",
    "power": "**",
    "pow": "**",
    "sgn": "sign",
    "fabs": "abs",
}
_OPERATORS: dict[type[ast.operator], Symbol] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


class FormulaError(ValueError):
    """A text that is not a formula; its one argument is a sentence for the person who typed it."""


def read_tree(text: str, max_length: int | None, names: Names = ("x", "y")) -> Node:
    """The checked tree of `text`, a formula in the variables `names`, with every number a float.

    Only ASCII passes, because Python takes look-alike letters of other alphabets for its own.
    Raises `FormulaError` for everything outside the grammar.
    """
    if max_length is not None and len(text) > max_length:
        raise FormulaError(f"expected a formula of at most {max_length} characters, got {len(text)}")
    if not text.strip():
        raise FormulaError(f"expected a formula such as {_example(names)}, got nothing")
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


def _check_characters(text: str, names: Names) -> None:
    foreign = _FOREIGN.search(text)
    if foreign:
        shown = foreign[0] if foreign[0].isprintable() else ascii(foreign[0])
        advice = _INSTEAD.get(foreign[0], _FOREIGN_ADVICE).format(first=names[0], second=names[1])
        raise FormulaError(f"expected no {shown} (character {foreign.start() + 1}): {advice}")
    joined = _NUMBER_THEN_NAME.search(text)
    if joined:
        number, name = joined["number"][:20], joined["name"][:20]
        raise FormulaError(f"expected an operator between {number} and {name}, as in {number}*{name}")


def _misread(text: str, error: SyntaxError, names: Names) -> FormulaError:
    """A sentence from Python's complaint, whose own words speak of Python."""
    opened, closed = text.count("("), text.count(")")
    if opened != closed:
        return FormulaError(f"expected as many ( as ), got {opened} and {closed}")
    if "nested" in (error.msg or ""):
        return _too_deep()
    position = error.offset or 0
    if not 1 <= position <= len(text):
        example = _example(names)
        return FormulaError(f"expected an expression such as {example}; it ends too early or breaks off")
    found = text[position - 1 : position + 9]
    return FormulaError(f"expected an operator or a value at character {position}, got {found}")


def _too_deep() -> FormulaError:
    return FormulaError(f"expected at most {MAX_DEPTH} levels of nesting, got more")


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
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            symbol = _OPERATORS[type(operator)]
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
        raise FormulaError("expected numbers up to 1.8e308, got a larger one")
    return Number(number)


def _call(node: ast.Call, depth: int, names: Names) -> Node:
    if not isinstance(node.func, ast.Name):
        raise FormulaError(f"expected an operator before (, as in 2*({names[0]} + 1)")
    name = node.func.id
    if name in names or name in CONSTANTS:
        product = f"{name}*({names[0]} + 1)"
        raise FormulaError(f"{name} is not a function; a product needs its *, as in {product}")
    if name not in PRIMITIVES:
        raise _unknown(name, names)
    arity = PRIMITIVES[name].arity
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        raise FormulaError(f"expected plain arguments for {name}")
    if len(node.args) != arity:
        values = "one value" if arity == 1 else f"{arity} values"
        raise FormulaError(f"{name} takes {values}, got {len(node.args)}")
    return Call(name, tuple(_checked(argument, depth - 1, names) for argument in node.args))


def _unknown(name: str, names: Names) -> FormulaError:
    known = [*names, *CONSTANTS, *PRIMITIVES]
    if name in PRIMITIVES:
        return FormulaError(f"{name} is a function and needs its argument, as in {name}({names[0]})")
    close = _OTHERWISE_KNOWN_AS.get(name.lower()) or next(
        iter(difflib.get_close_matches(name[:20].lower(), known, n=1)), None
    )
    advice = f", perhaps {close}" if close else ""
    return FormulaError(f"{name[:40]} is not known{advice}; expected one of {', '.join(known)}")


def _outside(node: ast.expr) -> FormulaError:
    match node:
        case ast.Attribute(attr=name):
            return FormulaError(f"expected a name without a dot, got .{name[:40]}")
        case ast.BinOp(op=ast.FloorDiv()):
            return FormulaError("expected one of the operators + - * / **, got //")
        case ast.Tuple():
            return FormulaError("expected one expression; commas stand only inside min and max")
        case ast.Constant(value=value):
            return FormulaError(f"expected a number, got {str(value)[:40]}")
    kind = type(node).__name__
    return FormulaError(f"expected numbers, names, operators and functions alone, got Python's {kind}")
