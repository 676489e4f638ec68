"""The guide: one text with a table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import app
from app.lessons.entries import Line
from app.lessons.markdown import html_of, line_of_text, parse
from app.translation import Language

FOLDER = Path(app.__file__).parent / "guide"

# A heading's own name in addresses, the same in every language: ## The stage {#stage}
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}$")


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents."""

    level: int
    anchor: str
    title: Line


@dataclass(frozen=True)
class Guide:
    """The guide in one language, as safe HTML."""

    title: Line
    body: str
    headings: tuple[Heading, ...]


@cache
def read_guide(language: Language) -> Guide:
    """The guide in this language."""
    blocks = parse((FOLDER / f"guide.{language}.md").read_text(encoding="utf-8"))
    headings = []
    for block in blocks[1:]:
        if block[0].type != "heading_open" or block[0].tag not in ("h2", "h3"):
            continue
        last = (block[1].children or [])[-1]
        anchor = _ANCHOR.search(last.content)
        if anchor is None:
            continue
        last.content = _ANCHOR.sub("", last.content)
        block[0].attrSet("id", anchor[1])
        headings.append(Heading(int(block[0].tag[1:]), anchor[1], line_of_text(block[1])))
    return Guide(line_of_text(blocks[0][1]), html_of(blocks[1:]), tuple(headings))
