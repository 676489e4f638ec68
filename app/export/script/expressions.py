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


def returned(python: str) -> str:
    """The body of a function that returns this expression; a long sum or product has a line for each part."""
    node = ast.parse(python, mode="eval").body
    line = f"{INDENT}return {_written(node)[0]}"
    if len(line) <= WIDTH:
        return line
    first, *others = _chain(node)
    if not others:
        return f"{line}  # noqa: E501"
    lines = [f"{INDENT}return (", *(f"{INDENT * 2}{part}" for part in (first, *others)), f"{INDENT})"]
    return "\n".join(part if len(part) <= WIDTH else f"{part}  # noqa: E501" for part in lines)


def _chain(node: ast.expr) -> list[str]:
    """The outermost operations, each with its operator before it; one part where there is none."""
    _, level = _written(node)
    parts: list[str] = []
    while isinstance(node, ast.BinOp) and _SYMBOLS[type(node.op)][1] == level < _POWER:
        parts.append(f"{_SYMBOLS[type(node.op)][0]} {_within(node.right, level + 1)}")
        node = node.left
    return [_within(node, level), *reversed(parts)]


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
            return f"-{_within(operand, _SIGN)}", _SIGN
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
