"""Which language does a reader want, and what do the server's own texts say in it?"""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

import app

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# What <html lang> says: Chinese is written in simplified characters here.
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
FOLDER = Path(app.__file__).parent / "translations"
MOST_CHOICES = 32  # of an Accept-Language; browsers send a handful

_CHOICE = re.compile(
    r"\s*(?P<tag>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(?P<weight>[\d.]+)\s*)?"
)


def language_of(asked: str | None, accepted: str | None) -> Language:
    """The language of an answer: what was asked for, else the best of an Accept-Language, else English."""
    own = _known(asked or "")
    if own is not None:
        return own
    weights: dict[Language, float] = {}
    rest = 0.0
    for choice in (accepted or "").split(",")[:MOST_CHOICES]:
        found = _CHOICE.fullmatch(choice)
        weight = _weight(found["weight"]) if found else None
        if found is None or weight is None:
            continue
        language = _known(found["tag"])
        if language is not None:
            weights[language] = max(weight, weights.get(language, 0.0))
        elif found["tag"] == "*":
            rest = weight
    for language in LANGUAGES:
        weights.setdefault(language, rest)
    best = max(weights, key=lambda language: weights[language])  # of equals, the one that was named first
    return best if weights[best] > 0 else "en"


def _known(tag: str) -> Language | None:
    """The language of a tag such as zh-Hans-CN."""
    name = tag.split("-")[0].lower()
    return next((language for language in LANGUAGES if language == name), None)


def _weight(text: str | None) -> float | None:
    """A quality value; None where it is none."""
    if text is None:
        return 1.0
    return float(text) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", text) else None


@cache
def translations(language: Language, texts: str = "messages") -> NullTranslations:
    """The texts of the pages, or the `errors`, in a language; English is what stands in the code."""
    path = FOLDER / language / "LC_MESSAGES" / f"{texts}.po"
    if not path.is_file():
        return NullTranslations()
    # Only pages need them: the command line and the workers start without Babel.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
