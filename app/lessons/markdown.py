"""Markdown as safe HTML: no raw HTML, mathematics as MathML, and at the end only what a list allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.lessons.entries import Line, Unreadable, quote
from app.lessons.mathematics import mathml
from app.sentences import told

_TEXT = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "br"),
    *("a", "code", "em", "img", "s", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_MATH = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
    *("mstyle", "mpadded", "mphantom", "mtable", "mtr", "mtd"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "h2": {"id"},
    "h3": {"id"},
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "accent", "minsize", "maxsize", "lspace", "rspace", "movablelimits"},
    "mspace": {"width", "height"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle"},
    "mtd": {"columnalign"},
    "mpadded": {"width"},
}
# A page shows what this server has, or what stands in the text itself.
_PICTURE = re.compile(r"/static/(?!.*\.\.)[\w./-]+|data:image/(?:png|jpeg|gif|webp);base64,[\w+/=]+")
_MATHEMATICS = frozenset({"math_inline", "math_inline_double", "math_block"})


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    dollarmath_plugin(parser, allow_labels=False, allow_digits=False, double_inline=True)
    for kind in _MATHEMATICS:
        parser.add_render_rule(kind, _converted)
    return parser


def _converted(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """Mathematics as `parse` has left it."""
    return f"{tokens[index].content}\n" if tokens[index].block else tokens[index].content


def parse(text: str) -> list[list[Token]]:
    """The blocks of a text, one after another, each with all that is inside it."""
    blocks: list[list[Token]] = []
    depth = 0
    for token in _parser().parse(text):
        _prepare(token)
        if depth == 0:
            blocks.append([])
        blocks[-1].append(token)
        depth += token.nesting
    return blocks


def line_of(token: Token) -> int:
    """Where a token begins; lines count from 1."""
    return token.map[0] + 1 if token.map else 1


def _prepare(token: Token) -> None:
    """Turn mathematics into MathML, and refuse pictures from elsewhere."""
    line = line_of(token)
    if token.type in _MATHEMATICS:
        token.content = mathml(token.content, line, block=True)
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type in _MATHEMATICS:
            child.meta["tex"] = child.content
            child.content = mathml(child.content, line, block=child.type == "math_inline_double")
        elif child.type == "image" and not _PICTURE.fullmatch(str(child.attrs.get("src", ""))):
            raise Unreadable(
                line,
                told(
                    "expected a picture under /static/ or as data:image/..., got {address}",
                    address=quote(str(child.attrs.get("src", ""))),
                ),
            )


def html_of(blocks: Sequence[Sequence[Token]]) -> str:
    """Blocks as HTML that can be put into a page as it is."""
    tokens = [token for block in blocks for token in block]
    return _clean(_parser().renderer.render(tokens, _parser().options, {}))


def line_of_text(token: Token) -> Line:
    """The inside of a heading or a paragraph."""
    children = token.children or []
    written = _parser().renderer.render(children, _parser().options, {})
    plain = "".join(
        " " if child.type in ("softbreak", "hardbreak") else str(child.meta.get("tex", child.content))
        for child in children
    )
    return Line(_clean(written), plain.strip())


def _clean(written: str) -> str:
    return nh3.clean(
        written,
        tags=_TEXT | _MATH,
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def _filtered(tag: str, name: str, value: str) -> str | None:
    """An attribute's value, or None where it must not stand: `data:` is for pictures only."""
    if tag == "a" and name == "href" and value.strip().lower().startswith("data:"):
        return None
    if tag == "img" and name == "src" and not _PICTURE.fullmatch(value):
        return None
    return value
