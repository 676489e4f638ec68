"""The real engine, which makes recovery points of a training every tenth of a second."""

from __future__ import annotations

from app.engine.training import recovery
from app.export.desk import TrajectoryStore, begin

recovery.REST_SECONDS = 0.1

__all__ = ["TrajectoryStore", "begin"]
