"""Which scene a test speaks about, so that none is left without a claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

CLAIMS: dict[tuple[str, str], set[str]] = {}
"""The names of the tests, by lesson and scene."""


def claims(lesson: str, *scenes: str) -> Callable[[Test], Test]:
    """The test that is decorated checks what the lesson says about these scenes."""

    def register(test: Test) -> Test:
        for scene in scenes:
            CLAIMS.setdefault((lesson, scene), set()).add(test.__name__)
        return test

    return register
