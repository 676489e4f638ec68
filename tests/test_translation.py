"""The server's own texts: which language a reader gets, and that nothing is missing in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from app.translation import FOLDER, LANGUAGES, language_of, translations

ROOT = Path(__file__).parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, None, "en"),
        ("zh", "en", "zh"),
        ("en", "zh", "en"),
        ("zh-TW", None, "zh"),
        ("ZH", None, "zh"),
        ("fr", "zh", "zh"),
        ("../../etc", None, "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-US,en;q=0.9,zh;q=0.8", "en"),
        (None, "en;q=0.5, zh;q=0.8", "zh"),
        (None, "fr, de;q=0.9, zh;q=0.1", "zh"),
        (None, "fr, de", "en"),
        (None, "fr,*;q=0.5", "en"),
        (None, "en;q=0,*", "zh"),
        (None, "en;q=0", "en"),
        (None, "zh;q=0", "en"),
        (None, "zh,en", "zh"),
        (None, "zh;q=2,en;q=0.1", "en"),
        (None, "zh;q=nan,;;,q=1", "en"),
        (None, "zh" + ",en" * 100_000, "zh"),
    ],
)
def test_a_reader_gets_the_language_that_was_asked_for(
    asked: str | None, accepted: str | None, language: str
) -> None:
    assert language_of(asked, accepted) == language


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text that stands in the code and the templates."""
    path = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), "-k", "N_", "-o", str(path)]
    CommandLineInterface().run(  # type: ignore[no-untyped-call]
        [*command, str(ROOT / "app"), str(ROOT / "templates")]
    )
    with path.open("rb") as file:
        return read_po(file)


def catalog(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def holes(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_a_translation_with_the_same_placeholders(extracted: Catalog, language: str) -> None:
    known = catalog(language)
    wanted = [message for message in extracted if message.id]
    assert len(wanted) > 30
    for message in wanted:
        found: Message | None = known.get(message.id)
        assert found is not None, f"no translation of {message.id!r}"
        assert not found.fuzzy, message.id
        for form in forms(found.string or ""):
            assert form, f"no translation of {message.id!r}"
            assert holes(form) == holes(forms(message.id)[-1]), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_of_a_text_that_is_gone(extracted: Catalog, language: str) -> None:
    known = catalog(language)
    assert not known.obsolete
    assert [message.id for message in known if message.id and extracted.get(message.id) is None] == []


def test_a_text_is_translated_and_an_unknown_one_stays_as_it_is() -> None:
    assert translations("zh").gettext("Lessons") == "课程"
    assert translations("zh").gettext("no such text") == "no such text"
    assert translations("en").gettext("Lessons") == "Lessons"
    assert translations("zh").ngettext("%(count)s step", "%(count)s steps", 1) == "%(count)s 步"


def test_chinese_is_written_with_chinese_punctuation() -> None:
    for message in catalog("zh"):
        for form in forms(message.string or "") if message.id else []:
            assert not re.search(r"[一-鿿][,;:?!(]|[一-鿿]\.(?!\w)", form), form
