"""The value of every loss against its formula in numpy, and what each hyperparameter does to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.catalog import LOSSES
from app.catalog.losses import explain, pair
from app.catalog.losses.custom import FormulaLoss
from tests.catalog.losses.problems import PAIRS, predicted, problem, shape_of
from tests.catalog.losses.reference import FORMULAS, reference
from tests.catalog.losses.strategies import cases


def test_every_loss_has_a_reference() -> None:
    assert set(FORMULAS) == set(LOSSES)


@pytest.mark.parametrize("id", LOSSES)
@settings(max_examples=40)
@given(data=st.data())
def test_the_value_is_that_of_the_formula(id: str, data: st.DataObject) -> None:
    params, output, target = data.draw(cases(id))
    each, value = reference(id, params, output, target)
    answer = explain(id, params, output, target)
    assert answer["value"] == pytest.approx(value, rel=1e-6, abs=1e-9)
    np.testing.assert_allclose(np.ravel(answer["each"]), np.ravel(each), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_training_sees_the_same_value(id: str, task: str) -> None:
    """In float32, through the pairing, on whole tensors."""
    made = problem(id, task)
    prediction = predicted(made).detach()
    if id == "HingeEmbeddingLoss":
        prediction = prediction.unsqueeze(1)
    target: Any = made.targets if task == "multiclass" else made.target
    rows = prediction.squeeze(2) if id == "MarginRankingLoss" else prediction
    _, value = reference(id, {}, rows.numpy(), target.numpy())
    loss = made.pairing.loss(predicted(made), made.target)
    assert loss.item() == pytest.approx(value, rel=1e-4)


PAIRED = LOSSES["CosineEmbeddingLoss"].example
TRIPLETS = {"output": [[[0.0, 0.0], [0.5, 0.3], [0.9, 1.0]]], "target": []}
SHARES = {"output": [[0.9, 0.2], [0.6, 0.4]], "target": [[1.0, 0.0], [0.0, 1.0]]}
CLASSES = {"output": [[2.0, 1.5, 0.1], [0.2, 0.9, 1.4]], "target": [0, 1]}
LOGS = {"output": np.log([[0.2, 0.3, 0.5], [0.5, 0.25, 0.25]]).tolist(), "target": [0, 1]}
# For each hyperparameter another value, the company it needs, and rows that show it.
OTHER: dict[tuple[str, str], tuple[Any, dict[str, Any], dict[str, Any] | None]] = {
    ("SmoothL1Loss", "beta"): (0.3, {}, None),
    ("HuberLoss", "delta"): (0.3, {}, None),
    ("GaussianNLLLoss", "full"): (True, {}, None),
    ("GaussianNLLLoss", "eps"): (0.09, {}, None),
    ("PoissonNLLLoss", "log_input"): (False, {}, {"output": [[0.5]], "target": [[2.0]]}),
    ("PoissonNLLLoss", "full"): (True, {}, None),
    ("PoissonNLLLoss", "eps"): (0.1, {"log_input": False}, {"output": [[0.5]], "target": [[2.0]]}),
    ("CrossEntropyLoss", "weight"): ([1.0, 5.0, 1.0], {}, CLASSES),
    ("CrossEntropyLoss", "ignore_index"): (1, {}, CLASSES),
    ("CrossEntropyLoss", "label_smoothing"): (0.1, {}, CLASSES),
    ("NLLLoss", "weight"): ([1.0, 5.0, 1.0], {}, LOGS),
    ("NLLLoss", "ignore_index"): (1, {}, LOGS),
    ("MultiMarginLoss", "p"): (2, {}, CLASSES),
    ("MultiMarginLoss", "margin"): (2.0, {}, CLASSES),
    ("MultiMarginLoss", "weight"): ([1.0, 5.0, 1.0], {}, CLASSES),
    ("CosineSimilarity", "dim"): (0, {}, CLASSES),
    ("CosineSimilarity", "eps"): (0.1, {}, {"output": [[0.02, 0.01]], "target": [0]}),
    ("BCELoss", "weight"): ([1.0, 5.0], {}, SHARES),
    ("BCEWithLogitsLoss", "weight"): ([1.0, 5.0], {}, SHARES),
    ("BCEWithLogitsLoss", "pos_weight"): ([1.0, 5.0], {}, SHARES),
    ("MultiLabelSoftMarginLoss", "weight"): ([1.0, 5.0], {}, SHARES),
    ("MarginRankingLoss", "margin"): (0.7, {}, None),
    ("HingeEmbeddingLoss", "margin"): (2.0, {}, None),
    ("CosineEmbeddingLoss", "margin"): (0.5, {}, None),
    ("TripletMarginLoss", "margin"): (2.0, {}, TRIPLETS),
    ("TripletMarginLoss", "p"): (1.0, {}, TRIPLETS),
    ("TripletMarginLoss", "eps"): (0.1, {}, TRIPLETS),
    ("TripletMarginLoss", "swap"): (True, {}, TRIPLETS),
    ("formula", "expression"): ("abs(prediction - target)", {}, None),
}


@pytest.mark.parametrize(
    ("id", "name"), [(loss.id, parameter.name) for loss in LOSSES.values() for parameter in loss.params]
)
def test_every_hyperparameter_changes_the_result(id: str, name: str) -> None:
    if name == "reduction" or (id, name) == ("KLDivLoss", "log_target"):
        return
    value, company, rows = OTHER[id, name]
    rows = rows or LOSSES[id].example
    plain = explain(id, company, rows["output"], rows["target"])["value"]
    changed = explain(id, {**company, name: value}, rows["output"], rows["target"])["value"]
    assert abs(changed - plain) > 1e-4


def test_the_logarithm_of_the_target_gives_the_same_divergence() -> None:
    output, target = LOSSES["KLDivLoss"].example["output"], LOSSES["KLDivLoss"].example["target"]
    plain = explain("KLDivLoss", {}, output, target)
    logged = explain("KLDivLoss", {"log_target": True}, output, np.log(target).tolist())
    assert logged["value"] == pytest.approx(plain["value"])
    assert logged["gradient"] == pytest.approx(np.array(plain["gradient"]))


@pytest.mark.parametrize("id", [id for id in LOSSES if id != "CosineSimilarity"])
def test_the_reductions_are_the_mean_the_sum_and_each(id: str) -> None:
    rows = LOSSES[id].example
    answers = {
        reduction: explain(id, {"reduction": reduction}, rows["output"], rows["target"])
        for reduction in ("mean", "sum", "none")
    }
    each = np.array(answers["none"]["each"])
    assert answers["none"]["value"] is None
    assert answers["sum"]["value"] == pytest.approx(each.sum())
    assert answers["mean"]["value"] == pytest.approx(each.mean())
    assert answers["none"]["gradient"] == pytest.approx(np.array(answers["sum"]["gradient"]))


def test_the_divergence_itself_is_the_mean_over_the_batch() -> None:
    rows = LOSSES["KLDivLoss"].example
    mean, batch = (
        explain("KLDivLoss", {"reduction": reduction}, rows["output"], rows["target"])["value"]
        for reduction in ("mean", "batchmean")
    )
    assert batch == pytest.approx(3 * mean)


SIZE = "abs(prediction - target)"
HUBER_TYPED = f"0.5*min({SIZE}, {{0}})**2 + {{0}}*({SIZE} - min({SIZE}, {{0}}))"


@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_huber_typed_by_hand_is_huber_in_value_and_gradient(delta: float, dtype: torch.dtype) -> None:
    prediction = torch.linspace(-4, 4, 41, dtype=dtype).unsqueeze(1).requires_grad_()
    target = torch.full((41, 1), 0.03, dtype=dtype)
    found = []
    for criterion in (FormulaLoss(HUBER_TYPED.format(delta)), nn.HuberLoss(delta=delta)):
        loss = criterion(prediction, target)
        assert loss.dtype == dtype
        found.append((loss, *torch.autograd.grad(loss, prediction)))
    (typed, slope), (torchs, expected) = found
    assert torch.allclose(typed, torchs, rtol=1e-6)
    assert torch.allclose(slope, expected, rtol=1e-5, atol=1e-8)


def test_a_typed_loss_trains_two_classes_by_their_sign() -> None:
    made = pair("formula", {"expression": "max(0, 1 - prediction*target)"}, shape_of("binary"))
    scores = made.scores(torch.tensor([[2.0], [-2.0]]))
    assert (scores > made.threshold).tolist() == [True, False]


def test_one_loss_in_the_words_of_another() -> None:
    """Identities of the textbooks, each side by torch."""
    residuals = {"output": [[0.2], [1.5], [-3.0]], "target": [[0.0], [0.0], [0.0]]}
    scores = {"output": [[0.3, -1.2], [2.0, 0.1]], "target": [[1.0, 0.0], [0.0, 1.0]]}

    def value(id: str, rows: dict[str, Any], **params: Any) -> Any:
        return pytest.approx(explain(id, params, rows["output"], rows["target"])["value"])

    assert value("SmoothL1Loss", residuals, beta=2.0) == value("HuberLoss", residuals, delta=2.0).expected / 2
    assert value("SmoothL1Loss", residuals, beta=0.0) == value("L1Loss", residuals).expected
    assert value("MultiLabelSoftMarginLoss", scores) == value("BCEWithLogitsLoss", scores).expected
    signed = {"output": scores["output"], "target": [[1.0, -1.0], [-1.0, 1.0]]}
    assert value("SoftMarginLoss", signed) == value("BCEWithLogitsLoss", scores).expected
