"""Exported programs run in a fresh process, as a person would run them, with what they found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.engine.runs import same_bits

# Runs programs one after another and tells what each printed and found; it may load no more than torch does.
RUNNER = """
import contextlib, io, json, runpy, sys

sys.modules["app"] = sys.modules["safetensors"] = None
told = {}
for name in sys.argv[1:]:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        paths = runpy.run_path(name)["paths"]
    rows = {
        label: [[each.hex() for each in (row if isinstance(row, tuple) else (row,))] for row in path]
        for label, path in paths.items()
    }
    told[name] = {"printed": printed.getvalue(), "paths": rows}
print(json.dumps(told))
"""

Columns = Mapping[str, Any]
ROOT = Path(__file__).parent.parent.parent
# Their formulas are longer than a line, and broken where a reader would, not where ruff does.
OWN_BREAKS = frozenset({"function_cross_in_tray", "function_eggholder", "function_goldstein_price"})


class Ran:
    """What a program printed, and the columns of its paths by label."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.printed: str = told["printed"]
        self.paths = {
            label: np.array([[float.fromhex(each) for each in row] for row in rows], dtype=np.float64)
            for label, rows in told["paths"].items()
        }


def run_scripts(folder: Path, scripts: Mapping[str, str]) -> dict[str, Ran]:
    """Write the programs into `folder` and run them in one fresh process that knows torch alone."""
    for name, source in scripts.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-c", RUNNER, *(f"{name}.py" for name in scripts)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return {name: Ran(told[f"{name}.py"]) for name in scripts}


def assert_same_path(path: np.typing.NDArray[np.float64], found: Columns) -> None:
    """The program's path is the product's own, to the last bit."""
    names = ("x", "y", "loss") if path.shape[1] == 3 else ("loss",)
    for place, name in enumerate(names):
        assert same_bits(np.ascontiguousarray(path[:, place]), found[name]), name


def assert_printed(ran: Ran, labels: Sequence[str], columns: Sequence[Columns]) -> None:
    """Each run's label and last loss, in full precision."""
    expected = [
        f"{label}: {float(found['loss'][-1])!r}" for label, found in zip(labels, columns, strict=True)
    ]
    assert ran.printed.splitlines() == expected


def assert_ruff_agrees(folder: Path, scripts: Mapping[str, str]) -> None:
    """Programs pass the checks of the project, and are laid out as its formatter would."""
    for name, source in scripts.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]
    formatted = [str(folder / f"{name}.py") for name in scripts if name not in OWN_BREAKS]
    for command in (["check", *config, str(folder)], ["format", "--diff", *config, *formatted]):
        done = subprocess.run([*ruff, *command], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
