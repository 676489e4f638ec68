"""Where are the files of the page? In the installed package, or beside it in the source tree."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import app


def folder(name: str) -> Path:
    """The folder `static` or `templates`."""
    package = Path(app.__file__).parent
    inside = package / f"_{name}"
    return inside if inside.is_dir() else package.parent / name


def plotly_path() -> Path:
    """plotly.js as the plotly package brings it."""
    # Found without importing plotly, which would cost the start of the server time and memory.
    spec = find_spec("plotly")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


def modules(root: Path) -> list[Path]:
    """The page's modules under `static`."""
    return [root / "vendor" / "preact.js", *sorted((root / "js").rglob("*.js"))]
