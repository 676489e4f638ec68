"""Every lesson is whole in both languages, every link understood, and every scene has a tested claim."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import numpy as np
import pytest

from app.engine import begin
from app.lessons import Shelf
from app.messages import Chunk
from app.settings import settings
from app.spec import read_request
from tests.lessons.claims.claiming import CLAIMS
from tests.lessons.claims.reading import LANGUAGES, lesson, names, scenes
from tests.lessons.claims.training import train

HERE = Path(__file__).parent
ENGINE_STEPS = 12
OF_MODELS = [
    (name, scene) for name in names() for scene, link in lesson(name).links.items() if "data=" in link
]
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
            assert len(step.text) > 30
            assert bool(re.search("[一-鿿]", step.text)) == (language == "zh")


@of_every_lesson
def test_its_formulas_are_closed_and_say_the_same_numbers(name: str) -> None:
    for language in LANGUAGES:
        for step in lesson(name, language).steps:
            assert step.text.count("$") % 2 == 0, step.heading


def test_three_lessons_or_more_ask_first_and_answer_in_the_next_step_beside_the_same_scene() -> None:
    asking = set()
    for name in names():
        steps = lesson(name).steps
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            if "predict=" in step.body:
                asking.add(name)
                assert following is not None
                assert following.scene is None, f"{name}: {step.heading} is answered where it is asked"
    assert len(asking) >= 3


def test_the_pages_read_every_lesson_without_a_complaint_and_show_the_same_links() -> None:
    library = Shelf(settings()).library()
    assert library.problems == ()
    shown: dict[tuple[str, str, str], str] = {}
    for name, found in zip(names(), library.lessons, strict=True):
        for language in LANGUAGES:
            steps = found.texts[language].steps
            assert [step.title.plain for step in steps] == [
                one.heading for one in lesson(name, language).steps
            ]
            shown |= {(name, step.scene.name, language): step.scene.link for step in steps}
    assert shown == {
        (name, scene, language): link
        for name in names()
        for scene, link in lesson(name).links.items()
        for language in LANGUAGES
    }


@pytest.mark.parametrize(("name", "scene"), OF_MODELS)
def test_the_engine_trains_a_models_scene_as_the_plain_loop_does(name: str, scene: str) -> None:
    whole = scenes()[name, scene]["comparison"]
    runs = [{**run, "changes": []} for run in whole["runs"]]
    asked = {**whole, "runs": runs, "steps": ENGINE_STEPS}
    columns: dict[int, list[float]] = {}
    for message in begin(read_request("compare", asked)):
        if isinstance(message, Chunk):
            columns.setdefault(message.run, []).extend(np.asarray(message.columns["loss"]).tolist())
    for number, run in enumerate(asked["runs"]):
        assert columns[number] == train(asked, run).training.loss
