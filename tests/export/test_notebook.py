"""A comparison as a notebook: a valid one, whose cells run from top to bottom, with or without matplotlib."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.catalog.scenes import SCENES
from app.errors import Refusal
from app.export import write_notebook
from app.spec import Comparison, read_request
from tests.engine.runs import comparison, finish, formula, function, run
from tests.engine.training import trainings
from tests.export.scripts import Ran, assert_printed, assert_same_path, run_scripts

# Stands in for matplotlib: it takes what a notebook asks of it and tells what was drawn.
PYPLOT = """
drawn = []


class Axes:
    def __getattr__(self, name):
        return lambda *args, **options: drawn.append(name)


def subplots(**options):
    return None, Axes()


def show():
    print("drawn", drawn)
"""


def comparisons() -> dict[str, Comparison]:
    adam = run("Adam", {"lr": 0.1})
    return {
        "steep": comparison(function("rosenbrock"), [adam, run("SGD", {"lr": 10.0}, label="$x_")], 30),
        "level": comparison(formula("log(x) + y", [1.0, 1.0], noise=0.1), [adam], 20),
        "model": trainings.comparison(
            trainings.objective("logistic", "iris", "CrossEntropyLoss", batch_size=16), [adam], 10
        ),
    }


COMPARISONS = comparisons()


def notebook_of(request: Comparison) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(write_notebook(request))
    return notebook


def program_of(notebook: dict[str, Any]) -> str:
    """The code of all cells, as a kernel would run it."""
    return "\n\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """What the notebooks computed in a process that has no matplotlib."""
    programs = {
        name: f'import sys\n\nsys.modules["matplotlib"] = None\n{program_of(notebook_of(request))}\n'
        for name, request in COMPARISONS.items()
    }
    return run_scripts(tmp_path_factory.mktemp("notebooks"), programs)


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_notebook_gives_the_products_own_numbers(name: str, ran: dict[str, Ran]) -> None:
    request = COMPARISONS[name]
    columns = trainings.finish(request).columns if name == "model" else finish(request)[0]
    for path, found in zip(ran[name].paths.values(), columns, strict=True):
        assert_same_path(path, found)
    *printed, last = ran[name].printed.splitlines(keepends=True)
    assert "matplotlib" in last
    ran[name].printed = "".join(printed)
    assert_printed(ran[name], list(ran[name].paths), columns)


def test_its_pictures_are_drawn_where_matplotlib_is_there(tmp_path: Path) -> None:
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib" / "__init__.py").write_text("")
    (tmp_path / "matplotlib" / "pyplot.py").write_text(PYPLOT)
    for name, request in COMPARISONS.items():
        (tmp_path / f"{name}.py").write_text(program_of(notebook_of(request)), encoding="utf-8")
    code = f"import runpy; [runpy.run_path(f'{{name}}.py') for name in {list(COMPARISONS)}]"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    drawn = [line for line in done.stdout.splitlines() if line.startswith("drawn")]
    assert len(drawn) == 5
    assert drawn[0] == "drawn ['contourf', 'plot', 'plot', 'set', 'legend']"
    assert drawn[-1].endswith("'plot', 'set_yscale', 'set', 'legend']")


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_every_scene_makes_a_valid_notebook(scene: Any) -> None:
    notebook = notebook_of(read_request("compare", scene.comparison))
    assert notebook.keys() == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", id) for id in ids)
    for cell in notebook["cells"]:
        common = {"cell_type", "id", "metadata", "source"}
        code = {*common, "execution_count", "outputs"}
        assert cell.keys() == (code if cell["cell_type"] == "code" else common)
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    compile(program_of(notebook), "<notebook>", "exec")


def test_a_run_that_starts_from_a_checkpoint_is_refused() -> None:
    on = trainings.objective("logistic", "moons", "BCEWithLogitsLoss")
    started = run("SGD", {"lr": 0.1}, start_from={"checkpoint": "a" * 64})
    with pytest.raises(Refusal, match="checkpoint"):
        write_notebook(trainings.comparison(on, [started], 5))
