"""The figure holds the trajectories as they are, in Plotly's own form, with the page's colours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NoReturn

import plotly.io
import pytest

from app.export import palette
from app.export.figure import write_figure
from app.export.material import Material
from app.messages import dump
from app.spec import read_request
from tests.export.test_tables import FUNCTION, MODEL

SCRIPT = (Path(__file__).parents[2] / "static" / "js" / "palette.js").read_text()
TYPED = {
    "objective": {
        "kind": "formula",
        "expression": "log(x) + y**2",
        "domain": [-1, 2, -1, 1],
        "start": [1, 1],
    },
    "runs": [{"optimizer": "SGD", "params": {"lr": 0.5}, "label": "<b>a & b</b>"}],
    "steps": 20,
}


def read(document: dict[str, Any], dark: bool = False) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """The figure as Plotly reads it, as JSON, and the API's answer."""
    material = Material(read_request("compare", document))
    data = write_figure(material.compared, material.landscape, dark)
    answer = json.loads(dump(material.compared.json()))
    return plotly.io.from_json(data.decode()), json.loads(data, parse_constant=_refuse), answer


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")


def test_paths_and_curves_are_the_answer() -> None:
    figure, document, answer = read(FUNCTION)
    assert [trace["type"] for trace in document["data"]] == ["contour", *["scatter"] * 11]
    paths, ends, marks, curves = (
        document["data"][start:end] for start, end in ((1, 4), (4, 7), (7, 9), (9, 12))
    )
    for path, curve, run in zip(paths, curves, answer["runs"], strict=True):
        assert (path["x"], path["y"]) == (run["x"], run["y"])
        assert [entry[1] for entry in path["customdata"]] == curve["y"] == run["loss"]
        assert path["name"] == curve["name"] == run["label"]
        assert path["line"] == curve["line"]
        assert path["legendgroup"] == curve["legendgroup"]
    for end, run in zip(ends, answer["runs"], strict=True):
        assert (end["x"], end["y"]) == (run["x"][-1:], run["y"][-1:])
    assert (marks[0]["name"], marks[0]["x"], marks[0]["y"]) == ("minimum", [1], [1])
    assert (marks[1]["name"], marks[1]["x"], marks[1]["y"]) == ("start", [-1.5], [2])
    assert list(figure.data[1].x) == answer["runs"][0]["x"]


def test_a_landscape_with_holes_is_strict_json() -> None:
    figure, document, _ = read(TYPED)
    heights = document["data"][0]["z"]
    assert heights[0][0] is None
    assert heights[-1][-1] is not None
    assert figure.data[0].type == "contour"


def test_a_label_is_shown_as_it_is_written() -> None:
    _, document, _ = read(TYPED)
    assert document["data"][1]["name"] == "&lt;b>a &amp; b&lt;/b>"


def test_a_model_shows_its_validation_beside_its_loss() -> None:
    _, document, answer = read(MODEL)
    validation, curves = document["data"][:2], document["data"][2:]
    for left, right, run in zip(validation, curves, answer["runs"], strict=True):
        assert (left["x"], left["y"]) == (run["evaluation"]["step"], run["evaluation"]["validation_loss"])
        assert right["y"] == run["loss"]


@pytest.mark.parametrize("dark", [False, True])
def test_colours_are_those_of_its_theme(dark: bool) -> None:
    _, document, _ = read(FUNCTION, dark)
    theme = palette.theme_of(dark)
    assert document["layout"]["paper_bgcolor"] == theme.surface
    assert [trace["line"]["color"] for trace in document["data"][1:4]] == list(theme.runs[:3])
    assert [trace["line"]["dash"] for trace in document["data"][1:4]] == ["solid", "11px,4px", "3px,4px"]


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda theme: theme.name)
def test_the_palette_is_the_page_s(theme: palette.Theme) -> None:
    prefix = theme.name.upper()
    runs = re.search(rf"const {prefix}_RUNS = (\[.*?\]);", SCRIPT, re.DOTALL)
    landscape = re.search(rf"const {prefix}_LANDSCAPE = (\[.*?\]);", SCRIPT)
    ink = re.search(rf"const {prefix}_INK = \{{(.*?)\}};", SCRIPT, re.DOTALL)
    assert runs
    assert landscape
    assert ink
    assert list(theme.runs) == re.findall(r"#\w{6}", runs[1])
    assert [list(stop) for stop in theme.landscape] == json.loads(landscape[1])
    inks = dict(re.findall(r'(\w+): "([^"]+)"', ink[1]))
    for name in ("ink", "muted", "surface", "line", "contour", "minimum", "grid"):
        assert getattr(theme, name) == inks[name]


def test_dashes_and_markers_are_the_page_s() -> None:
    dashes = re.search(r"const DASHES = (\[.*?\]);", SCRIPT, re.DOTALL)
    names = re.search(r"const MARKER_NAMES = (\[.*?\]);", SCRIPT, re.DOTALL)
    assert dashes
    assert names
    assert [list(dash) for dash in palette.DASHES] == json.loads(re.sub(r",\s*\]$", "]", dashes[1]))
    assert list(palette.MARKERS) == json.loads(re.sub(r",\s*\]$", "]", names[1]))
