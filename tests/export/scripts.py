"""Exported programs run in a fresh process, as a person would run them, with what they found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
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


def assert_printed(ran: Ran, labels: list[str], columns: list[Columns]) -> None:
    """Each run's label and last loss, in full precision."""
    expected = [
        f"{label}: {float(found['loss'][-1])!r}" for label, found in zip(labels, columns, strict=True)
    ]
    assert ran.printed.splitlines() == expected
