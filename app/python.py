"""How is it used from Python? `compare` runs optimizers here and now, and gives arrays and figures."""

from __future__ import annotations

import base64
import html
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from app.errors import Refusal
from app.export.curve import title_of
from app.export.figure import draw_figure, write_figure
from app.export.formats import export, format_of_name
from app.export.gif import write_png
from app.export.material import Material
from app.export.target import Target
from app.messages import Evaluations, FloatArray, IntArray, Summary, Trajectory, dump
from app.spec import read_json, read_objective, read_request, read_run, wire
from app.spec.shorthand import EXAMPLE

PLOTLY = "application/vnd.plotly.v1+json"


def compare(
    objective: str | Mapping[str, Any],
    runs: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] | None = None,
    steps: int | None = None,
    *,
    start: Sequence[float] | None = None,
    domain: Sequence[float] | None = None,
    noise: float | None = None,
    seed: int | None = None,
) -> Result:
    """Run optimizers side by side, bit for bit as a plain PyTorch loop would.

    `objective` is the id of a function of the catalog (`"rosenbrock"`), a formula in x and y with its
    `domain` (`"x**2 + 10*y**2"`, `[-3, 3, -3, 3]`), an objective of the API, which can be a model, or a whole
    comparison of the API. `runs` are texts such as `"Adam:lr=0.05,betas=[0.9,0.99]"`, or runs of the API.
    There are 300 `steps` unless something else is said. Raises `Refusal`, whose message is a sentence.

    Torch's own random numbers and threads stay as they are.
    """
    document = _document(objective, domain)
    said = dict(document["objective"])
    if start is not None:
        said["start"] = [float(value) for value in start]
    if noise is not None:
        said["noise"] = float(noise)
    document["objective"] = said
    if runs is not None:
        several = [runs] if isinstance(runs, str | Mapping) else runs
        document["runs"] = [_run(run, number) for number, run in enumerate(several)]
    if not document.get("runs"):
        raise Refusal("missing", f"expected at least one run, such as runs=[{EXAMPLE!r}]", "runs")
    if steps is not None or "steps" not in document:
        document["steps"] = 300 if steps is None else steps
    if seed is not None:
        document["seed"] = seed
    return Result(Material(read_request("compare", document)))


class Run:
    """What one run did. Entry k of each array belongs to the position after k steps."""

    def __init__(self, trajectory: Trajectory) -> None:
        columns = trajectory.columns
        self.label: str = trajectory.label
        self.optimizer: str = trajectory.optimizer
        self.status: str = trajectory.outcome.status
        self.diverged_at: int | None = trajectory.outcome.diverged_at
        self.converged_at: int | None = trajectory.outcome.converged_at
        self.summary: Summary = trajectory.outcome.summary
        self.evaluation: Evaluations | None = trajectory.evaluations
        self.x: FloatArray | None = _floats(columns.get("x"))
        self.y: FloatArray | None = _floats(columns.get("y"))
        loss = _floats(columns["loss"])
        self.loss: FloatArray = np.empty(0) if loss is None else loss
        self.grad_norm: FloatArray | None = _floats(columns.get("grad_norm"))
        self.lr: FloatArray | None = _floats(columns.get("lr"))
        self.distance: FloatArray | None = _floats(columns.get("distance"))
        self.seconds: FloatArray | None = _floats(columns.get("seconds"))
        evaluations = columns.get("evaluations")
        self.evaluations: IntArray | None = None if evaluations is None else evaluations.astype(np.int64)

    def __repr__(self) -> str:
        return f"Run({self.label!r}, {self.status}, final loss {self.summary.final_loss:.6g})"


class Result(Sequence[Run]):
    """A comparison and what came of it: its runs in order, by number or by label."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self.runs = tuple(Run(trajectory) for trajectory in material.compared.runs)
        self.spec: dict[str, Any] = read_json(dump(wire(material.comparison)))
        self.torch: str = material.compared.torch

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __getitem__(self, key: Any) -> Any:
        """A run by its number or by its label, or several by a slice."""
        if not isinstance(key, str):
            return self.runs[key]
        for run in self.runs:
            if run.label == key:
                return run
        raise KeyError(
            f"there is no run {key!r}; expected one of {', '.join(run.label for run in self.runs)}"
        )

    @property
    def landscape(self) -> tuple[FloatArray, FloatArray, FloatArray] | None:
        """`x`, `y`, and the loss `z[j, i]` at `x[i]`, `y[j]`; None for a model of more than two weights."""
        found = self._material.landscape
        return None if found is None else (found.x, found.y, found.z)

    def figure(self, dark: bool = False) -> Any:
        """A Plotly figure: landscape and paths beside the curves of the loss."""
        return draw_figure(self._material.compared, self._material.landscape, dark)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a file of the format that its name asks for, such as race.csv or race.gif."""
        identifier = format_of_name(os.fspath(path))
        with Target(path) as target:
            target.write(export(identifier, self._material))

    def __repr__(self) -> str:
        runs = "".join(f"\n  {run!r}" for run in self.runs)
        return f"{title_of(self._material.compared)}, {self.spec['steps']} steps:{runs}"

    def _repr_html_(self) -> str:
        """A picture and a table that need neither network nor script."""
        compared = self._material.compared
        picture = base64.b64encode(write_png(compared, self._material.landscape)).decode()
        rows = "".join(f"<tr>{_cells(run)}</tr>" for run in self.runs)
        headings = "".join(f"<th>{name}</th>" for name in _HEADINGS)
        title = html.escape(title_of(compared))
        return (
            f'<img alt="{title}" width="800" height="500" src="data:image/png;base64,{picture}">'
            f"<table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Plotly's figure for notebooks that show it, the picture and the table for all others."""
        figure = read_json(write_figure(self._material.compared, self._material.landscape))
        return {PLOTLY: figure, "text/html": self._repr_html_(), "text/plain": repr(self)}


_HEADINGS = ("run", "status", "final loss", "best loss", "arrived at", "evaluations")


def _cells(run: Run) -> str:
    summary = run.summary
    arrived = "-" if run.converged_at is None else str(run.converged_at)
    cells = [
        run.label, summary.badge, f"{summary.final_loss:.6g}", f"{summary.best_loss:.6g}", arrived,
        str(summary.gradient_evaluations),
    ]  # fmt: skip
    return "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)


def _document(objective: object, domain: Sequence[float] | None) -> dict[str, Any]:
    """The beginning of a comparison of the API."""
    if isinstance(objective, str):
        ends = None if domain is None else [float(value) for value in domain]
        return {"objective": read_objective(objective, ends)}
    if not isinstance(objective, Mapping):
        message = (
            f"expected a function's id, a formula or an objective as a dict, got {type(objective).__name__}"
        )
        raise Refusal("wrong_type", message, "objective")
    if "objective" in objective:
        return dict(objective)
    return {"objective": dict(objective)}


def _run(run: object, number: int) -> dict[str, Any]:
    if isinstance(run, str):
        return read_run(run, f"runs[{number}]")
    if isinstance(run, Mapping):
        return dict(run)
    message = f"expected a run as a text such as 'Adam:lr=0.05' or as a dict, got {type(run).__name__}"
    raise Refusal("wrong_type", message, f"runs[{number}]")


def _floats(values: Any) -> FloatArray | None:
    return None if values is None else np.array(values, dtype=np.float64)
