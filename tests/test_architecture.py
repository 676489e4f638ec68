"""The shape of the code: who may know whom, and what is named in one place only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"

# Imports point backwards along this line only; what shares a place may not know each other.
LAYERS = [
    "translation",
    "settings sentences",
    "errors assets logs metrics",
    "watch",
    "catalog lessons",
    "spec",
    "messages",
    "engine",
    "runner",
    "export",
    "web python",
    "main",
    "cli",
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}
ALLOWED_BESIDE = {("cli", "main")}

MODULES = sorted(APP.rglob("*.py"))


def layer_of(name: str) -> str | None:
    """The layer of a module's dotted name; None for the package itself and for other packages."""
    parts = name.split(".")
    if parts[0] != "app" or len(parts) == 1:
        return None
    return {"__main__": "cli", "__init__": None}.get(parts[1], parts[1])


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports_of(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module
            yield node.module
            if node.module == "app":
                yield from (f"app.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_point_backwards_only(path: Path) -> None:
    own = layer_of(dotted(path))
    if own is None:
        # The package itself hands out what is for Python, once it is asked for.
        assert {layer_of(name) for name in imports_of(path)} <= {None, "python"}
        return
    for name in imports_of(path):
        other = layer_of(name)
        if other is not None and other != own and not other.startswith("__"):
            assert RANK[other] < RANK[own], f"{dotted(path)} imports {name}"


@pytest.mark.parametrize(
    ("packages", "places"),
    [
        ({"fastapi", "starlette"}, {"web", "main"}),
        ({"uvicorn"}, {"cli"}),
        ({"multiprocessing", "ray"}, {"runner"}),
        ({"jinja2"}, {"assets"}),
        ({"babel", "gettext"}, {"translation"}),
        ({"markdown_it", "mdit_py_plugins", "nh3", "latex2mathml"}, {"lessons"}),
        ({"plotly"}, {"export"}),
        ({"PIL", "pyarrow"}, {"export"}),
        ({"redis"}, {"web"}),
        ({"rich"}, {"cli"}),
        ({"prometheus_client"}, {"metrics"}),
    ],
)
def test_a_package_is_known_in_its_own_place_only(packages: set[str], places: set[str]) -> None:
    known = {
        layer_of(dotted(path))
        for path in MODULES
        for name in imports_of(path)
        if name.split(".")[0] in packages
    }
    assert known <= places


def test_no_code_evaluates_text_or_unpickles_files() -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, f"{dotted(path)} calls {node.func.id}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) != ("torch", "load"), dotted(path)
    unpickling = [dotted(path) for path in MODULES if "pickle" in set(imports_of(path))]
    assert unpickling == ["app.runner.channel"]


def test_workers_do_not_load_the_web() -> None:
    loaded = loaded_by("app.runner.worker, app.runner.preload")
    assert {"fastapi", "starlette", "uvicorn"}.isdisjoint(loaded)
    assert "torch" in loaded


def test_the_command_starts_without_waiting_for_torch_or_the_web() -> None:
    assert {"torch", "fastapi", "uvicorn"}.isdisjoint(loaded_by("app.cli"))


def test_the_package_itself_is_imported_at_no_cost() -> None:
    assert {"torch", "numpy", "plotly", "pydantic"}.isdisjoint(loaded_by("app"))


def loaded_by(modules: str) -> set[str]:
    """The packages in memory after importing these modules."""
    code = f"import sys, {modules}; print(*{{name.split('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def test_one_script_names_plotly() -> None:
    scripts = (ROOT / "static" / "js").rglob("*.js")
    naming = [script.name for script in scripts if re.search(r"\bPlotly\.|\.Plotly\b", script.read_text())]
    assert naming == ["plot.js"]


def test_no_file_outgrows_one_question() -> None:
    kinds = [("app", "py"), ("tests", "py"), ("static/js", "js")]
    for folder, kind in kinds:
        for path in (ROOT / folder).rglob(f"*.{kind}"):
            if path.name != "texts.js":  # a table for translators, who want one file
                assert len(path.read_text().splitlines()) <= 400, path
