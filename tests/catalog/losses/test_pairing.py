"""A loss and a task: what the pairing hands to a plain loop, and that the loop then learns."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from app.catalog import LOSSES
from app.catalog.entries import Task
from app.catalog.losses import pair
from app.catalog.losses.heads import MeanAndVariance, PairDistance
from app.catalog.losses.pairing import label_numbers
from tests.catalog.losses.problems import COUNT, DATA, PAIRS, Problem, predicted, problem, shape_of

TASKS = tuple(DATA)


def right(made: Problem) -> float:
    """The share of right answers by scores and threshold; for numbers, the share of variance explained."""
    scores, targets = made.pairing.scores(predicted(made)).detach(), made.targets
    task = next(name for name, data in DATA.items() if data[1] is targets)
    match task:
        case "regression" | "counts":
            value = scores[:, 0] if scores.dim() == 2 else scores
            return float(1 - ((value - targets[:, 0]) ** 2).mean() / targets.var())
        case "multiclass":
            return float((scores.argmax(dim=1) == targets).double().mean())
        case "soft_labels":
            return float((scores.argmax(dim=1) == targets.argmax(dim=1)).double().mean())
        case "triplets":
            return float((scores > made.pairing.threshold).double().mean())
    return float(((scores > made.pairing.threshold) == (targets > 0)).double().mean())


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_a_plain_loop_learns_its_task(id: str, task: str) -> None:
    """150 steps of Adam on 48 samples: the loss falls, and the answers are right."""
    made = problem(id, task)
    optimizer = torch.optim.Adam(made.model.parameters(), lr=0.03)
    first = made.pairing.loss(predicted(made), made.target).item()
    for _ in range(150):
        optimizer.zero_grad()
        loss = made.pairing.loss(predicted(made), made.target)
        torch.autograd.backward(loss)
        optimizer.step()
    last = made.pairing.loss(predicted(made), made.target).item()
    assert loss.dtype == torch.float32
    assert last < first - 0.02
    assert right(made) > 0.93


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_scores_have_the_form_that_the_task_asks(id: str, task: Task) -> None:
    made = problem(id, task)
    scores = made.pairing.scores(predicted(made)).detach()
    wide = {"multiclass": (COUNT, 3), "soft_labels": (COUNT, 3), "multilabel": (COUNT, 3)}
    expected = (COUNT, 2) if id == "GaussianNLLLoss" else wide.get(task, (COUNT,))
    assert tuple(scores.shape) == expected
    if task in ("multiclass", "soft_labels"):
        assert torch.allclose(scores.sum(dim=1), torch.ones(COUNT))
    if task in ("binary", "multilabel", "multiclass", "soft_labels"):
        assert scores.min() >= 0
        assert scores.max() <= 1
    if id == "GaussianNLLLoss":
        assert torch.allclose(scores[:, 1] ** 2, predicted(made)[:, 1])


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_the_head_is_a_module_of_torch_without_parameters(id: str, task: str) -> None:
    made = problem(id, task)
    heads: dict[str, Any] = {
        "none": type(None),
        "sigmoid": nn.Sigmoid,
        "log_softmax": nn.LogSoftmax,
        "distance": PairDistance,
        "two_outputs": MeanAndVariance,
    }
    assert type(made.pairing.head) is heads[LOSSES[id].head]
    assert made.pairing.head is None or not list(made.pairing.head.parameters())
    if id != "formula":
        assert type(made.pairing.criterion) is getattr(nn, id)


@pytest.mark.parametrize(("id", "task"), PAIRS)
def test_many_weights_at_once_give_the_loss_of_each(id: str, task: str) -> None:
    made = problem(id, task)
    names = {name: torch.stack([0.5 * each, each]).detach() for name, each in made.model.named_parameters()}

    def loss(weights: dict[str, Tensor]) -> Tensor:
        output = functional_call(made.model, weights, (made.inputs,))
        prediction = made.pairing.head(output) if made.pairing.head else output
        return made.pairing.loss(prediction, made.target)

    alone = torch.stack([loss({name: each[i] for name, each in names.items()}) for i in range(2)])
    if id == "GaussianNLLLoss":
        # Torch looks at the variances before it goes on, which a batch of weights does not allow.
        with pytest.raises(RuntimeError, match="data-dependent"):
            vmap(loss)(names)
    else:
        assert torch.allclose(vmap(loss)(names), alone, rtol=1e-5)


@pytest.mark.parametrize("id", LOSSES)
@pytest.mark.parametrize("task", TASKS)
def test_a_pairing_that_does_not_fit_is_refused_with_what_the_loss_needs(id: str, task: Task) -> None:
    if task in LOSSES[id].tasks:
        return
    with pytest.raises(ValueError, match=f"^{id} does not fit .*; it is for .* and needs: ") as caught:
        pair(id, {}, shape_of(task))
    assert LOSSES[id].needs.en.removesuffix(".") in str(caught.value)


def test_every_task_has_a_loss() -> None:
    assert {task for loss in LOSSES.values() for task in loss.tasks} == set(TASKS)


def test_an_unknown_loss_is_a_key_error_and_an_unknown_argument_a_type_error() -> None:
    with pytest.raises(KeyError):
        pair("NoLoss", {}, shape_of("regression"))
    with pytest.raises(TypeError, match="expected a parameter of MSELoss: reduction; got size_average"):
        pair("MSELoss", {"size_average": True}, shape_of("regression"))


def test_targets_take_the_form_of_the_loss() -> None:
    classes = torch.tensor([0, 1])
    binary, several = shape_of("binary"), shape_of("multiclass")
    assert pair("BCELoss", {}, binary).encode(classes).tolist() == [[0.0], [1.0]]
    assert pair("SoftMarginLoss", {}, binary).encode(classes).tolist() == [[-1.0], [1.0]]
    assert pair("formula", {}, binary).encode(classes).tolist() == [[-1.0], [1.0]]
    assert pair("CrossEntropyLoss", {}, binary).encode(classes) is classes
    assert pair("CosineSimilarity", {}, several).encode(classes).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert (
        pair("KLDivLoss", {}, shape_of("soft_labels")).encode(torch.eye(3)).tolist() == torch.eye(3).tolist()
    )


def test_labels_become_their_numbers_ended_by_minus_one() -> None:
    labels = torch.tensor([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]])
    assert label_numbers(labels).tolist() == [[1, 2, -1, -1], [-1, -1, -1, -1], [0, 1, 2, 3]]


def test_the_logarithm_of_a_share_of_zero_keeps_the_divergence_finite() -> None:
    plain, logged = (pair("KLDivLoss", {"log_target": on}, shape_of("soft_labels")) for on in (False, True))
    shares, prediction = torch.tensor([[0.0, 0.25, 0.75]]), torch.full((1, 3), 1 / 3).log()
    expected = plain.loss(prediction, plain.encode(shares))
    assert torch.allclose(logged.loss(prediction, logged.encode(shares)), expected)


def test_a_rate_that_is_not_a_logarithm_gets_a_softplus() -> None:
    assert pair("PoissonNLLLoss", {}, shape_of("counts")).head is None
    made = pair("PoissonNLLLoss", {"log_input": False}, shape_of("counts"))
    assert isinstance(made.head, nn.Softplus)
    assert made.scores(torch.tensor([[2.5]])).tolist() == [2.5]
    assert pair("PoissonNLLLoss", {}, shape_of("counts")).scores(torch.zeros(1, 1)).tolist() == [1.0]


def test_the_model_is_as_wide_as_the_loss_needs() -> None:
    widths = {(id, task): pair(id, {}, shape_of(task)).outputs for id, task in PAIRS}
    assert widths["GaussianNLLLoss", "regression"] == 2
    assert widths["MSELoss", "regression"] == 1
    assert {id for (id, task), width in widths.items() if task == "binary" and width == 2} == {
        "CrossEntropyLoss",
        "NLLLoss",
        "MultiMarginLoss",
    }
    assert {width for (_, task), width in widths.items() if task in ("multiclass", "multilabel")} == {3}
    assert {width for (_, task), width in widths.items() if task in ("similarity", "triplets")} == {None}
    assert widths["MarginRankingLoss", "ranking"] == 1


def test_similar_pairs_are_told_halfway_between_where_the_loss_sends_them() -> None:
    shape = shape_of("similarity")
    assert pair("CosineEmbeddingLoss", {"margin": 0.2}, shape).threshold == pytest.approx(0.6)
    assert pair("HingeEmbeddingLoss", {"margin": 3.0}, shape).threshold == -1.5
    assert pair("CosineSimilarity", {}, shape).threshold == 0.0


def test_only_differences_count_for_labels_under_a_margin() -> None:
    made = pair("MultiLabelMarginLoss", {}, shape_of("multilabel"))
    scores = torch.tensor([[3.0, 1.0, 0.5]])
    assert torch.allclose(made.scores(scores), made.scores(scores + 7))
    assert (made.scores(scores) > made.threshold).tolist() == [[True, False, False]]


def test_without_a_reduction_each_sample_keeps_its_own_loss() -> None:
    made = problem("MSELoss", "regression", {"reduction": "none"})
    assert made.pairing.loss(predicted(made), made.target).shape == (COUNT, 1)
