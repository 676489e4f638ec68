"""The folders of lessons: read when they are first wanted, and again where a file has changed."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from app.lessons.entries import Lesson, LessonText, Library, Problem, Scene, Step, Unreadable
from app.lessons.reading import Draft, DraftScene, read_draft
from app.sentences import told
from app.settings import Settings
from app.translation import LANGUAGES, Language

BUILT_IN = Path(__file__).parent

_FILE = re.compile(r"(?:(?P<number>\d{1,4})-)?(?P<name>[^\W_][\w-]{0,79})\.(?P<language>en|zh)\.md")
_LAST = 10_000  # the place of a lesson without a number


@dataclass(frozen=True)
class File:
    """A file of a lesson as it was found; equal as long as nothing has changed."""

    path: Path
    own: bool
    size: int
    changed: int
    regular: bool


class Shelf:
    """The lessons that come with the program, and beside them those of the teacher's own folder."""

    def __init__(self, limits: Settings, built_in: Path = BUILT_IN) -> None:
        self._limits = limits
        self._built_in = built_in
        self._lock = Lock()
        self._read: dict[File, Draft | Problem] = {}
        self._library: tuple[object, Library] | None = None

    def library(self) -> Library:
        """All lessons as their files are now; it waits for the disk, so call it beside the event loop."""
        with self._lock:
            files, problems = self._found()
            state = (tuple(files), tuple((problem.file, problem.sentence) for problem in problems))
            if self._library is None or self._library[0] != state:
                self._library = (state, self._put_together(files, problems))
            return self._library[1]

    def _found(self) -> tuple[list[File], list[Problem]]:
        """The files of both folders, and what is wrong with the folders themselves."""
        files = _files(self._built_in, own=False)
        problems = []
        if self._limits.lessons is not None:
            try:
                files += _files(self._limits.lessons, own=True)
            except OSError as error:
                reason = error.strerror or "?"
                sentence = told("expected a folder that can be read, got: {reason}", reason=reason)
                problems.append(Problem("THALWEG_LESSONS", None, sentence))
        most = self._limits.lesson_files
        for file in files[most:]:
            count = len(files)
            sentence = told("expected at most {most} files of lessons, got {count}", most=most, count=count)
            problems.append(Problem(file.path.name, None, sentence))
            break
        return files[:most], problems

    def _put_together(self, files: Iterable[File], problems: Iterable[Problem]) -> Library:
        said = list(problems)
        drafts: dict[File, Draft] = {}
        self._read = {file: self._read.get(file) or self._drafted(file) for file in files}
        for file, result in self._read.items():
            if isinstance(result, Draft):
                drafts[file] = result
            else:
                said.append(result)
        lessons: dict[str, Lesson] = {}
        for own in (False, True):
            groups = _grouped((file for file in drafts if file.own == own), said)
            for name, group in groups.items():
                lesson = _lesson(
                    name, {language: (file, drafts[file]) for language, file in group.items()}, said
                )
                if lesson is not None:
                    lessons[name] = lesson
        ordered = sorted(lessons.values(), key=lambda lesson: (lesson.own, lesson.number, lesson.name))
        return Library(tuple(ordered), tuple(said))

    def _drafted(self, file: File) -> Draft | Problem:
        name, most = file.path.name, self._limits.lesson_bytes
        try:
            if _FILE.fullmatch(_composed(name)) is None:
                raise Unreadable(
                    None, told("expected a file's name such as 01-momentum.en.md or 01-momentum.zh.md")
                )
            if not file.regular:
                raise Unreadable(None, told("expected a file, got something else"))
            with file.path.open("rb") as stream:
                data = stream.read(most + 1)
            if len(data) > most:
                raise Unreadable(None, told("expected at most {most} bytes, got more", most=most))
            return read_draft(data, self._limits)
        except Unreadable as error:
            return error.problem(name)
        except OSError as error:
            reason = error.strerror or "?"
            return Problem(name, None, told("expected a file that can be read, got: {reason}", reason=reason))
        except Exception as error:  # the file must not cost anybody the other lessons
            kind = type(error).__name__
            sentence = told("expected a lesson, got a text that cannot be read ({reason})", reason=kind)
            return Problem(name, None, sentence)


def _files(folder: Path, own: bool) -> list[File]:
    """The Markdown files of a folder, in the order of their names."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".md" or path.name.lower() == "readme.md" or path.name.startswith("."):
            continue
        try:
            facts = path.stat()
        except OSError:
            found.append(File(path, own, 0, 0, False))
            continue
        found.append(File(path, own, facts.st_size, facts.st_mtime_ns, stat.S_ISREG(facts.st_mode)))
    return found


def _composed(name: str) -> str:
    """Some systems write letters and their accents apart."""
    return unicodedata.normalize("NFC", name)


def _grouped(files: Iterable[File], problems: list[Problem]) -> dict[str, dict[Language, File]]:
    """The files of each lesson by language; a second file of the same language is a problem."""
    groups: dict[str, dict[Language, File]] = {}
    for file in files:
        match = _FILE.fullmatch(_composed(file.path.name))
        assert match is not None
        language = next(known for known in LANGUAGES if known == match["language"])
        group = groups.setdefault(match["name"], {})
        if language in group:
            sentence = told(
                "expected one file of a lesson for each language, got this one beside {other}",
                other=group[language].path.name,
            )
            problems.append(Problem(file.path.name, None, sentence))
            continue
        group[language] = file
    return groups


def _lesson(
    name: str, group: Mapping[Language, tuple[File, Draft]], problems: list[Problem]
) -> Lesson | None:
    """A lesson from its files; a text whose scenes cannot be found is left out."""
    texts: dict[Language, LessonText] = {}
    for language, (file, draft) in group.items():
        others = [other for known, (_, other) in group.items() if known != language]
        try:
            texts[language] = _complete(language, draft, others)
        except Unreadable as error:
            problems.append(error.problem(file.path.name))
    if not texts:
        return None
    matches = [_FILE.fullmatch(_composed(file.path.name)) for file, _ in group.values()]
    numbers = [int(match["number"]) for match in matches if match and match["number"]]
    own = any(file.own for file, _ in group.values())
    return Lesson(name, min(numbers, default=_LAST), own, texts)


def _complete(language: Language, draft: Draft, others: Iterable[Draft]) -> LessonText:
    """A draft with a scene for each step: its own, else the former step's, else the first one."""
    known = {name: scene for other in others for name, scene in other.scenes().items()}
    scenes = {name: _found_scene(scene, known) for name, scene in draft.scenes().items()}
    current = next(iter(scenes.values()))
    steps = []
    for step in draft.steps:
        if step.scene is not None:
            current = scenes[step.scene.scene.name]
        steps.append(Step(step.title, step.body, step.answer, current))
    return LessonText(language, draft.title, draft.about, tuple(steps))


def _found_scene(scene: DraftScene, known: Mapping[str, DraftScene]) -> Scene:
    """A scene with its link, from the translation where it has none."""
    if scene.scene.link:
        return scene.scene
    other = known.get(scene.scene.name)
    if other is None or not other.scene.link:
        sentence = told(
            "expected a link in the scene {name}, or a scene of that name with one in the translation",
            name=scene.scene.name,
        )
        raise Unreadable(scene.line, sentence)
    return replace(scene.scene, link=other.scene.link)
