"""From output to loss, line by line: formulas that give the displayed numbers, and torch's own loss."""

from __future__ import annotations

import json
import math
from typing import Any
from xml.etree import ElementTree

import pytest
import torch
from torch import nn

from app.catalog import LOSSES
from app.catalog.losses import explain
from app.catalog.losses.chain import STORIES
from tests.mathematics import value_of

CLOSE = 1e-12
# Two distances may be all but equal: their difference is as exact as they are.
CANCELLING = {("TripletMarginLoss", "own")}
REDUCTIONS = [{"reduction": name} for name in ("mean", "sum", "none")]
NUMBERS = ([[2.5], [0.01], [-2.0], [8.0]], [[3.0], [-0.5], [2.0], [7.9]])
WIDE = ([[2.5, -1.0], [0.01, 3.0], [-2.0, 0.3]], [[3.0, 0.0], [-0.5, 3.2], [2.0, 1.0]])
LOGITS = ([[2.0, 1.0, 0.1], [-3.0, 40.0, 0.5], [0.3, 0.2, -0.7], [1.0, 1.5, 900.0]], [0, 2, 1, 2])
SHARES = [[0.6, 0.3, 0.1], [0.0, 1.0, 0.0], [0.2, 0.2, 0.6], [1.0, 0.0, 0.0]]
LOGS = torch.tensor([[2.0, 1.0, 0.1], [-3.0, 4.0, 0.5], [0.3, 0.2, -0.7], [1, 1.5, 9]]).double()
LOGS_LISTED = LOGS.log_softmax(dim=1).tolist()
SCORES = ([[2.0], [-1.0], [0.5], [-30.0]], [[1.0], [0.0], [0.3], [1.0]])
LABELS = ([[2.0, -1.0, 0.5], [-0.5, 1.5, 0.0]], [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
PAIRS = ([[[1.0, 0.2], [0.8, 0.6]], [[1.0, 0.1], [0.6, 0.8]], [[0.3, 2.0], [-1.0, 0.4]]], [1, -1, -1])
LONG = torch.linspace(-2, 3, 2 * 3 * 13, dtype=torch.float64).sin().reshape(2, 3, 13)
TRIPLETS: tuple[Any, Any] = ([[[0.0, 0.1], [0.5, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 0.0], [3.0, 1.0]]], [])
MANY = torch.linspace(-5, 5, 36, dtype=torch.float64).cos().reshape(3, 12)

CASES: list[tuple[str, dict[str, Any], tuple[Any, Any]]] = [
    *[(id, params, rows)
      for id in ("MSELoss", "L1Loss") for params in REDUCTIONS for rows in (NUMBERS, WIDE)],
    *[("SmoothL1Loss", {"beta": beta, **params}, rows)
      for beta in (1.0, 0.3, 5.0) for params in REDUCTIONS for rows in (NUMBERS, WIDE)],
    ("SmoothL1Loss", {"beta": 0.0}, NUMBERS),
    *[("HuberLoss", {"delta": delta, **params}, rows)
      for delta in (1.0, 0.3, 5.0) for params in REDUCTIONS for rows in (NUMBERS, WIDE)],
    *[("GaussianNLLLoss", {"full": full, "eps": eps, **params},
       ([[2.5, 1.0], [0.0, 0.25], [2.0, 0.01]], [[3.0], [-0.5], [2.5]]))
      for full in (True, False) for eps in (1e-6, 0.1) for params in REDUCTIONS],
    *[("PoissonNLLLoss", {"full": full, "log_input": log, **params},
       ([[0.5], [1.0], [0.25], [3.0]], [[2.0], [3.0], [0.0], [1.0]]))
      for full in (True, False) for log in (True, False) for params in REDUCTIONS],
    ("PoissonNLLLoss", {"log_input": False, "eps": 0.1}, ([[0.5]], [[2.0]])),
    *[("CrossEntropyLoss", {"label_smoothing": part, "weight": weight, **params}, (LOGITS[0], target))
      for part in (0.0, 0.1, 1.0) for weight in (None, [0.5, 2.0, 1.3]) for params in REDUCTIONS
      for target in (LOGITS[1], SHARES)],
    *[("CrossEntropyLoss", {"ignore_index": 1, "weight": weight, "label_smoothing": part, **params}, LOGITS)
      for weight in (None, [0.5, 2.0, 1.3]) for part in (0.0, 0.2) for params in REDUCTIONS],
    ("CrossEntropyLoss", {}, (MANY.tolist(), [11, 0, 5])),
    ("CrossEntropyLoss", {"label_smoothing": 0.1}, (MANY.tolist(), [11, 0, 5])),
    *[("NLLLoss", {"weight": weight, "ignore_index": ignored, **params}, (LOGS_LISTED, [0, 2, 1, 2]))
      for weight in (None, [0.5, 2.0, 1.3]) for ignored in (-100, 1) for params in REDUCTIONS],
    *[("MultiMarginLoss", {"p": p, "margin": margin, "weight": weight, **params}, LOGITS)
      for p in (1, 2) for margin in (1.0, 2.5)
      for weight in (None, [0.5, 2.0, 1.3]) for params in REDUCTIONS],
    ("MultiMarginLoss", {}, (MANY.tolist(), [11, 0, 5])),
    *[("KLDivLoss", {"reduction": name}, (LOGS_LISTED, SHARES))
      for name in ("mean", "sum", "none", "batchmean")],
    *[("KLDivLoss", {"reduction": name, "log_target": True}, (LOGS_LISTED, LOGS_LISTED[::-1]))
      for name in ("mean", "sum", "none", "batchmean")],
    *[("BCELoss", {"weight": weight, **params}, ([[0.9], [0.2], [0.0]], [[1.0], [0.3], [1.0]]))
      for weight in (None, [0.3]) for params in REDUCTIONS],
    *[("BCELoss", {"weight": [0.3, 2.0], **params}, ([[0.9, 0.5], [0.2, 1.0]], [[1.0, 0.0], [0.3, 1.0]]))
      for params in REDUCTIONS],
    *[("BCEWithLogitsLoss", {"weight": weight, "pos_weight": positive, **params}, SCORES)
      for weight in (None, [0.3]) for positive in (None, [3.7]) for params in REDUCTIONS],
    *[("BCEWithLogitsLoss", {"weight": weight, "pos_weight": positive, **params}, LABELS)
      for weight in (None, [0.3, 1.0, 2.0]) for positive in (None, [3.7, 0.1, 1.0]) for params in REDUCTIONS],
    *[("SoftMarginLoss", params, ([[2.0], [-1.0], [0.5]], [[1.0], [-1.0], [-1.0]])) for params in REDUCTIONS],
    *[("MultiLabelMarginLoss", params,
       ([[0.1, 0.2, 0.4, 0.8], [1.0, -2.0, 0.3, 0.0], [0.0, 1.0, 2.0, 3.0]],
        [[3, 0, -1, -1], [1, -1, -1, -1], [0, 1, 2, 3]])) for params in REDUCTIONS],
    *[("MultiLabelSoftMarginLoss", {"weight": weight, **params}, LABELS)
      for weight in (None, [0.3, 1.0, 2.0]) for params in REDUCTIONS],
    *[("MarginRankingLoss", {"margin": margin, **params}, ([[1.2, 0.4], [0.3, 0.9], [0.5, 0.1]], [1, 1, -1]))
      for margin in (0.0, 1.5) for params in REDUCTIONS],
    *[("HingeEmbeddingLoss", {"margin": margin, **params}, ([[0.3], [1.4], [0.6]], [1, -1, -1]))
      for margin in (1.0, 2.5) for params in REDUCTIONS],
    *[("CosineEmbeddingLoss", {"margin": margin, **params}, PAIRS)
      for margin in (0.0, 0.4, -0.9) for params in REDUCTIONS],
    ("CosineEmbeddingLoss", {}, (LONG[:, :2].tolist(), [1, -1])),
    ("CosineSimilarity", {}, PAIRS),
    ("CosineSimilarity", {"eps": 3.0}, PAIRS),
    ("CosineSimilarity", {"dim": 1}, (LOGS_LISTED, [0, 2, 1, 2])),
    ("CosineSimilarity", {"dim": 0}, (LOGS_LISTED, [0, 2, 1, 2])),
    *[("TripletMarginLoss", {"p": p, "swap": swap, "margin": margin, "eps": eps, **params}, TRIPLETS)
      for p in (1.0, 2.0, 3.5) for swap in (True, False) for margin, eps in ((1.0, 1e-6), (2.5, 0.1))
      for params in REDUCTIONS],
    ("TripletMarginLoss", {"swap": True}, (LONG.tolist(), [])),
    *[("formula", {"expression": text, **params}, rows)
      for text in ("(prediction - target)**2", "exp(-target*prediction) + abs(prediction)/2 + pi",
                   "max(0, 1 - target*prediction) * log(1 + exp(prediction))")
      for params in REDUCTIONS for rows in (NUMBERS, WIDE)],
]  # fmt: skip
IDS = [f"{id}-{json.dumps(params)}-{place}" for place, (id, params, _) in enumerate(CASES)]


def torch_loss(id: str, params: dict[str, Any], rows: tuple[Any, Any]) -> torch.Tensor:
    """The loss as torch's own module gives it in float64, called as its documentation says."""
    output = torch.tensor(rows[0], dtype=torch.float64)
    whole = not torch.tensor(rows[1]).is_floating_point()
    target = torch.tensor(rows[1], dtype=torch.int64 if whole else torch.float64)
    weights = {name: torch.tensor(params[name]) for name in ("weight", "pos_weight") if params.get(name)}
    if id == "formula":
        each = {
            "(": (output - target) ** 2,
            "e": torch.exp(-target * output) + output.abs() / 2 + math.pi,
            "m": (1 - target * output).clamp_min(0) * torch.log(1 + output.exp()),
        }[params["expression"][0]]
        return {"mean": each.mean(), "sum": each.sum(), "none": each}[params["reduction"]]
    module = getattr(nn, id)(**{**params, **weights}).double()
    match id:
        case "GaussianNLLLoss":
            loss = module(output[:, :1], target, output[:, 1:])
        case "MarginRankingLoss":
            loss = module(output[:, 0], output[:, 1], target)
        case "HingeEmbeddingLoss":
            loss = module(output[:, 0], target)
        case "TripletMarginLoss":
            loss = module(*output.unbind(dim=1))
        case "CosineEmbeddingLoss":
            loss = module(output[:, 0], output[:, 1], target)
        case "CosineSimilarity" if output.dim() == 3:
            loss = (1 - target * module(output[:, 0], output[:, 1])).mean()
        case "CosineSimilarity":
            loss = (1 - module(output, torch.eye(output.shape[1]).double()[target])).mean()
        case _:
            loss = module(output, target)
    assert isinstance(loss, torch.Tensor)
    return loss


def test_every_loss_has_a_chain_that_is_tested() -> None:
    assert set(STORIES) == set(LOSSES) == {id for id, _, _ in CASES}


@pytest.mark.parametrize(("id", "params", "rows"), CASES, ids=IDS)
def test_the_displayed_formulas_with_the_displayed_numbers_give_the_displayed_loss(
    id: str, params: dict[str, Any], rows: tuple[Any, Any]
) -> None:
    expected = torch_loss(id, params, rows)
    for sample in range(len(rows[0])):
        chain: Any = explain(id, params, *rows, sample)["chain"]
        values = chain["values"]
        for line in chain["lines"]:
            ElementTree.fromstring(line["formula"])
            for row in line["rows"]:
                computed, shown = value_of(row["template"], values), values[row["name"]]
                size = largest(row["template"], values) if (id, line["name"]) in CANCELLING else 0.0
                assert math.isclose(computed, shown, rel_tol=CLOSE, abs_tol=CLOSE * size), (line, values)
        last = [values[row["name"]] for row in chain["lines"][-1]["rows"]]
        wanted = expected if expected.dim() == 0 else expected[sample]
        assert last == pytest.approx(wanted.flatten().tolist(), rel=CLOSE, abs=0)


def largest(template: str, values: dict[str, float]) -> float:
    places = ElementTree.fromstring(template).iter()
    named = [place.attrib["data-name"] for place in places if "data-name" in place.attrib]
    return max(abs(values[name]) for name in named)


def test_each_line_is_told_in_both_languages_and_uses_what_came_before() -> None:
    for id, params, rows in CASES:
        chain: Any = explain(id, params, *rows, 0)["chain"]
        made = {row["name"] for line in chain["lines"] for row in line["rows"]}
        known = set(chain["values"]) - made
        for line in chain["lines"]:
            assert line["about"]["en"]
            assert line["about"]["zh"]
            for row in line["rows"]:
                places = ElementTree.fromstring(row["template"]).iter()
                assert {place.attrib["data-name"] for place in places if "data-name" in place.attrib} <= known
            known |= {row["name"] for row in line["rows"]}


def test_the_textbook_example_is_followed_from_logits_to_loss() -> None:
    chain: Any = explain("CrossEntropyLoss", {}, [[2.0, 1.0, 0.1]], [0], 0)["chain"]
    assert [line["name"] for line in chain["lines"]] == ["top", "S", "p_c", "own", "reduced"]
    assert [round(chain["values"][f"p_{k}"], 3) for k in range(3)] == [0.659, 0.242, 0.099]
    assert round(chain["values"]["own"], 3) == round(chain["values"]["reduced"], 3) == 0.417


def test_without_a_sample_the_answer_is_as_before() -> None:
    assert "chain" not in explain("MSELoss", {}, [[1.0]], [[2.0]])


@pytest.mark.parametrize("sample", [-1, 1])
def test_a_sample_that_is_none_of_the_rows_is_refused(sample: int) -> None:
    with pytest.raises(ValueError, match=f"MSELoss needs a sample from 0 to 0; got {sample}"):
        explain("MSELoss", {}, [[1.0]], [[2.0]], sample)
