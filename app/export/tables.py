"""How do trajectories become a table? One row for each run and entry, in full float64 precision."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.errors import Refusal
from app.export.material import Compared
from app.messages import Evaluations, Trajectory
from app.sentences import told
from app.spec import ModelObjective, wire

# The columns of the table, and what each holds; a cell without a finite number is empty.
COLUMNS = {
    "label": "the run's label",
    "optimizer": "its torch.optim class",
    "run": "the number of the run, from 0",
    "step": "steps made: step 0 is the start",
    "x": "position after so many steps (functions and models of two weights)",
    "y": "position after so many steps (functions and models of two weights)",
    "loss": "loss there; of a model, of the batch of the next step",
    "grad_norm": "Euclidean norm of the gradient there",
    "lr": "learning rate that the next step uses",
    "distance": "distance to the nearest global minimum, where it is known",
    "evaluations": "gradients asked for so far",
    "seconds": "seconds of work so far: the run's share where runs are computed together",
    "status": "how the run ended: completed or diverged",
}
OPTIONAL = {
    "momentum": "momentum that the next step uses, where a schedule moves it",
    "penalty": "the penalty's part of the loss",
}
EVALUATION = {
    "train_loss": "loss on at most 512 training samples, at the steps where the model is evaluated",
    "validation_loss": "loss on all validation samples, at the same steps",
    "metric": "what the next two columns measure",
    "train_metric": "on the training samples",
    "validation_metric": "on the validation samples",
}
WHOLE_NUMBERS = {"run", "step", "evaluations"}
TEXTS = {"label", "optimizer", "status", "metric"}
# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA_BEGINS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write_csv(compared: Compared) -> bytes:
    """Comma-separated values in UTF-8, numbers in the fewest digits that read back as the same float64.

    A text that a spreadsheet would run as a formula has an apostrophe before it, and so has one that begins
    with an apostrophe: to take one off the front gives the text back.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    names = list(columns_of(compared))
    writer.writerow(names)
    for table in _tables(compared):
        cells = [_cells(name, table[name]) for name in names]
        writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode()


def write_parquet(compared: Compared) -> bytes:
    """The same table in Apache Parquet, its metadata the comparison and the meaning of the columns."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        message = told(
            "Parquet needs pyarrow, which is not installed: pip install 'thalweg[parquet]', or take csv"
        )
        raise Refusal("unavailable", message, "format") from None
    about = columns_of(compared)
    kinds = {name: _arrow_kind(pyarrow, name) for name in about}
    tables = list(_tables(compared))
    arrays = [
        pyarrow.array([cell for table in tables for cell in table[name]], kinds[name]) for name in about
    ]
    fields = [pyarrow.field(name, kinds[name], metadata={"about": text}) for name, text in about.items()]
    notes = {"thalweg": json.dumps({"spec": wire(compared.comparison), "torch": compared.torch})}
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields, metadata=notes))
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd")
    return file.getvalue()


def columns_of(compared: Compared) -> dict[str, str]:
    """The columns of this comparison's table in order, with what each holds."""
    some = {
        name: about for name, about in OPTIONAL.items() if any(name in run.columns for run in compared.runs)
    }
    model = isinstance(compared.comparison.objective, ModelObjective)
    return {**COLUMNS, **some, **(EVALUATION if model else {})}


def _tables(compared: Compared) -> Iterator[dict[str, list[Any]]]:
    """The rows of one run after another, by columns; None where there is no finite number."""
    names = list(columns_of(compared))
    for number, run in enumerate(compared.runs):
        yield _table(run, number, names)


def _table(run: Trajectory, number: int, names: list[str]) -> dict[str, list[Any]]:
    loss = run.columns["loss"]
    rows = 0 if loss is None else len(loss)
    table: dict[str, list[Any]] = {name: [None] * rows for name in names}
    table.update(
        label=[run.label] * rows,
        optimizer=[run.optimizer] * rows,
        run=[number] * rows,
        step=list(range(rows)),
        status=[run.outcome.status] * rows,
    )
    for name, values in run.columns.items():
        if name in table and values is not None:
            table[name] = _numbers(values)
    if run.evaluations is not None:
        _enter(table, run.evaluations)
    return table


def _enter(table: dict[str, list[Any]], evaluations: Evaluations) -> None:
    """Put each evaluation in the row of its step."""
    columns = {name: getattr(evaluations, name) for name in EVALUATION if name != "metric"}
    for name, values in columns.items():
        for step, value in zip(evaluations.step.tolist(), _numbers(values), strict=True):
            table[name][step] = value
    for step in evaluations.step.tolist():
        table["metric"][step] = evaluations.metric


def _numbers(values: np.ndarray[Any, Any]) -> list[float | int | None]:
    if np.issubdtype(values.dtype, np.integer) or np.isfinite(values).all():
        return list(values.tolist())
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _cells(name: str, values: list[Any]) -> list[Any]:
    if name in TEXTS:
        return [value and plain_text(value) for value in values]
    return ["" if value is None else repr(value) for value in values]


def plain_text(text: str) -> str:
    """The text as a CSV cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith((*FORMULA_BEGINS, "'")) else text


def _arrow_kind(pyarrow: Any, name: str) -> Any:
    if name in TEXTS:
        return pyarrow.string()
    return pyarrow.int64() if name in WHOLE_NUMBERS else pyarrow.float64()
