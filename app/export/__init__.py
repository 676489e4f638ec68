"""How does a comparison leave? One function for each kind of file."""

from __future__ import annotations

from app.export.notebook import write_notebook
from app.export.script import write_script

__all__ = ["write_notebook", "write_script"]
