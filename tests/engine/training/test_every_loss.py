"""Every loss trains a model on every task that it says it fits, far beyond the best constant answer."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from app.catalog import LOSSES
from app.catalog.datasets import Split, make_dataset
from tests.engine.runs import run
from tests.engine.training.trainings import comparison, finish, objective

STEPS = 400
MLP = ("mlp", {"hidden": [16, 16], "activation": "tanh"})
# For each task a dataset, a model, and Adam's rate.
STAGE: dict[str, tuple[str, tuple[str, dict[str, Any]], float]] = {
    "regression": ("noisy_sine", MLP, 0.02),
    "counts": ("counts", MLP, 0.02),
    "binary": ("moons", MLP, 0.02),
    "multiclass": ("blobs", MLP, 0.02),
    "multilabel": ("multilabel_regions", MLP, 0.02),
    "soft_labels": ("soft_labels", MLP, 0.02),
    "ranking": ("pairs_to_rank", MLP, 0.02),
    "similarity": ("similar_pairs", ("embedding", {}), 0.02),
    "triplets": ("triplets", ("embedding", {}), 0.02),
}
PARAMS: dict[str, dict[str, Any]] = {
    "formula": {"expression": "(prediction - target)**2"},
    "KLDivLoss": {"reduction": "batchmean"},
    "HingeEmbeddingLoss": {"margin": 2.0},
    "MarginRankingLoss": {"margin": 1.0},
}
CASES = [(loss, task) for loss, entry in LOSSES.items() for task in entry.tasks]


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_it_beats_the_best_constant_answer_within_400_steps(loss: str, task: str) -> None:
    dataset, (model, params), lr = STAGE[task]
    on = objective(model, dataset, loss, model_params=params, loss_params=PARAMS.get(loss, {}))
    trained = finish(comparison(on, [run("Adam", {"lr": lr})], STEPS))
    evaluations = trained.evaluations[0]
    constant = constant_answer(task, make_dataset(dataset, {}).validation)
    reached = float(evaluations.validation_metric[-1])
    if evaluations.metric == "rmse":
        assert reached < 0.8 * constant
    else:
        # MultiLabelMarginLoss orders the labels of a sample, and leaves open where yes ends.
        share = 0.8 if loss == "MultiLabelMarginLoss" else 0.6
        assert 1 - reached < share * (1 - constant)
    assert trained.columns[0]["loss"][-1] < trained.columns[0]["loss"][0]


def constant_answer(task: str, split: Split) -> float:
    """The metric of the best answer that does not look at the sample, on these very samples."""
    targets = split.targets
    match task:
        case "regression" | "counts":
            return float(targets.double().std(correction=0))
        case "multilabel":
            return float(f1_of_always(targets))
        case "soft_labels":
            targets = targets.argmax(dim=1)
        case "triplets":
            return 0.5
    return float(torch.unique(targets, return_counts=True)[1].max() / len(targets))


def f1_of_always(labels: Tensor) -> Tensor:
    """Saying yes to a label each time finds all there are: F1 is 2 p / (1 + p) for a share p of them."""
    share = labels.double().mean(dim=0)
    return (2 * share / (1 + share)).mean()
