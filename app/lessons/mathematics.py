"""TeX in, MathML out; what has no meaning is refused instead of drawn as it stands."""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

from app.lessons.entries import Unreadable, quote
from app.sentences import told

LONGEST = 2_000
DEEPEST = 40
# What TeX has and the converter has not.
_ALIASES = [
    (re.compile(r"\\(begin|end)\{(?:aligned|split)\}"), r"\\\1{align*}"),
    (re.compile(r"\\arg(max|min)(?![A-Za-z])"), r"\\operatorname{arg\\,\1}"),
    (re.compile(r"\\arg(?![A-Za-z])"), r"\\operatorname{arg}"),
]
_PARTS = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "mover": 2,
    "munder": 2,
    "mroot": 2,
    "msubsup": 3,
    "munderover": 3,
}


def mathml(tex: str, line: int, block: bool = False) -> str:
    """The mathematics of a text in TeX as MathML."""
    if len(tex) > LONGEST:
        raise Unreadable(
            line,
            told(
                "expected at most {most} characters of mathematics, got {count}", most=LONGEST, count=len(tex)
            ),
        )
    if not tex.strip() or _depth(tex) > DEEPEST:
        raise _unreadable(tex, line)
    for pattern, replacement in _ALIASES:
        tex = pattern.sub(replacement, tex)
    try:
        root = convert_to_element(tex, display="block" if block else "inline")
    except Exception as error:  # the converter fails in as many ways as there are mistakes
        raise _unreadable(tex, line) from error
    for element in root.iter():
        element.text = html.unescape(element.text or "")
        _check(element, tex, line)
    return ElementTree.tostring(root, encoding="unicode")


def _check(element: ElementTree.Element, tex: str, line: int) -> None:
    """Refuse what the converter passes on because it does not know it."""
    text = element.text or ""
    if text.startswith("\\") and element.tag != "mtext" and text != "\\":
        raise Unreadable(
            line, told("expected mathematics, got the unknown command {command}", command=quote(text))
        )
    stray = element.tag == "mi" and text in ("&", "}", "\\")
    if stray or len(element) != _PARTS.get(element.tag, len(element)):
        raise _unreadable(tex, line)


def _depth(tex: str) -> int:
    """How deep braces and environments of a text are nested; what is not closed counts as deep."""
    depth = deepest = 0
    for mark in re.findall(r"\\begin|\\end|\\left|\\right(?![a-z])|\\sqrt|\\.|[{}]", tex):
        if mark in ("{", "\\begin", "\\left", "\\sqrt"):
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ("}", "\\end", "\\right"):
            depth -= 1
    return deepest


def _unreadable(tex: str, line: int) -> Unreadable:
    return Unreadable(line, told("expected mathematics in TeX, got {tex}", tex=quote(tex)))
