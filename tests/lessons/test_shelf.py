"""The folders of lessons: what comes with the program and what a teacher adds."""

from __future__ import annotations

import os
from pathlib import Path

from app.lessons import Shelf
from app.settings import Settings
from tests.lessons.test_reading import STEP
from tests.lessons.writing import CHINESE, GOOD, library_of, shelf_of


def test_every_built_in_lesson_is_read_in_both_languages_with_the_same_steps() -> None:
    library = Shelf(Settings()).library()
    assert library.problems == ()
    for lesson in library.lessons:
        scenes = [[step.scene for step in lesson.texts[language].steps] for language in ("en", "zh")]
        assert scenes[0] == scenes[1], lesson.name


def test_lessons_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    files = {"10-late_en": STEP, "2-early_en": STEP, "none_en": STEP, "1-first_en": STEP}
    names = [lesson.name for lesson in library_of(tmp_path, **files).lessons]
    assert names == ["first", "early", "late", "none"]


def test_the_teachers_lesson_takes_the_place_of_a_built_in_one_of_its_name(tmp_path: Path) -> None:
    built_in, own = tmp_path / "built-in", tmp_path / "own"
    for folder in (built_in, own):
        folder.mkdir()
    (built_in / "01-down.en.md").write_text(GOOD)
    (built_in / "02-other.en.md").write_text(GOOD)
    (own / "down.en.md").write_text(STEP)
    lessons = shelf_of(own, built_in).library().lessons
    assert [(lesson.name, lesson.own) for lesson in lessons] == [("other", False), ("down", True)]


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    library_of(tmp_path, a_en=GOOD, b_en=GOOD)
    shelf = shelf_of(tmp_path)
    first = shelf.library()
    assert shelf.library() is first
    (tmp_path / "a.en.md").write_text(STEP)
    (tmp_path / "c.en.md").write_text("nothing")
    second = shelf.library()
    assert [len(lesson.text("en").steps) for lesson in second.lessons] == [1, 3]
    assert [problem.file for problem in second.problems] == ["c.en.md"]
    (tmp_path / "c.en.md").unlink()
    (tmp_path / "b.en.md").unlink()
    third = shelf.library()
    assert [lesson.name for lesson in third.lessons] == ["a"]
    assert third.problems == ()


def test_a_file_of_the_same_size_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.en.md"
    path.write_text(STEP)
    shelf = shelf_of(tmp_path)
    shelf.library()
    path.write_text(STEP.replace("Title", "Other"))
    os.utime(path, ns=(1, 1))
    assert shelf.library().lessons[0].text("en").title.plain == "Other"


def test_a_folder_that_is_not_there_is_said_without_its_place(tmp_path: Path) -> None:
    library = Shelf(Settings(lessons=tmp_path / "missing")).library()
    [problem] = library.problems
    assert problem.file == "THALWEG_LESSONS"
    assert problem.sentence == "expected a folder that can be read, got: No such file or directory"


def test_a_name_that_says_no_language_is_explained(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Notes")
    (tmp_path / "notes.txt").write_text("Notes")
    (tmp_path / "momentum.md").write_text(GOOD)
    [problem] = library_of(
        tmp_path,
        动量_zh=CHINESE.replace("```scene valley\n", "```scene valley\nsteps=1\n").replace(
            "```scene ridge\n", "```scene ridge\nsteps=2\n"
        ),
    ).problems
    assert problem.file == "momentum.md"
    assert "expected a file's name such as 01-momentum.en.md" in problem.sentence


def test_a_second_file_of_the_same_lesson_and_language_is_a_problem(tmp_path: Path) -> None:
    library = library_of(tmp_path, **{"1-a_en": GOOD, "2-a_en": GOOD})
    assert [lesson.name for lesson in library.lessons] == ["a"]
    [problem] = library.problems
    assert problem.sentence.endswith("got this one beside 1-a.en.md")


def test_a_translation_that_cannot_be_read_leaves_the_other_language(tmp_path: Path) -> None:
    library = library_of(tmp_path, a_en=GOOD, a_zh=CHINESE.replace("scene ridge", "scene nowhere"))
    [lesson] = library.lessons
    assert set(lesson.texts) == {"en"}
    [problem] = library.problems
    assert (problem.file, problem.line) == ("a.zh.md", 20)
    assert "expected a link in the scene nowhere" in problem.sentence
