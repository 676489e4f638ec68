"""Files over HTTP, against the real server."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from app import __version__
from app.export.formats import FORMATS

COMPARISON: dict[str, Any] = {
    "objective": {"kind": "function", "id": "rosenbrock"},
    "runs": [
        {"optimizer": "Adam", "params": {"lr": 0.05}},
        {"optimizer": "SGD", "params": {"lr": 0.001, "momentum": 0.9}},
    ],
    "steps": 40,
}
FIRST_BYTES = {
    "script": b'"""',
    "ipynb": b"{",
    "html": b"<!doctype html>",
    "json": b'{"spec"',
    "csv": b"",
    "parquet": b"PAR1",
    "figure": b'{"',
    "gif": b"GIF89a",
}


def export(http: httpx.Client, format: str, body: Any = None) -> httpx.Response:
    return http.post(f"/api/export/{format}", json=body or {"comparison": COMPARISON}, timeout=60)


def test_every_format_is_tried_here() -> None:
    assert set(FIRST_BYTES) == set(FORMATS)


@pytest.mark.parametrize("format", FIRST_BYTES)
def test_a_comparison_leaves_as_a_file_with_a_name(http: httpx.Client, format: str) -> None:
    answer = export(http, format)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.content.startswith(FIRST_BYTES[format])
    assert answer.headers["content-type"] == FORMATS[format].media_type
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="thalweg{FORMATS[format].extension}"'
    )


def test_json_is_the_answer_of_compare_and_csv_has_its_numbers(http: httpx.Client) -> None:
    compared = http.post("/api/compare", json=COMPARISON).json()
    told = export(http, "json").json()
    assert told.pop("thalweg") == __version__
    for run in [*compared["runs"], *told["runs"]]:
        del run["seconds"], run["summary"]["seconds"]
    assert told == compared
    rows = list(csv.DictReader(io.StringIO(export(http, "csv").text)))
    losses = [float(row["loss"]) for row in rows]
    assert losses == [loss for run in compared["runs"] for loss in run["loss"]]


@pytest.mark.parametrize(
    ("format", "body", "status", "code", "field"),
    [
        ("docx", None, 404, "unknown_format", "format"),
        ("csv", {"comparison": {**COMPARISON, "steps": 0}}, 422, "out_of_range", "comparison.steps"),
        ("csv", {"comparison": COMPARISON, "format": "gif"}, 422, "unknown_field", "format"),
        ("csv", [1], 422, "wrong_type", None),
    ],
)
def test_what_cannot_be_exported_is_refused_in_a_sentence(
    http: httpx.Client, format: str, body: Any, status: int, code: str, field: str | None
) -> None:
    answer = export(http, format, body)
    assert answer.status_code == status, answer.text
    error = json.loads(answer.text)["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert len(error["message"]) > 20
