"""Tables read back by other readers are the API's answer."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet
import pytest

from app.export import tables
from app.export.material import Compared, compute_comparison
from app.messages import dump
from app.spec import read_request
from tests.plain import plain_loop

FUNCTION: dict[str, Any] = {
    "objective": {"kind": "function", "id": "rosenbrock", "start": [-1.5, 2.0]},
    "runs": [
        {"optimizer": "Adam", "params": {"lr": 0.05}},
        {"optimizer": "SGD", "params": {"lr": 0.5}, "label": "too fast"},
        {"optimizer": "SGD", "params": {"lr": 0.001, "momentum": 0.9}, "schedule": {
            "id": "OneCycleLR", "params": {"max_lr": 0.002, "total_steps": 50}}},
    ],
    "steps": 40,
}  # fmt: skip
MODEL: dict[str, Any] = {
    "objective": {
        "kind": "model",
        "model": {"id": "mlp", "params": {"hidden": [4]}},
        "dataset": {"id": "moons", "params": {"samples": 40}},
        "loss": {"id": "BCEWithLogitsLoss"},
        "batch_size": 8,
        "evaluation": {"every": 5},
    },
    "runs": [{"optimizer": "SGD", "params": {"lr": 0.1}}, {"optimizer": "Adam", "params": {"lr": 0.01}}],
    "steps": 12,
}


@pytest.fixture(scope="module", params=[FUNCTION, MODEL], ids=["function", "model"])
def compared(request: pytest.FixtureRequest) -> Compared:
    return compute_comparison(read_request("compare", request.param))


def expected_rows(compared: Compared) -> list[dict[str, Any]]:
    """The rows that the answer of the API comes to, written down naively."""
    answer = json.loads(dump(compared.json()))
    model = answer["spec"]["objective"]["kind"] == "model"
    rows = []
    for number, run in enumerate(answer["runs"]):
        for step in range(len(run["loss"])):
            row = {name: run[name] for name in ("label", "optimizer", "status")} | {
                "run": number,
                "step": step,
            }
            for name in ("x", "y", "loss", "grad_norm", "lr", "distance", "evaluations", "seconds"):
                row[name] = None if run.get(name) is None else run[name][step]
            if any("momentum" in other for other in answer["runs"]):
                row["momentum"] = run["momentum"][step] if "momentum" in run else None
            if model:
                seen = run["evaluation"]
                place = seen["step"].index(step) if step in seen["step"] else None
                for name in ("train_loss", "validation_loss", "train_metric", "validation_metric"):
                    row[name] = None if place is None else seen[name][place]
                row["metric"] = None if place is None else seen["metric"]
            rows.append(row)
    return rows


def test_csv_read_back_is_the_answer(compared: Compared) -> None:
    text = tables.write_csv(compared).decode()
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    wanted = expected_rows(compared)
    assert len(read) == len(wanted)
    for row, expected in zip(read, wanted, strict=True):
        assert set(row) == set(expected)
        for name, value in expected.items():
            if isinstance(value, str) or value is None:
                assert row[name] == (value or ""), name
            else:
                assert type(value)(row[name]) == value, name


def test_parquet_read_back_is_the_answer(compared: Compared) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(tables.write_parquet(compared)))
    assert table.to_pylist() == [
        {name: row[name] for name in table.column_names} for row in expected_rows(compared)
    ]
    assert set(table.column_names) == set(expected_rows(compared)[0])
    assert json.loads(table.schema.metadata[b"thalweg"])["spec"] == json.loads(dump(compared.json()))["spec"]
    assert all(table.schema.field(name).metadata[b"about"] for name in table.column_names)


def test_a_table_has_the_numbers_of_the_plain_loop_to_the_last_bit() -> None:
    compared = compute_comparison(read_request("compare", FUNCTION))
    plain = plain_loop("(1 - x)**2 + 100*(y - x**2)**2", [-1.5, 2.0], "Adam", {"lr": 0.05}, 40)
    rows = list(csv.DictReader(io.StringIO(tables.write_csv(compared).decode())))
    for name in ("x", "y", "loss"):
        assert [float(row[name]) for row in rows if row["run"] == "0"] == plain[name].tolist()


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "'", "'quoted'"])
def test_a_label_is_no_formula_of_a_spreadsheet_and_can_be_had_back(label: str) -> None:
    document = {**FUNCTION, "runs": [{"optimizer": "SGD", "label": label}], "steps": 1}
    compared = compute_comparison(read_request("compare", document))
    row = next(csv.DictReader(io.StringIO(tables.write_csv(compared).decode(), newline="")))
    assert row["label"] == f"'{label}"
    table = pyarrow.parquet.read_table(io.BytesIO(tables.write_parquet(compared)))
    assert table["label"][0].as_py() == label


@pytest.mark.parametrize("label", ['a, "b"', "两次\nlines", "Adam", "1 - x"])
def test_any_other_label_stays_as_it_is(label: str) -> None:
    document = {**FUNCTION, "runs": [{"optimizer": "SGD", "label": label}], "steps": 1}
    compared = compute_comparison(read_request("compare", document))
    row = next(csv.DictReader(io.StringIO(tables.write_csv(compared).decode(), newline="")))
    assert row["label"] == label


def test_without_pyarrow_there_is_a_sentence(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from app.errors import Refusal

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Refusal, match=r"pip install 'thalweg\[parquet\]', or take csv"):
        tables.write_parquet(compared)
