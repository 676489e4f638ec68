"""A comparison as a Jupyter notebook."""

from __future__ import annotations

from app.spec import Comparison


def write_notebook(comparison: Comparison) -> str:
    raise NotImplementedError
