"""What did the optimizer just do? Its steps taken apart, with torch's own numbers."""

from __future__ import annotations

from app.engine.inspection.work import inspect_run

__all__ = ["inspect_run"]
