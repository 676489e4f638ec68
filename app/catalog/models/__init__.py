"""What can learn? Small networks, and models of two weights whose loss can be drawn."""

from __future__ import annotations

from app.catalog.models.build import MODELS, build_model, misfit

__all__ = ["MODELS", "build_model", "misfit"]
