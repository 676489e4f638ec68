"""What does each command do? It asks the engine, and tells what came of it."""

from __future__ import annotations

import csv
import io
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import Any

from app.cli.asking import comparison_of, landscape_of, sweep_of
from app.cli.browsing import catalog
from app.cli.output import progress, show_bytes, show_table, write_file
from app.errors import Refusal
from app.export.curve import title_of
from app.export.formats import export, format_of, format_of_name
from app.export.material import Compared, Material, compute_answer
from app.export.target import Target
from app.messages import dump
from app.spec import Request, SweepRequest, read_json

HEADINGS = (
    "run", "optimizer", "status", "final loss", "best loss", "at step", "arrived at", "distance",
    "evaluations", "seconds",
)  # fmt: skip
GRIDS = (".json", ".csv")


def compare(asked: Namespace) -> None:
    """A table of the runs, and a file of the format that its name asks for."""
    comparison = comparison_of(asked)
    format = None if asked.out is None else format_of_name(asked.out)
    with ExitStack() as stack:
        target = None if asked.out is None else stack.enter_context(Target(asked.out))
        material = _computed(
            comparison, f"{len(comparison.runs)} runs", lambda heard: Material(comparison, heard)
        )
        if target is not None and format is not None:
            write_file(target, asked.out, export(format, material))
    if asked.json:
        show_bytes(dump(material.compared.json()))
    else:
        _show_compared(material.compared)


def write(asked: Namespace) -> None:
    """`thalweg export`: a file, on stdout where none is named."""
    format = format_of(asked.format)
    comparison = comparison_of(asked)
    binary = not (format.media_type.startswith("text/") or format.media_type.endswith("json"))
    if asked.out is None and binary and sys.stdout.isatty():
        message = f"a terminal cannot show {asked.format}; name a file: --out race{format.extension}"
        raise Refusal("missing", message, "out")
    with ExitStack() as stack:
        target = None if asked.out is None else stack.enter_context(Target(asked.out))
        with progress("export") as heard:
            data = export(asked.format, Material(comparison, heard))
        if target is not None:
            write_file(target, asked.out, data)
        else:
            sys.stdout.buffer.write(data)


def landscape(asked: Namespace) -> None:
    """The range of the loss, and the grid as a file."""
    request = landscape_of(asked)
    answer = _answered(request, asked, "landscape", _landscape_csv)
    if answer is None:
        return
    x, y = answer["x"], answer["y"]
    known = [(z, i, j) for j, row in enumerate(answer["z"]) for i, z in enumerate(row) if z is not None]
    rows = [(name, z, float(x[i]), float(y[j])) for name, (z, i, j) in _ends(known).items()]
    count = len(x) * len(y)
    where = f"x from {x[0]:g} to {x[-1]:g}, y from {y[0]:g} to {y[-1]:g}"
    show_table(f"{count} points, {where}, {count - len(known)} undefined", ("", "loss", "x", "y"), rows)


def sweep(asked: Namespace) -> None:
    """The losses of every choice, and the best."""
    request = sweep_of(asked)
    answer = _answered(request, asked, "sweep", lambda answer: _sweep_csv(request, answer))
    if answer is None:
        return
    rows = _sweep_rows(request, answer)
    show_table(f"{request.run.optimizer}, {request.steps} steps", (*request.params, *SWEPT), rows)
    good = [row for row in rows if row[-1] == "completed" and row[-3] is not None]
    if good:
        best = min(good, key=lambda row: row[-3])
        choice = ", ".join(f"{name} {value:g}" for name, value in zip(request.params, best, strict=False))
        show_table("", ("lowest final loss", "at"), [(best[-3], choice)])


COMMANDS: Mapping[str, Callable[[Any], None]] = MappingProxyType(
    {"compare": compare, "export": write, "landscape": landscape, "sweep": sweep, "catalog": catalog}
)
SWEPT = ("final_loss", "best_loss", "status")


def _computed(
    comparison: object, title: str, make: Callable[[Callable[[float], None]], Material]
) -> Material:
    with progress(title) as heard:
        material = make(heard)
        material.compared  # noqa: B018
    return material


def _answered(
    request: Request, asked: Namespace, title: str, write_csv: Callable[[dict[str, Any]], bytes]
) -> dict[str, Any] | None:
    """The answer, after it was written where it should go; None where it is on stdout already."""
    if asked.out is not None and not asked.out.lower().endswith(GRIDS):
        message = f"expected a file whose name ends in {' or '.join(GRIDS)}, got {asked.out[-60:]!r}"
        raise Refusal("unknown_format", message, "out")
    with ExitStack() as stack:
        target = None if asked.out is None else stack.enter_context(Target(asked.out))
        with progress(title) as heard:
            data = compute_answer(request, heard)
        answer: dict[str, Any] = read_json(data)
        if target is not None:
            as_csv = asked.out.lower().endswith(".csv")
            write_file(target, asked.out, write_csv(answer) if as_csv else data)
    if asked.json:
        show_bytes(data)
        return None
    return answer


def _show_compared(compared: Compared) -> None:
    rows = []
    for run in compared.runs:
        outcome, summary = run.outcome, run.outcome.summary
        rows.append(
            (
                run.label, run.optimizer, summary.badge, summary.final_loss, summary.best_loss,
                summary.best_step, outcome.converged_at, summary.distance, summary.gradient_evaluations,
                round(summary.seconds, 3),
            )
        )  # fmt: skip
    title = f"{title_of(compared)}: {compared.comparison.steps} steps, torch {compared.torch}"
    show_table(title, HEADINGS, rows)


def _ends(known: list[tuple[float, int, int]]) -> dict[str, tuple[float, int, int]]:
    return {"lowest": min(known), "highest": max(known)} if known else {}


def _landscape_csv(answer: dict[str, Any]) -> bytes:
    rows = [
        (x, y, z) for y, line in zip(answer["y"], answer["z"], strict=True)
        for x, z in zip(answer["x"], line, strict=True)
    ]  # fmt: skip
    return _csv(("x", "y", "loss"), rows)


def _sweep_csv(request: SweepRequest, answer: dict[str, Any]) -> bytes:
    return _csv((*request.params, *SWEPT), _sweep_rows(request, answer))


def _sweep_rows(request: SweepRequest, answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One row for each choice: its values, then what came of it."""

    def rows(
        values: list[tuple[float, ...]], grids: list[Any], chosen: tuple[float, ...]
    ) -> list[tuple[Any, ...]]:
        if not values:
            return [(*chosen, *grids)]
        found = []
        for place, value in enumerate(values[0]):
            found += rows(values[1:], [grid[place] for grid in grids], (*chosen, value))
        return found

    return rows(list(request.params.values()), [answer[name] for name in SWEPT], ())


def _csv(headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()
