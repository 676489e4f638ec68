"""Where are the files of the page? In the installed package, or beside it in the source tree."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import app
from app.translation import Language, translations


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


# Folders of modules that other pages load: neither the main page nor a saved comparison has them.
OTHER_PAGES = ("builder", "embed", "lessons")


@cache
def templates(language: Language = "en") -> Environment:
    """The templates in a language; they escape what they are given."""
    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    texts = translations(language)
    environment.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment


def modules(root: Path, *beside: str) -> list[Path]:
    """The page's modules under `static`, and those that other pages have `beside` it."""
    others = {root / "js" / name for name in OTHER_PAGES if name not in beside}
    own = (path for path in sorted((root / "js").rglob("*.js")) if others.isdisjoint(path.parents))
    return [root / "vendor" / "preact.js", *own]
