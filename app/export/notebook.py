"""How does a comparison leave as a notebook? The parts of its script in cells, with words and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.catalog import FUNCTIONS
from app.export.script import parts_of
from app.export.script.layout import text
from app.spec import Comparison, FunctionObjective, ModelObjective, PlaneObjective, domain_of

# Cells with long tables are folded away.
_FOLDED = 20_000
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def write_notebook(comparison: Comparison) -> str:
    """The Jupyter notebook of a comparison that was checked (nbformat 4.5), to be run from top to bottom.

    It gives what the script gives, and draws it where matplotlib is installed. Raises `Refusal` as the script
    does.
    """
    cells = [
        _cell(number, kind, source)
        for number, (kind, source) in enumerate([*_program(comparison), *_pictures(comparison)], start=1)
    ]
    notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _program(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The kinds and sources of the cells that compute."""
    introduction, *others = parts_of(comparison)
    title, _, rest = introduction.about.partition("\n\n")
    yield "markdown", f"# {title.removesuffix('.')}\n\n{rest}"
    yield "code", introduction.code
    for part in others:
        yield "markdown", part.about
        yield "code", part.code


def _pictures(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The kinds and sources of the cells that draw."""
    objective = comparison.objective
    yield "markdown", "Pictures, where matplotlib is installed."
    yield "code", _MATPLOTLIB
    if not isinstance(objective, ModelObjective):
        yield "markdown", "The paths over the contours of the function."
        yield "code", _contours(objective)
    yield "markdown", "The losses, step by step."
    yield "code", _CURVES.format(loss="path" if isinstance(objective, ModelObjective) else _THIRD)


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {"jupyter": {"source_hidden": True}} if len(source) > _FOLDED else {},
        "source": source.splitlines(keepends=True),
    }
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def _contours(objective: PlaneObjective) -> str:
    xmin, xmax, ymin, ymax = (text(float(each)) for each in domain_of(objective))
    steep = isinstance(objective, FunctionObjective) and FUNCTIONS[objective.id].z_scale == "log"
    return _CONTOURS.format(
        xmin=xmin,
        xmax=xmax,
        ymin=ymin,
        ymax=ymax,
        height="torch.log1p(z - lowest)" if steep else "z - lowest",
    )


_MATPLOTLIB = """\
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
    print("There are no pictures without matplotlib: pip install matplotlib")"""

_CONTOURS = """\
if plt:
    xs = torch.linspace({xmin}, {xmax}, 200, dtype=torch.float64)
    ys = torch.linspace({ymin}, {ymax}, 200, dtype=torch.float64)
    z = f(*torch.meshgrid(xs, ys, indexing="xy"))
    finite = z[z.isfinite()]
    lowest = finite.min() if len(finite) else 0.0
    height = {height}
    figure, axes = plt.subplots(figsize=(8, 6))
    axes.contourf(xs.numpy(), ys.numpy(), height.numpy(), levels=30, cmap="Greys", alpha=0.6)
    for label, path in paths.items():
        x, y = [each[0] for each in path], [each[1] for each in path]
        axes.plot(x, y, marker=".", markersize=3, linewidth=1, label=label.replace("$", r"\\$"))
    axes.set(xlim=({xmin}, {xmax}), ylim=({ymin}, {ymax}), xlabel="x", ylabel="y")
    axes.legend()
    plt.show()"""

_THIRD = "[each[2] for each in path]"

_CURVES = """\
if plt:
    figure, axes = plt.subplots(figsize=(8, 4))
    losses = {{label: {loss} for label, path in paths.items()}}
    for label, loss in losses.items():
        axes.plot(loss, linewidth=1, label=label.replace("$", r"\\$"))
    if all(each > 0 for loss in losses.values() for each in loss):
        axes.set_yscale("log")
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    plt.show()"""
