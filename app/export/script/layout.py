"""How is Python source laid out? Values and calls as ruff's formatter would write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

WIDTH = 110
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Bracket:
    """A call, a list or a dictionary: items in brackets, on one line or one line each."""

    opening: str
    items: tuple[Source, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item behind what it is called: `lr=`, `"Adam": `, `lambda optimizer: `."""

    label: str
    item: Source


Source: TypeAlias = str | Bracket | Labelled


def call(name: str, *items: Source) -> Bracket:
    """`name(items)`."""
    return Bracket(f"{name}(", items, ")")


def listed(items: Iterable[Source]) -> Bracket:
    """`[items]`."""
    return Bracket("[", tuple(items), "]")


def flat(source: Source) -> str:
    """The source on one line."""
    match source:
        case Bracket(opening, items, closing):
            return f"{opening}{', '.join(map(flat, items))}{closing}"
        case Labelled(label, item):
            return f"{label}{flat(item)}"
    return source


def laid_out(source: Source, indent: int = 0, *, before: str = "", after: str = "") -> str:
    """`before` + source + `after`, on one line if it fits at this depth, else with an item on each line."""
    margin = INDENT * indent
    line = f"{margin}{before}{flat(source)}{after}"
    if len(line) <= WIDTH:
        return line
    match source:
        case Labelled(label, item):
            return laid_out(item, indent, before=before + label, after=after)
        case Bracket(opening, (_, *_) as items, closing):
            inner = [laid_out(item, indent + 1, after=",") for item in items]
            return "\n".join([f"{margin}{before}{opening}", *inner, f"{margin}{closing}{after}"])
    return line


def exploded(opening: str, items: Sequence[Source], closing: str) -> str:
    """Brackets with an item on each line, however short they are."""
    return "\n".join([opening, *(laid_out(item, 1, after=",") for item in items), closing])


def text(value: Any) -> str:
    """A number, a text, a tuple, a list or a dictionary of them as Python source."""
    match value:
        case str():
            return quoted(value)
        case tuple():
            return f"({', '.join(map(text, value))}{',' if len(value) == 1 else ''})"
        case list():
            return f"[{', '.join(map(text, value))}]"
        case dict():
            return f"{{{', '.join(f'{text(name)}: {text(each)}' for name, each in value.items())}}}"
        case float():
            return repr(value).replace("e+", "e")
    return repr(value)


def quoted(value: str) -> str:
    """A text as a literal that no character of it can leave, in double quotes where ruff prefers them."""
    literal = repr(value)
    if literal.startswith('"') or value.count('"') > value.count("'"):
        return literal
    inner = literal[1:-1].replace("\\'", "'").replace('"', '\\"')
    return f'"{inner}"'
