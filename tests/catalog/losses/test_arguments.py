"""Arguments that torch takes in silence, or refuses in the first step: refused at once, in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from app.catalog import LOSSES
from app.catalog.entries import Task
from app.catalog.losses import explain, pair
from tests.catalog.losses.problems import PAIRS, predicted, problem, shape_of

NAN = float("nan")


@pytest.mark.parametrize(
    ("id", "task", "params", "said"),
    [
        ("SmoothL1Loss", "regression", {"beta": -1.0}, "beta of SmoothL1Loss to be at least 0, got -1"),
        ("SmoothL1Loss", "regression", {"beta": NAN}, "beta of SmoothL1Loss to be a finite number, got nan"),
        ("HuberLoss", "regression", {"delta": 0.0}, "delta of HuberLoss to be above 0, got 0"),
        ("GaussianNLLLoss", "regression", {"eps": 0.0}, "eps of GaussianNLLLoss to be above 0"),
        ("PoissonNLLLoss", "counts", {"eps": -1.0}, "eps of PoissonNLLLoss to be above 0"),
        ("MultiMarginLoss", "multiclass", {"p": 3}, "p of MultiMarginLoss to be 1 or 2, got 3"),
        ("MultiMarginLoss", "multiclass", {"p": 1.5}, "p to be a whole number, got 1.5"),
        ("MultiMarginLoss", "multiclass", {"margin": -1.0}, "margin of MultiMarginLoss to be at least 0"),
        ("MarginRankingLoss", "ranking", {"margin": -0.1}, "margin of MarginRankingLoss to be at least 0"),
        ("HingeEmbeddingLoss", "similarity", {"margin": 0.0}, "margin of HingeEmbeddingLoss to be above 0"),
        ("CosineEmbeddingLoss", "similarity", {"margin": 1.5}, "to be at most 1, got 1.5"),
        ("CosineEmbeddingLoss", "similarity", {"margin": -1.5}, "to be at least -1, got -1.5"),
        ("TripletMarginLoss", "triplets", {"margin": 0.0}, "margin of TripletMarginLoss to be above 0"),
        ("TripletMarginLoss", "triplets", {"p": 0.0}, "p of TripletMarginLoss to be above 0"),
        ("TripletMarginLoss", "triplets", {"eps": -1.0}, "eps of TripletMarginLoss to be at least 0"),
        ("CrossEntropyLoss", "multiclass", {"label_smoothing": 1.5}, "to be at most 1, got 1.5"),
        ("CosineSimilarity", "multiclass", {"dim": 2}, "dim of CosineSimilarity to be at most 1, got 2"),
        ("CosineSimilarity", "similarity", {"dim": 0}, "to be 1 for pairs of embeddings, got 0"),
        ("MSELoss", "regression", {"reduction": "batchmean"}, "to be one of mean, sum, none, got batchmean"),
        (
            "CrossEntropyLoss",
            "multiclass",
            {"weight": [1.0, 1.0]},
            "to have 3 numbers, one for each output, got 2",
        ),
        ("CrossEntropyLoss", "multiclass", {"weight": [0.0, 0.0, 0.0]}, "a number above 0, got only zeros"),
        ("NLLLoss", "multiclass", {"weight": [1.0, -1.0, 1.0]}, "finite numbers of at least 0"),
        ("MultiMarginLoss", "binary", {"weight": [1.0]}, "to have 2 numbers"),
        ("BCELoss", "binary", {"weight": [1.0, 1.0]}, "to have 1 number, one for each output, got 2"),
        (
            "BCEWithLogitsLoss",
            "multilabel",
            {"pos_weight": [1.0]},
            "pos_weight of BCEWithLogitsLoss to have 3",
        ),
        ("MultiLabelSoftMarginLoss", "multilabel", {"weight": [NAN, 1.0, 1.0]}, "finite numbers"),
        (
            "CrossEntropyLoss",
            "multiclass",
            {"weight": [0.0, 1.0, 0.0], "ignore_index": 1},
            "ignore_index and weight of CrossEntropyLoss to leave a class that counts",
        ),
        ("CrossEntropyLoss", "soft_labels", {"ignore_index": 1}, "to be below 0 for soft labels, got 1"),
        ("formula", "regression", {"expression": "target**2"}, "in which prediction occurs"),
        ("formula", "regression", {"expression": "x**2"}, "expected one of prediction, target, pi"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(
    id: str, task: Task, params: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match="expected ") as caught:
        pair(id, params, shape_of(task))
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_the_ends_of_every_range_give_a_finite_loss(id: str, task: str) -> None:
    for parameter in LOSSES[id].params:
        for value in (parameter.low, parameter.high, *parameter.choices):
            if value is None or (
                id == "CosineSimilarity" and task == "similarity" and parameter.name == "dim"
            ):
                continue
            if parameter.name == "ignore_index" and task == "soft_labels":
                value = -100
            made = problem(id, task, {parameter.name: value})
            assert made.pairing.loss(predicted(made), made.target).isfinite().all()


def test_targets_of_which_none_counts_are_refused_before_training() -> None:
    zeros = torch.zeros(5, dtype=torch.int64)
    for params in ({"ignore_index": 0}, {"weight": [0.0, 1.0, 1.0]}):
        for id in ("CrossEntropyLoss", "NLLLoss"):
            pairing = pair(id, params, shape_of("multiclass"))
            assert pairing.encode(torch.tensor([0, 1])).tolist() == [0, 1]
            with pytest.raises(ValueError, match=f"{id} needs a sample that counts"):
                pairing.encode(zeros)


def test_a_single_class_cannot_be_told_apart() -> None:
    shape = shape_of("multiclass")
    alone = type(shape)(task="multiclass", kind="vector", features=2, outputs=1, train=5, validation=5)
    with pytest.raises(ValueError, match="CrossEntropyLoss needs at least 2 outputs to tell apart, got 1"):
        pair("CrossEntropyLoss", {}, alone)


def test_weights_are_those_of_the_criterion() -> None:
    made = pair("BCEWithLogitsLoss", {"pos_weight": [3.0]}, shape_of("binary"))
    (weight,) = made.criterion.buffers()
    assert weight.tolist() == [3.0]
    assert weight.dtype == torch.float32


def test_a_bad_formula_is_told_as_any_other() -> None:
    with pytest.raises(ValueError, match="as in prediction\\*\\*2"):
        explain("formula", {"expression": "prediction^2"}, [[1.0]], [[1.0]])
    with pytest.raises(ValueError, match="at most 200 characters"):
        explain("formula", {"expression": "prediction" + " " * 200}, [[1.0]], [[1.0]])
