"""A loss on a few rows: the examples of textbooks, gradients, and each trap told in a sentence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.catalog import LOSSES
from app.catalog.losses import explain

LOG_HALF = math.log(0.5)


def terms(answer: dict[str, Any]) -> dict[str, Any]:
    return {term["name"]: term["values"] for term in answer["terms"]}


def refusal(id: str, output: Any, target: Any, **params: Any) -> str:
    with pytest.raises(ValueError, match=id) as caught:
        explain(id, params, output, target)
    (sentence,) = caught.value.args
    assert "\n" not in sentence
    assert len(sentence) < 300
    return str(sentence)


def test_the_example_of_every_textbook() -> None:
    example = LOSSES["CrossEntropyLoss"].example
    assert example == {"output": [[2.0, 1.0, 0.1]], "target": [0]}
    answer = explain("CrossEntropyLoss", {}, example["output"], example["target"])
    named = terms(answer)
    assert [round(share, 3) for share in named["softmax"][0]] == [0.659, 0.242, 0.099]
    assert round(named["-log p"][0], 3) == 0.417
    assert round(answer["value"], 3) == 0.417
    assert named["log_softmax"][0] == pytest.approx(np.log(named["softmax"][0]))
    assert answer["each"] == [answer["value"]]


def test_the_gradient_of_cross_entropy_is_softmax_minus_one_hot() -> None:
    answer = explain("CrossEntropyLoss", {}, [[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]], [0, 2])
    expected = (np.array(terms(answer)["softmax"]) - np.eye(3)[[0, 2]]) / 2
    assert np.array(answer["gradient"]) == pytest.approx(expected)


def test_the_gradient_of_bce_with_logits_is_sigmoid_minus_target() -> None:
    answer = explain("BCEWithLogitsLoss", {"reduction": "sum"}, [[2.0], [-1.0]], [[1.0], [0.0]])
    shares = np.array(terms(answer)["sigmoid"])
    assert shares == pytest.approx(1 / (1 + np.exp([-2.0, 1.0])))
    assert np.ravel(answer["gradient"]) == pytest.approx(shares - [1, 0])


def test_a_sure_mistake_is_cut_off_at_a_hundred() -> None:
    answer = explain("BCELoss", {}, [[0.0]], [[1.0]])
    assert answer["value"] == 100.0
    assert terms(answer)["log p"] == [-100.0]


def test_gradients_have_the_form_of_the_output() -> None:
    pair = LOSSES["CosineEmbeddingLoss"].example
    gradient = explain("CosineEmbeddingLoss", {}, pair["output"], pair["target"])["gradient"]
    assert np.shape(gradient) == (3, 2, 2)
    triplets = LOSSES["TripletMarginLoss"].example
    assert np.shape(explain("TripletMarginLoss", {}, triplets["output"], [])["gradient"]) == (2, 3, 2)
    assert np.shape(explain("HingeEmbeddingLoss", {}, [[0.5], [2.0]], [1, -1])["gradient"]) == (2, 1)


def test_terms_lead_from_the_output_to_the_loss() -> None:
    margins = explain("MultiMarginLoss", {}, [[2.0, 1.5, 0.1]], [0])
    assert terms(margins)["shortfall"] == [pytest.approx([0.0, 0.5, 0.0])]
    labels = explain("MultiLabelMarginLoss", {}, [[0.1, 0.2, 0.4, 0.8]], [[3, 0, -1, -1]])
    assert terms(labels)["label holds"] == [[1.0, 0.0, 0.0, 1.0]]
    assert sum(terms(labels)["shortfall"][0]) / 4 == pytest.approx(labels["value"]) == pytest.approx(0.85)
    ranks = explain("MarginRankingLoss", {"margin": 1.0}, [[1.2, 0.4]], [-1])
    assert terms(ranks) == {"lead": [pytest.approx(-0.8)], "shortfall": [pytest.approx(1.8)]}
    swapped = explain("TripletMarginLoss", {"swap": True}, [[[0.0], [1.0], [1.5]]], [])
    assert terms(swapped)["d(positive, negative)"] == [pytest.approx(0.5, abs=1e-5)]


def test_ignored_samples_cost_nothing() -> None:
    answer = explain("CrossEntropyLoss", {}, [[2.0, 1.0], [0.0, 3.0]], [0, -100])
    assert answer["each"][1] == 0.0
    assert terms(answer)["-log p"][1] == 0.0
    assert answer["gradient"][1] == [0.0, 0.0]


def test_cosines_of_columns_belong_to_no_sample() -> None:
    answer = explain("CosineSimilarity", {"dim": 0}, [[2.0, 1.0, 0.1], [0.2, 0.9, -0.3]], [0, 1])
    assert answer["each"] is None
    assert len(terms(answer)["cosine"]) == 3


@pytest.mark.parametrize(
    ("id", "output", "target", "said"),
    [
        ("MSELoss", [[1.0], [2.0]], [1.0, 2.0], "needs a target of shape (2, 1), or every sample would be"),
        ("HuberLoss", [[1.0], [2.0]], [[1.0, 2.0], [1.0, 2.0]], "got shape (2, 2)"),
        ("GaussianNLLLoss", [[1.0, 1.0]], [1.0], "needs a target of shape (1, 1)"),
        ("GaussianNLLLoss", [[1.0]], [[1.0]], "needs 2 outputs for each sample, (N, 2); got shape (1, 1)"),
        ("GaussianNLLLoss", [[1.0, 0.0]], [[1.0]], "variances above 0 as second output; got 0 in sample 0"),
        (
            "PoissonNLLLoss",
            [[1.0], [1.0]],
            [[1.0], [-2.0]],
            "counts of at least 0 as target; got -2 in sample 1",
        ),
        ("CrossEntropyLoss", [[1.0], [2.0]], [0, 0], "at least 2 outputs for each sample"),
        ("CrossEntropyLoss", [[1.0, 2.0]], [2], "class numbers from 0 to 1; got 2 in sample 0"),
        ("CrossEntropyLoss", [[1.0, 2.0]], [0.5], "class numbers from 0 to 1; got 0.5"),
        ("CrossEntropyLoss", [[1.0, 2.0]], [[0.9, 0.9]], "target probabilities that sum to 1"),
        ("CrossEntropyLoss", [[1.0, 2.0]], [[1.5, -0.5]], "probabilities of at least 0 as target; got -0.5"),
        ("CrossEntropyLoss", [[1.0, 2.0]], [[1.0]], "or probabilities shape (1, 2); got shape (1, 1)"),
        ("CrossEntropyLoss", [[1.0, 2.0]], [-100], "needs a sample that counts"),
        ("NLLLoss", [[2.0, 1.0, 0.1]], [0], "log-probabilities, with a log-softmax before it"),
        ("NLLLoss", [[LOG_HALF, LOG_HALF]], [-1], "class numbers from 0 to 1; got -1"),
        (
            "NLLLoss",
            [[LOG_HALF, LOG_HALF]],
            [[0]],
            "one class number for each sample, (1,); got shape (1, 1)",
        ),
        ("MultiMarginLoss", [[1.0, 2.0]], [-100], "class numbers from 0 to 1; got -100"),
        ("BCELoss", [[2.0]], [[1.0]], "needs probabilities between 0 and 1: put a sigmoid before it"),
        ("BCELoss", [[0.5]], [[2.0]], "targets between 0 and 1; got 2"),
        ("BCELoss", [[0.5], [0.5]], [1, 0], "a target of shape (2, 1)"),
        ("BCEWithLogitsLoss", [[0.5]], [[-1.0]], "targets between 0 and 1; got -1"),
        ("SoftMarginLoss", [[0.5]], [[0.0]], "targets of +1 or -1; got 0 in sample 0"),
        ("HingeEmbeddingLoss", [[0.5]], [0], "targets of +1 or -1; got 0 in sample 0"),
        ("HingeEmbeddingLoss", [[-0.5]], [1], "distances of at least 0; got -0.5"),
        ("HingeEmbeddingLoss", [[0.5, 0.2]], [1], "needs 1 output for each sample"),
        ("MarginRankingLoss", [[0.5, 0.2]], [0], "targets of +1 or -1; got 0"),
        ("MarginRankingLoss", [[0.5, 0.2]], [[1]], "a target of shape (1,); got shape (1, 1)"),
        ("CosineEmbeddingLoss", [[[1, 0], [0, 1]]], [[1]], "a target of shape (1,); got shape (1, 1)"),
        ("CosineEmbeddingLoss", [[1.0, 0.0]], [1], "two embeddings for each sample"),
        ("CosineEmbeddingLoss", [[[1, 0], [0, 1]]], [0], "targets of +1 or -1; got 0"),
        ("TripletMarginLoss", [[[1, 0], [0, 1]]], [], "three embeddings for each sample"),
        ("TripletMarginLoss", [[[1, 0], [0, 1], [1, 1]]], [1], "needs no target"),
        ("CosineSimilarity", [[1.0, 0.0]], [2], "class numbers from 0 to 1"),
        ("CosineSimilarity", [[[1, 0], [0, 1]]], [2], "targets of +1 or -1"),
        ("MultiLabelMarginLoss", [[1.0, 2.0, 3.0]], [[0, 1, 1]], "zeros and ones would be read as numbers"),
        ("MultiLabelMarginLoss", [[1.0, 2.0, 3.0]], [[0, 3, -1]], "label numbers from 0 to 2"),
        ("MultiLabelMarginLoss", [[1.0, 2.0, 3.0]], [0], "each row filled up with -1; got shape (1,)"),
        ("MultiLabelSoftMarginLoss", [[1.0, 2.0]], [[0.5, 1.0]], "targets of 0 or 1 for each label; got 0.5"),
        ("KLDivLoss", [[LOG_HALF, LOG_HALF]], [[0.5, 0.9]], "sum to 1 in each row; got a sum of 1.4"),
        ("KLDivLoss", [[0.5, 0.5]], [[0.5, 0.5]], "log-probabilities, with a log-softmax before it"),
        ("KLDivLoss", [[LOG_HALF, LOG_HALF]], [0], "a target of shape (1, 2)"),
        ("formula", [[1.0]], [1.0], "a target of shape (1, 1)"),
    ],
)
def test_a_trap_is_told_in_a_sentence(id: str, output: Any, target: Any, said: str) -> None:
    sentence = refusal(id, output, target)
    assert said in sentence
    assert sentence.startswith(f"{id} needs ")


@pytest.mark.parametrize("id", LOSSES)
@pytest.mark.parametrize(
    ("output", "target", "said"),
    [
        ([], [], "at least one sample as output; got []"),
        ([[]], [1], "at least one sample as output; got [[]]"),
        (3.0, [1], "at least one sample as output; got 3.0"),
        (None, [1], "numbers as output; got None"),
        ("1, 2", [1], "numbers as output; got '1, 2'"),
        ([[True, False]], [1], "numbers as output; got True"),
        ([[1.0, 2.0], [3.0]], [1, 1], "rows of one length as output"),
        ([[float("nan"), 1.0]], [1], "finite numbers as output; got nan"),
        ([[10**400, 1.0]], [1], "finite numbers as output; got 1000"),
        ([[1.0, 2.0]] * 513, [1], "at most 512 samples as output; got 513"),
        ([[1.0] * 17], [1], "at most 16 columns as output; got 17"),
        ([[[[1.0]]]], [1], "numbers as output; got [1.0]"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(id: str, output: Any, target: Any, said: str) -> None:
    assert said in refusal(id, output, target)


@pytest.mark.parametrize("id", [id for id in LOSSES if id != "TripletMarginLoss"])
def test_a_target_is_asked_for_each_sample(id: str) -> None:
    output, target = LOSSES[id].example["output"], LOSSES[id].example["target"]
    said = f"{id} needs a target for each of the {len(output)} samples; got {len(output) + 1}"
    assert refusal(id, output, [*target, target[0]]) == said
    assert "numbers as target" in refusal(id, output, [None] * len(output))


def test_rounded_probabilities_are_taken_as_they_are_meant() -> None:
    logs = [[-1.099, -1.099, -1.099]]
    assert explain("KLDivLoss", {}, logs, [[0.33, 0.33, 0.33]])["value"] == pytest.approx(0, abs=0.01)


def test_probabilities_ignore_no_class() -> None:
    said = refusal("CrossEntropyLoss", [[1.0, 2.0]], [[0.5, 0.5]], ignore_index=1)
    assert "needs an ignore_index below 0 beside probabilities; got 1" in said


def test_the_logarithm_of_a_target_is_told_from_the_target() -> None:
    said = refusal("KLDivLoss", [[LOG_HALF, LOG_HALF]], [[0.5, 0.5]], log_target=True)
    assert "log-probabilities as target with log_target on" in said


def test_a_rate_is_positive_where_its_logarithm_is_not_given() -> None:
    said = refusal("PoissonNLLLoss", [[-0.5]], [[1.0]], log_input=False)
    assert "rates above 0 with log_input off; got -0.5 in sample 0" in said


def test_pairs_of_embeddings_are_compared_along_their_own_axis() -> None:
    with pytest.raises(ValueError, match="expected dim of CosineSimilarity to be 1 for pairs"):
        explain("CosineSimilarity", {"dim": 0}, [[[1, 0], [0, 1]]], [1])
