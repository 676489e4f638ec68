"""What can be taught with scenes? Lessons and the guide, from Markdown that anybody may have written."""

from __future__ import annotations

from app.lessons.entries import Lesson, LessonText, Library, Problem, Scene, Step
from app.lessons.guide import Guide, read_guide
from app.lessons.shelf import Shelf

__all__ = ["Guide", "Lesson", "LessonText", "Library", "Problem", "Scene", "Shelf", "Step", "read_guide"]
