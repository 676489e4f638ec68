"""How is a formula written in a script? In the spacing of ruff's formatter, over several lines if need be."""

from __future__ import annotations

import ast

from app.export.script.layout import INDENT, WIDTH, text

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_SYMBOLS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", _SUM),
    ast.Sub: ("-", _SUM),
    ast.Mult: ("*", _PRODUCT),
    ast.Div: ("/", _PRODUCT),
    ast.Pow: ("**", _POWER),
}


def expression(python: str) -> str:
    """The same expression, in the same order of operations, with spaces around its operators."""
    return _written(ast.parse(python, mode="eval").body)[0]


def returned(python: str, before: str = "return ") -> str:
    """The line of a function that returns this expression, or does what `before` says; broken if need be."""
    node = ast.parse(python, mode="eval").body
    source, level = _written(node)
    # A sum or a product that is too long for one line stands in brackets of its own.
    needed = level if _fits(f"{INDENT}{before}{source}") else max(level, _SIGN)
    return "\n".join(_broken(node, needed, 1, before, ""))


def _alone(node: ast.expr, depth: int) -> list[str]:
    """The lines of one argument among several."""
    source, level = _written(node)
    fits = _fits(f"{INDENT * depth}{source},")
    return _broken(node, level if fits else max(level, _SIGN), depth, "", ",")


def _broken(node: ast.expr, level: int, depth: int, before: str, after: str) -> list[str]:
    """The lines of `node` within an operator of `level`, broken inside its brackets where it is too long."""
    _, own = _written(node)
    margin = INDENT * depth
    line = f"{margin}{before}{_within(node, level)}{after}"
    if _fits(line):
        return [line]
    if own < level:
        return [f"{margin}{before}(", *_broken(node, own, depth + 1, "", ""), f"{margin}){after}"]
    match node:
        case ast.UnaryOp(_, operand):
            return _broken(operand, _signed(operand), depth, f"{before}-", after)
        case ast.BinOp(base, ast.Pow(), exponent):
            return _broken(base, _ATOM, depth, before, f" ** {_within(exponent, _SIGN)}{after}")
        case ast.Call(function, [argument], []):
            opening = f"{margin}{before}{ast.unparse(function)}("
            return [opening, *_broken(argument, _SUM, depth + 1, "", ""), f"{margin}){after}"]
        case ast.Call(function, arguments, []):
            inner = [line for each in arguments for line in _alone(each, depth + 1)]
            return [f"{margin}{before}{ast.unparse(function)}(", *inner, f"{margin}){after}"]
        case ast.BinOp():
            return _chained(node, own, depth, before, after)
    return [line]


def _chained(node: ast.expr, level: int, depth: int, before: str, after: str) -> list[str]:
    """The lines of a sum or a product that stands within brackets: one for each part, or more."""
    parts: list[tuple[str, ast.expr]] = []
    while isinstance(node, ast.BinOp) and _SYMBOLS[type(node.op)][1] == level:
        parts.append((f"{_SYMBOLS[type(node.op)][0]} ", node.right))
        node = node.left
    parts.reverse()
    lines = _broken(node, level, depth, before, "")
    for symbol, part in parts[:-1]:
        lines += _broken(part, level + 1, depth, symbol, "")
    symbol, part = parts[-1]
    return lines + _broken(part, level + 1, depth, symbol, after)


def _fits(line: str) -> bool:
    return len(line) <= WIDTH


def _written(node: ast.expr) -> tuple[str, int]:
    """The source of `node` and how tightly its outermost operator binds."""
    match node:
        case ast.Constant(value):
            return text(value), _ATOM
        case ast.Name(id):
            return id, _ATOM
        case ast.Attribute():
            return ast.unparse(node), _ATOM
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_within(operand, _signed(operand))}", _SIGN
        case ast.BinOp(left, ast.Pow(), right):
            base, exponent = _within(left, _ATOM), _within(right, _SIGN)
            space = "" if _is_simple(left, base) and _is_simple(right, exponent) else " "
            return f"{base}{space}**{space}{exponent}", _POWER
        case ast.BinOp(left, operator, right):
            symbol, level = _SYMBOLS[type(operator)]
            return f"{_within(left, level)} {symbol} {_within(right, level + 1)}", level
        case ast.Call(function, arguments, keywords):
            given = [_written(each)[0] for each in arguments]
            named = [f"{each.arg}={_written(each.value)[0]}" for each in keywords]
            return f"{ast.unparse(function)}({', '.join([*given, *named])})", _ATOM
    raise AssertionError(ast.dump(node))


def _signed(operand: ast.expr) -> int:
    """How tightly what follows a sign must bind: a second sign stands in brackets."""
    return _POWER if isinstance(operand, ast.UnaryOp) else _SIGN


def _within(node: ast.expr, level: int) -> str:
    source, own = _written(node)
    return source if own >= level else f"({source})"


def _is_simple(node: ast.expr, written: str) -> bool:
    """Whether a power stands close to this operand: a name, a number, or one with a sign."""
    if written.startswith("("):
        return False
    match node:
        case ast.UnaryOp(ast.USub(), operand):
            return _is_simple(operand, written[1:])
        case ast.BinOp(left, ast.Pow(), _):
            return _is_simple(left, written)
    return isinstance(node, ast.Constant | ast.Name)
