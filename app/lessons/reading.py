"""The text of one file as a lesson in one language, not yet with the links that its translation has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from app.lessons.entries import Line, Scene, Unreadable, quote
from app.lessons.markdown import html_of, line_of, line_of_text, parse
from app.sentences import told
from app.settings import Settings

LONGEST_LINK = 8_000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_PART = re.compile(r"[a-z][a-z0-9]*(=.*)?")


@dataclass(frozen=True)
class DraftScene:
    """A scene as it stands in the file; an empty link is to be found in the translation."""

    scene: Scene
    line: int


@dataclass(frozen=True)
class DraftStep:
    """A step as it stands in the file."""

    title: Line
    body: str
    answer: str
    scene: DraftScene | None


@dataclass(frozen=True)
class Draft:
    """A file that was read."""

    title: Line
    about: Line
    steps: tuple[DraftStep, ...]

    def scenes(self) -> dict[str, DraftScene]:
        """The scenes by their names."""
        return {step.scene.scene.name: step.scene for step in self.steps if step.scene is not None}


def read_draft(data: bytes, limits: Settings) -> Draft:
    """A lesson from the bytes of its file; what is none is refused with its line."""
    lines = _decoded(data).splitlines()
    blocks = parse("\n".join(lines))
    title, about = _opening(blocks)
    starts = [place for place, block in enumerate(blocks) if _level(block) == 2]
    if len(starts) > limits.lesson_steps:
        raise Unreadable(
            line_of(blocks[starts[limits.lesson_steps]][0]),
            told("expected at most {most} steps, got {count}", most=limits.lesson_steps, count=len(starts)),
        )
    ends = [*starts[1:], len(blocks)]
    steps = tuple(_step(blocks[start:end], lines) for start, end in zip(starts, ends, strict=True))
    _check_scenes(steps)
    return Draft(title, about, steps)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            line, told("expected text in UTF-8, got the byte {byte}", byte=f"0x{data[error.start]:02x}")
        ) from error


def _opening(blocks: Sequence[Sequence[Token]]) -> tuple[Line, Line]:
    """The title and the paragraph under it."""
    if not blocks or _level(blocks[0]) != 1:
        raise Unreadable(1, told("expected a title first, such as “# Gradient descent”"))
    title = line_of_text(blocks[0][1])
    if not title.plain:
        raise Unreadable(line_of(blocks[0][0]), told("expected words in the title, got none"))
    second = blocks[1][0] if len(blocks) > 1 else None
    if second is None or second.type != "paragraph_open":
        line = line_of(second or blocks[0][0])
        raise Unreadable(
            line, told("expected one paragraph under the title that says what the lesson is about")
        )
    if len(blocks) < 3 or _level(blocks[2]) != 2:
        line = line_of(blocks[min(2, len(blocks) - 1)][0])
        raise Unreadable(line, told("expected the first step, such as “## A valley”, after one paragraph"))
    return title, line_of_text(blocks[1][1])


def _step(blocks: Sequence[Sequence[Token]], lines: Sequence[str]) -> DraftStep:
    """A step from its heading and what follows it."""
    title = line_of_text(blocks[0][1])
    if not title.plain:
        raise Unreadable(line_of(blocks[0][0]), told("expected words in the heading of a step, got none"))
    scene: DraftScene | None = None
    body: list[Sequence[Token]] = []
    answer: list[Sequence[Token]] = []
    for block in blocks[1:]:
        if _level(block) == 1:
            raise Unreadable(line_of(block[0]), told("expected one title in a lesson, got a second one"))
        if _is_scene(block[0]):
            if scene is not None:
                raise Unreadable(
                    line_of(block[0]), told("expected at most one scene in a step, got a second one")
                )
            scene = _scene(block[0], lines)
            continue
        inside = next((token for token in block if _is_scene(token)), None)
        if inside is not None:
            raise Unreadable(
                line_of(inside), told("expected a scene on its own, got one inside a list or a quotation")
            )
        (body if scene is None else answer).append(block)
    return DraftStep(title, html_of(body), html_of(answer), scene)


def _scene(token: Token, lines: Sequence[str]) -> DraftScene:
    """The scene of a fenced block."""
    line = line_of(token)
    name = token.info.split(maxsplit=1)[1].strip() if len(token.info.split()) > 1 else ""
    if not _NAME.fullmatch(name):
        raise Unreadable(
            line,
            told(
                "expected a scene's name of letters, digits and hyphens after “scene”, got {name}",
                name=quote(name),
            ),
        )
    last = lines[token.map[1] - 1].strip() if token.map else ""
    if not last or set(last) != {token.markup[0]}:
        raise Unreadable(
            line, told("expected {mark} after the scene {name}, got none", mark=token.markup, name=name)
        )
    return DraftScene(Scene(name, _link(token.content, line)), line)


def _link(text: str, line: int) -> str:
    """The link in the body of a scene: what stands after the #, of a whole address or alone."""
    link = "".join(part.strip() for part in text.splitlines())
    if len(link) > LONGEST_LINK:
        raise Unreadable(
            line,
            told(
                "expected a link of at most {most} characters, got {count}",
                most=LONGEST_LINK,
                count=len(link),
            ),
        )
    address, mark, after = link.partition("#")
    if not mark and re.match(r"[a-z]+:|/", address):
        raise Unreadable(
            line, told("expected an address with a scene after its #, got {address}", address=quote(link))
        )
    if mark:
        link = after
    for part in filter(None, link.split("&")):
        if not _PART.fullmatch(part) or not part.isprintable() or re.search('[<>"`#]', part):
            raise Unreadable(
                line, told("expected a link made of parts such as steps=300, got {part}", part=quote(part))
            )
    return link


def _check_scenes(steps: Sequence[DraftStep]) -> None:
    """A scene's name stands once, and there is at least one scene."""
    seen: dict[str, int] = {}
    for scene in (step.scene for step in steps if step.scene is not None):
        name = scene.scene.name
        if name in seen:
            raise Unreadable(
                scene.line,
                told(
                    "expected a name of its own for each scene, got {name} again, "
                    "which is also in line {first}",
                    name=name,
                    first=seen[name],
                ),
            )
        seen[name] = scene.line
    if not seen:
        raise Unreadable(None, told("expected at least one scene in the lesson, got none"))


def _level(block: Sequence[Token]) -> int | None:
    """The level of a heading."""
    return int(block[0].tag[1:]) if block[0].type == "heading_open" else None


def _is_scene(token: Token) -> bool:
    return token.type == "fence" and token.info.split()[:1] == ["scene"]
