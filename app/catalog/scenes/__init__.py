"""Comparisons worth opening, each with a story; the first is what a first visit shows."""

from __future__ import annotations

from app.catalog.entries import Scene
from app.catalog.scenes.functions import FUNCTION_SCENES
from app.catalog.scenes.models import MODEL_SCENES

SCENES: tuple[Scene, ...] = (*FUNCTION_SCENES, *MODEL_SCENES)

__all__ = ["FUNCTION_SCENES", "MODEL_SCENES", "SCENES"]
