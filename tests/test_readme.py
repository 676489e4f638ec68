"""The README keeps its word where a test can tell."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_local_link_and_picture_exists() -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_path_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:app|static|tests|templates)/[\w./-]*)`", README))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
