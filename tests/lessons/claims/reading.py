"""The lessons' Markdown as these tests read it: steps, and the scenes in them; and the lessons' folder."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.catalog import catalog_json
from app.translation import Language

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "app" / "lessons"
READ_LINKS = Path(__file__).with_name("read-links.js")
LANGUAGES: tuple[Language, ...] = ("en", "zh")

SCENE = re.compile(r"^```scene ([\w-]+)[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
SECONDS = 60

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a lesson: its text without the scene, the scene's name and what stands in its fence."""

    heading: str
    text: str
    scene: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in one language."""

    name: str
    title: str
    about: str
    steps: tuple[Step, ...]

    @property
    def links(self) -> dict[str, str]:
        """What each scene's fence holds, by the scene's name."""
        return {step.scene: step.body for step in self.steps if step.scene is not None}


def names() -> list[str]:
    """The lessons that there are, in their order."""
    return sorted(path.name.removesuffix(".en.md") for path in FOLDER.glob("*.en.md"))


@cache
def lesson(name: str, language: str = "en") -> Lesson:
    """A lesson of the folder."""
    text = (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, about = head.strip().partition("\n")
    return Lesson(name, title.removeprefix("# "), about.strip(), tuple(map(_step, parts)))


def _step(part: str) -> Step:
    heading, _, rest = part.partition("\n")
    fences = SCENE.findall(rest)
    assert len(fences) <= 1, f"{heading} has more than one scene"
    text = SCENE.sub("", rest).strip()
    if not fences:
        return Step(heading.strip(), text, None, "")
    ((scene, body),) = fences
    return Step(heading.strip(), text, scene, "".join(line.strip() for line in body.splitlines()))


@cache
def scenes() -> dict[tuple[str, str], Document]:
    """What the page makes of every link, by lesson and scene: comparison, view, hide, predict, ignored."""
    links = {(name, scene): link for name in names() for scene, link in lesson(name).links.items()}
    given = json.dumps({"catalog": catalog_json(), "links": list(links.values())})
    folder = subprocess.run([ROOT / ".ci/node"], capture_output=True, text=True, check=True, timeout=SECONDS)
    node = Path(folder.stdout.strip()) / "node"
    ran = subprocess.run([node, READ_LINKS], input=given, capture_output=True, text=True, timeout=SECONDS)
    assert ran.returncode == 0, ran.stderr
    return dict(zip(links, json.loads(ran.stdout), strict=True))
