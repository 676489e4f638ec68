"""What a lesson is, and what is said of a file that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.sentences import Sentence
from app.translation import Language


@dataclass(frozen=True)
class Line:
    """One line of text: as safe HTML, and as plain text."""

    html: str
    plain: str


@dataclass(frozen=True)
class Scene:
    """A scene by its name, and the link that shows it: what stands after the # of an address."""

    name: str
    link: str


@dataclass(frozen=True)
class Step:
    """A step of a lesson: its text before and after the scene as safe HTML, and the scene beside it."""

    title: Line
    body: str
    answer: str
    scene: Scene

    @property
    def asks(self) -> bool:
        """Whether the scene asks before it shows: what stands after it in the text then waits, too."""
        return "predict=" in self.scene.link


@dataclass(frozen=True)
class LessonText:
    """A lesson in one language."""

    language: Language
    title: Line
    about: Line
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson in the languages that it has, by the name it has in addresses."""

    name: str
    number: int
    own: bool  # from the teacher's folder
    texts: Mapping[Language, LessonText]

    def text(self, language: Language) -> LessonText:
        """The lesson in this language, or in the one it has."""
        return self.texts.get(language) or next(iter(self.texts.values()))


@dataclass(frozen=True)
class Problem:
    """Why a file is no lesson: what was expected and what came, and in which line."""

    file: str
    line: int | None
    sentence: Sentence


@dataclass(frozen=True)
class Library:
    """All lessons in their order, and the files that could not be read."""

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]

    def find(self, name: str) -> Lesson | None:
        """The lesson of this name."""
        return next((lesson for lesson in self.lessons if lesson.name == name), None)


class Unreadable(Exception):
    """A place in a text that cannot be read; `line` counts from 1."""

    def __init__(self, line: int | None, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence

    def problem(self, file: str) -> Problem:
        """The same, of this file."""
        return Problem(file, self.line, self.sentence)


LONGEST_QUOTE = 60


def quote(text: str) -> str:
    """The beginning of what somebody wrote, in quotation marks."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{short}”"
