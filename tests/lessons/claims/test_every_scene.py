"""Every lesson is whole in both languages, every link understood, and every scene has a tested claim."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from app.spec import read_request
from tests.lessons.claims.claiming import CLAIMS
from tests.lessons.claims.reading import LANGUAGES, lesson, names, scenes

HERE = Path(__file__).parent
of_every_lesson = pytest.mark.parametrize("name", names())
of_every_scene = pytest.mark.parametrize(
    ("name", "scene"), [(name, scene) for name in names() for scene in lesson(name).links]
)


@pytest.fixture(scope="module")
def claimed() -> dict[tuple[str, str], set[str]]:
    """The claims of all files of tests, whichever of them were asked for."""
    for path in sorted(HERE.glob("test_[0-9]*.py")):
        importlib.import_module(f"tests.lessons.claims.{path.stem}")
    return CLAIMS


@of_every_scene
def test_a_claim_about_it_is_tested(name: str, scene: str, claimed: dict[tuple[str, str], set[str]]) -> None:
    assert claimed.get((name, scene)), f"no test makes a claim about {name}, {scene}"


def test_no_claim_is_about_a_scene_that_is_not_there(claimed: dict[tuple[str, str], set[str]]) -> None:
    assert claimed.keys() <= scenes().keys()


@of_every_scene
def test_its_link_is_short_and_understood_as_a_whole(name: str, scene: str) -> None:
    link = lesson(name).links[scene]
    assert 0 < len(link) < 2000
    assert link.isascii()
    assert " " not in link
    assert scenes()[name, scene]["ignored"] == []


@of_every_scene
def test_its_comparison_is_one_that_the_api_takes(name: str, scene: str) -> None:
    read_request("compare", scenes()[name, scene]["comparison"])


@of_every_lesson
def test_both_languages_have_the_same_steps_and_the_translation_leaves_the_links_out(name: str) -> None:
    english, chinese = (lesson(name, language) for language in LANGUAGES)
    assert 3 <= len(english.steps) <= 6
    assert [step.scene for step in chinese.steps] == [step.scene for step in english.steps]
    assert set(chinese.links.values()) == {""}


@of_every_lesson
def test_it_opens_with_a_scene_and_names_no_scene_twice(name: str) -> None:
    steps = lesson(name).steps
    named = [step.scene for step in steps if step.scene is not None]
    assert steps[0].scene is not None
    assert len(named) == len(set(named))


@of_every_lesson
def test_every_part_has_words_in_its_own_language(name: str) -> None:
    for language in LANGUAGES:
        told = lesson(name, language)
        for text in (told.title, told.about, *(step.heading for step in told.steps)):
            assert bool(re.search("[一-鿿]", text)) == (language == "zh"), text
        for step in told.steps:
            assert len(step.text) > 80
            assert bool(re.search("[一-鿿]", step.text)) == (language == "zh")


@of_every_lesson
def test_its_formulas_are_closed_and_say_the_same_numbers(name: str) -> None:
    for language in LANGUAGES:
        for step in lesson(name, language).steps:
            assert step.text.count("$") % 2 == 0, step.heading


def test_three_lessons_or_more_ask_before_they_answer() -> None:
    asking = {name for name in names() if any("predict=" in link for link in lesson(name).links.values())}
    assert len(asking) >= 3
