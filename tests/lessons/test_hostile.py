"""A lesson may be written by anybody: nothing in it is executed, and it takes no server with it."""

from __future__ import annotations

import os
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.lessons import Library
from tests.lessons.test_reading import STEP
from tests.lessons.writing import GOOD, library_of, shelf_of

HARMLESS = {"href", "src", "title", "alt", "display", "mathvariant", "stretchy", "rel", "start", "width"}


class Reader(HTMLParser):
    """What a browser would make of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attributes


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "[go](javascript:alert(1))",
        "[go](JaVaScRiPt:alert(1))",
        "[go](&#106;avascript:alert(1))",
        "[go](data:text/html;base64,PHNjcmlwdD4=)",
        "[go](vbscript:x)",
        "[a]: javascript:alert(1)\n\n[a]",
        "<javascript:alert(1)>",
        "![p](data:image/svg+xml;base64,PHN2Zz4=)",
        "![p](/static/../secret.png)",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\style{background:url(javascript:alert(1))}{x}$",
        r"$\text{<script>alert(1)</script>}$",
        r"$\text{</mtext></math><img src=x onerror=alert(1)>}$",
        r"$\class{a}{x} \id{b}{x}$",
        r"$\unicode{x3cscript}$",
        '[a](/x "onmouseover=alert(1)")',
        '[a](/x"onmouseover="alert(1))',
        "| a |\n|---|\n| <b onclick=alert(1)>x</b> |",
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
    ],
)
def test_nothing_that_could_be_executed_is_left(tmp_path: Path, text: str) -> None:
    hostile = f"{STEP}\n{text}\n"
    library = library_of(tmp_path, a_en=hostile, good_en=GOOD)
    assert library.find("good")
    lesson = library.find("a")
    if lesson is None:
        assert library.problems
        return
    reader = Reader()
    reader.feed("".join(step.body + step.answer for step in lesson.text("en").steps))
    assert reader.tags.isdisjoint(
        {"script", "svg", "iframe", "style", "object", "b", "form", "annotation-xml"}
    )
    for name, value in reader.attributes:
        assert name in HARMLESS, name
        if name in ("href", "src"):
            assert not re.match(
                r"\s*(javascript|vbscript|data:text|data:image/svg)", value or "", re.IGNORECASE
            )


def test_hostile_titles_are_shown_as_text(tmp_path: Path) -> None:
    text = STEP.replace("Title", "<script>alert(1)</script>").replace(
        "About.", "<img src=x onerror=alert(1)>"
    )
    [lesson] = library_of(tmp_path, a_en=text).lessons
    assert lesson.text("en").title.html == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert "<img" not in lesson.text("en").about.html


@pytest.mark.parametrize(
    "piece",
    [
        ">",
        "- ",
        "[",
        "![",
        "*a **b ",
        "`",
        "$",
        "$$\n",
        "(((",
        "<a",
        "| a ",
        "&amp;",
        "\\",
        "# \n",
        "~",
        "[a](",
        "1. ",
    ],
)
def test_enormous_nesting_is_read_in_good_time(tmp_path: Path, piece: str) -> None:
    hostile = f"{STEP}\n{piece * (20_000 // len(piece))}\n"
    begun = time.perf_counter()
    library = library_of(tmp_path, a_en=hostile, good_en=GOOD)
    assert time.perf_counter() - begun < 10
    assert library.find("good")
    assert (library.find("a") is None) == (len(library.problems) == 1)


def problems_of(library: Library) -> dict[str, str]:
    return {problem.file: problem.sentence for problem in library.problems}


def test_a_file_that_is_too_large_is_not_read_as_a_whole(tmp_path: Path) -> None:
    with (tmp_path / "huge.en.md").open("wb") as file:
        file.truncate(1 << 40)
    library = library_of(tmp_path, good_en=GOOD)
    assert problems_of(library) == {"huge.en.md": "expected at most 65536 bytes, got more"}
    assert library.find("good")


def test_too_many_steps_and_too_many_files_are_said(tmp_path: Path) -> None:
    library_of(tmp_path, a_en=STEP + "\n## More\n\nWords.\n" * 3, b_en=GOOD, c_en=GOOD)
    library = shelf_of(tmp_path, lesson_steps=3, lesson_files=2).library()
    assert problems_of(library) == {
        "a.en.md": "expected at most 3 steps, got 4",
        "c.en.md": "expected at most 2 files of lessons, got 3",
    }
    assert [lesson.name for lesson in library.lessons] == ["b"]


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.en.md")
    (tmp_path / "folder.en.md").mkdir()
    (tmp_path / "nowhere.en.md").symlink_to(tmp_path / "missing")
    library = library_of(tmp_path, good_en=GOOD)
    assert set(problems_of(library)) == {"pipe.en.md", "folder.en.md", "nowhere.en.md"}
    assert library.find("good")
