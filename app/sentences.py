"""How is a sentence told in both languages? English with named gaps in the code, its Chinese in a catalog."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Protocol

from app.translation import translations


class Bilingual(Protocol):
    """A text for people in both languages."""

    @property
    def en(self) -> str: ...

    @property
    def zh(self) -> str: ...


class Sentence(str):
    """English for everyone who wants a `str`, that knows how to say itself in Chinese.

    `template` has a gap for each of `values`; a value that is a sentence itself is told in the same language.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any]) -> Sentence:
        sentence = super().__new__(cls, template.format(**values))
        sentence.template = template
        sentence.values = values
        return sentence

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, dict[str, Any]]]:
        return Sentence, (self.template, self.values)

    @property
    def zh(self) -> str:
        values = {name: in_chinese(value) for name, value in self.values.items()}
        return translations("zh", "errors").gettext(self.template).format(**values)


class Pair(Sentence):
    """A text that a declaration holds in both languages already."""

    chinese: str

    def __new__(cls, en: str, zh: str) -> Pair:
        pair = str.__new__(cls, en)
        pair.template, pair.values, pair.chinese = en, {}, zh
        return pair

    def __reduce__(self) -> tuple[Any, ...]:
        return Pair, (str(self), self.chinese)

    @property
    def zh(self) -> str:
        return self.chinese


def told(template: str, /, **values: Any) -> Sentence:
    """The sentence of this template, a literal that the catalog has the Chinese of."""
    return Sentence(template, values)


def told_by(error: Exception) -> Sentence:
    """What an error says: our own sentence if it was raised with one, else its words, such as torch's."""
    said = error.args[0] if error.args else None
    return said if isinstance(said, Sentence) else told("{words}", words=str(error))


def listed(parts: Sequence[str]) -> str:
    """The parts as a list in words: `a, b and c`."""
    *others, last = parts
    if not others:
        return last
    first = reduce(lambda whole, part: told("{whole}, {part}", whole=whole, part=part), others)
    return told("{first} and {last}", first=first, last=last)


def without_stop(text: Bilingual) -> Pair:
    """A declaration's text as a part of a sentence."""
    return Pair(text.en.removesuffix("."), text.zh.removesuffix("。"))


def in_chinese(value: Any) -> Any:
    """A sentence in Chinese; any other value as it is."""
    return value.zh if isinstance(value, Sentence) else value
