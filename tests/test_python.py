"""Comparisons from Python: arrays to the last bit, figures, and what a notebook shows."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import app
from app import compare
from app.errors import Refusal
from app.export.target import Unwritable
from tests.plain import plain_loop

FORMULA = "(1 - x)**2 + 100*(y - x**2)**2"


@pytest.fixture(scope="module")
def race() -> app.Result:
    return compare("rosenbrock", ["Adam:lr=0.05", {"optimizer": "SGD", "params": {"lr": 0.001}}], steps=50)


def test_arrays_are_those_of_the_plain_loop(race: app.Result) -> None:
    for run, params in zip(race, ({"lr": 0.05}, {"lr": 0.001}), strict=True):
        plain = plain_loop(FORMULA, [-1.5, 2.0], run.optimizer, params, 50)
        for name in ("x", "y", "loss"):
            values = getattr(run, name)
            assert values.dtype == np.float64
            assert values.tolist() == plain[name].tolist()
        assert run.evaluations is not None
        assert run.evaluations.tolist() == plain["evaluations"].tolist()


def test_runs_are_found_by_number_and_by_label(race: app.Result) -> None:
    assert len(race) == 2
    assert race["SGD"] is race[1] is race.runs[-1]
    assert repr(race).count("\n") == 2
    with pytest.raises(KeyError, match="there is no run 'Adan'; expected one of Adam, SGD"):
        race["Adan"]


def test_a_formula_a_model_and_a_whole_comparison_can_be_compared(race: app.Result) -> None:
    typed = compare(
        "x**2 + 10*y**2", "SGD:lr=0.05", 9, domain=(-3, 3, -3, 3), start=(1, 2), noise=0.1, seed=4
    )
    assert typed[0].loss[0] == 41
    assert (typed.spec["seed"], typed.spec["objective"]["noise"]) == (4, 0.1)
    again = compare(race.spec)
    assert again.spec == race.spec
    assert again[0].loss.tolist() == race[0].loss.tolist()
    model = {
        "kind": "model",
        "model": {"id": "mlp", "params": {"hidden": [4]}},
        "dataset": {"id": "moons", "params": {"samples": 40}},
        "loss": {"id": "BCEWithLogitsLoss"},
    }
    learned = compare(model, "adam", steps=5)
    assert learned[0].x is None
    assert learned[0].evaluation is not None
    assert learned.landscape is None
    assert learned._repr_html_()


def test_the_landscape_is_the_function(race: app.Result) -> None:
    assert race.landscape is not None
    x, y, z = race.landscape
    assert z == pytest.approx((1 - x) ** 2 + 100 * (y[:, None] - x**2) ** 2)


def test_the_figure_is_plotly_s(race: app.Result) -> None:
    figure = race.figure(dark=True)
    assert list(figure.data[1].x) == race[0].x.tolist()
    assert figure.to_json()


def test_a_notebook_shows_it_without_a_network(race: app.Result) -> None:
    shown = race._repr_mimebundle_()
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    assert shown["text/plain"] == repr(race)
    assert shown["application/vnd.plotly.v1+json"]["data"]
    page = shown["text/html"]
    assert "http" not in page
    assert "<script" not in page
    picture = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    assert picture
    assert Image.open(io.BytesIO(base64.b64decode(picture[1]))).size == (800, 500)
    assert page.count("<tr>") == 3


def test_a_label_is_no_markup() -> None:
    shown = compare("sphere", {"optimizer": "SGD", "label": "<script>"}, 2)._repr_html_()
    assert "<script" not in shown


@pytest.mark.parametrize("name", ["race.csv", "race.gif"])
def test_it_is_saved_under_a_name(race: app.Result, tmp_path: Path, name: str) -> None:
    race.save(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with pytest.raises(Unwritable, match="No such file or directory"):
        race.save(tmp_path / "nowhere" / name)
    with pytest.raises(Refusal, match="expected it to end in one of"):
        race.save(tmp_path / "race.xls")


def test_what_cannot_be_compared_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refusal, match="there is no function 'rosenbrok', perhaps rosenbrock"):
        compare("rosenbrok", "Adam")
    with pytest.raises(Refusal, match="a formula needs a domain"):
        compare("x**2", "Adam")
    with pytest.raises(Refusal, match="expected a run as a text"):
        compare("sphere", [3])  # type: ignore[list-item]
    with pytest.raises(Refusal, match="expected at least one run, such as"):
        compare("sphere")
    with pytest.raises(
        Refusal, match="expected a function's id, a formula or an objective as a dict, got int"
    ):
        compare(3, "Adam")  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="it ends too early"):
        compare("x**2+", "Adam")
    with pytest.raises(AttributeError, match="has no attribute 'compere'"):
        _ = app.compere


def test_torch_s_own_random_numbers_stay_as_they_are() -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    compare("sphere", "SGD", 3, noise=1.0)
    assert torch.equal(torch.rand(2), expected)
