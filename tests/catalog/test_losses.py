"""The declared losses against torch: hyperparameters, texts, mathematics, examples, second derivatives."""

from __future__ import annotations

import inspect
import json
from typing import Any
from xml.etree import ElementTree

import pytest
import torch
from torch import nn

from app.catalog import LOSSES, catalog_json
from app.catalog.entries import Loss, Parameter, Text
from app.catalog.losses import explain
from app.catalog.losses.custom import FormulaLoss
from tests.catalog.losses.problems import PAIRS, predicted, problem

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
DEPRECATED = {"self", "size_average", "reduce"}
ENTRIES = list(LOSSES.values())
each_loss = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


def parameters(entry: Loss) -> list[Parameter]:
    """Declared parameters, and the elements of lists."""
    return [*entry.params, *(item for parameter in entry.params for item in parameter.items)]


def test_every_loss_of_the_lesson_is_offered() -> None:
    assert set(LOSSES) == {
        *("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "CrossEntropyLoss", "NLLLoss", "BCELoss"),
        *("BCEWithLogitsLoss", "MarginRankingLoss", "HingeEmbeddingLoss", "MultiLabelMarginLoss"),
        *("MultiLabelSoftMarginLoss", "MultiMarginLoss", "SoftMarginLoss", "KLDivLoss"),
        *("CosineEmbeddingLoss", "TripletMarginLoss", "PoissonNLLLoss", "GaussianNLLLoss"),
        *("CosineSimilarity", "formula"),
    }


@each_loss
def test_every_hyperparameter_that_is_not_deprecated_is_declared_with_torchs_default(entry: Loss) -> None:
    constructor = FormulaLoss if entry.id == "formula" else getattr(nn, entry.id)
    signature = inspect.signature(constructor.__init__).parameters
    expected = {name: each.default for name, each in signature.items() if name not in DEPRECATED}
    assert {parameter.name: parameter.default for parameter in entry.params} == expected
    assert len(entry.params) == len(expected)


@each_loss
def test_the_kind_of_every_hyperparameter_fits_its_default(entry: Loss) -> None:
    types: dict[str, Any] = {"float": float, "int": int, "bool": bool, "choice": str, "text": str}
    for parameter in parameters(entry):
        if parameter.default is None:
            assert (parameter.kind, parameter.nullable, len(parameter.items)) == ("list", True, 1)
            continue
        assert type(parameter.default) is types[parameter.kind]
        assert bool(parameter.choices) == (parameter.kind == "choice")
        if parameter.kind in ("float", "int"):
            low, default, high = parameter.low, parameter.default, parameter.high
            assert low is not None
            assert high is not None
            assert low <= default
            assert default <= high
            assert low > 0 or parameter.scale not in ("log", "log_or_zero")
    assert not any(parameter.steerable for parameter in parameters(entry))


@each_loss
def test_texts_are_one_sentence_in_two_languages(entry: Loss) -> None:
    assert entry.name.en
    assert entry.name.zh
    texts: list[Text] = [entry.about, entry.trap, entry.needs, *(each.about for each in parameters(entry))]
    for text in texts:
        assert text.en.endswith(".")
        assert ". " not in text.en
        assert text.zh.endswith("。")
        assert text.zh.count("。") == 1
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)


@each_loss
def test_the_formula_is_mathematics_that_a_browser_can_read(entry: Loss) -> None:
    root = ElementTree.fromstring(entry.mathml)
    assert root.tag == f"{NAMESPACE}math"
    arity = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2}
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        assert name in {*arity, "math", "mrow", "mi", "mn", "mo", "mspace", "mtable", "mtr", "mtd"}
        assert name not in arity or len(element) == arity[name]
        assert (name in ("mi", "mn", "mo")) == bool((element.text or "").strip())
        assert element.text != "-"


@each_loss
def test_the_example_can_be_computed(entry: Loss) -> None:
    answer = explain(entry.id, {}, entry.example["output"], entry.example["target"])
    assert isinstance(answer["value"], float)
    assert torch.tensor(answer["gradient"]).shape == torch.tensor(entry.example["output"]).shape
    assert len(answer["each"]) == len(entry.example["output"])
    assert torch.tensor(answer["gradient"]).abs().sum() > 0
    assert answer["expects"] == entry.needs.json()
    assert all(len(term["values"]) == len(entry.example["output"]) for term in answer["terms"])
    assert len({term["name"] for term in answer["terms"]}) == len(answer["terms"]) > 0


def test_the_catalog_lists_the_losses_as_plain_json() -> None:
    losses = catalog_json()["losses"]
    assert [loss["id"] for loss in losses] == list(LOSSES)
    assert json.loads(json.dumps(losses, allow_nan=False))[0]["tasks"] == ["regression", "counts"]


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_a_second_derivative_is_promised_where_autograd_gives_one(id: str, task: str) -> None:
    """Asked through a curved model: a piecewise linear loss alone has a gradient without a graph."""
    made = problem(id, task)
    weights = list(made.model.parameters())
    loss = made.pairing.loss(predicted(made), made.target)
    gradients = torch.autograd.grad(loss, weights, create_graph=True)
    twice = sum((gradient**2).sum() for gradient in gradients)
    assert isinstance(twice, torch.Tensor)
    if LOSSES[id].second_derivative:
        assert all(
            part.isfinite().all()
            for part in torch.autograd.grad(twice, weights, allow_unused=True)
            if part is not None
        )
    else:
        with pytest.raises(RuntimeError, match="not implemented"):
            torch.autograd.grad(twice, weights)


@each_loss
def test_only_a_loss_that_says_so_goes_below_zero(entry: Loss) -> None:
    low = {
        "GaussianNLLLoss": ([[0.0, 0.001]], [[0.0]], {}),
        "PoissonNLLLoss": ([[2.0]], [[10.0]], {}),
        "formula": ([[1.0]], [[0.0]], {"expression": "-abs(prediction)"}),
    }
    assert entry.may_be_negative == (entry.id in low)
    if entry.may_be_negative:
        output, target, params = low[entry.id]
        assert explain(entry.id, params, output, target)["value"] < 0
