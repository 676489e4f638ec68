"""The wire of a model's training: what is appended, what is replaced, what no client is sent."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from app.messages import (
    Chunk,
    Document,
    Evaluation,
    Evaluations,
    File,
    Finished,
    Message,
    Outcome,
    Snapshot,
    Summary,
    Validation,
    Weights,
    answer,
    encode,
)

SUMMARY = Summary(0.5, 0.25, 3, None, 4, 0.1, "stalled")
VALIDATION = Validation(0.3, 2, 0.9, math.nan, {"best": "b" * 64, "last": "c" * 64})
OUTCOME = Outcome("completed", None, None, SUMMARY, VALIDATION)


def evaluations(*steps: int) -> Evaluations:
    values = np.array([1 / 3] * len(steps))
    return Evaluations(np.array(steps), values, values, "accuracy", values, np.full(len(steps), np.nan))


def chunk(start: int, *loss: float) -> Chunk:
    column = np.array(loss)
    return Chunk(0, start, {"loss": column, "grad_norm": column, "distance": None, "penalty": column})


def test_an_evaluation_is_to_be_appended_with_null_for_what_is_not_finite() -> None:
    sent = json.loads(encode(Evaluation(2, evaluations(0, 10)), "c1"))
    assert sent == {
        "type": "evaluation",
        "id": "c1",
        "run": 2,
        "step": [0, 10],
        "train_loss": [1 / 3, 1 / 3],
        "validation_loss": [1 / 3, 1 / 3],
        "metric": "accuracy",
        "train_metric": [1 / 3, 1 / 3],
        "validation_metric": [None, None],
    }


def test_a_snapshot_has_four_digits_at_any_depth_and_whole_numbers_as_they_are() -> None:
    fields = {
        "scores": np.array([[1 / 3, math.inf]]),
        "field": {"classes": np.array([[123456]]), "x": np.array([2 / 3])},
        "parameters": [{"name": "output.weight", "norm": 0.123456789, "update_norm": None}],
    }
    sent = json.loads(encode(Snapshot(1, 40, fields), "c1"))
    assert (sent["type"], sent["run"], sent["step"]) == ("snapshot", 1, 40)
    assert sent["scores"] == [[0.3333, None]]
    assert sent["field"] == {"classes": [[123456]], "x": [0.6667]}
    assert sent["parameters"] == fields["parameters"]


def test_an_outcome_of_a_model_tells_its_validation_in_the_summary_and_its_checkpoints_beside_it() -> None:
    (run,) = json.loads(encode(Finished((OUTCOME,)), "c1"))["runs"]
    assert run["checkpoints"] == {"best": "b" * 64, "last": "c" * 64}
    assert run["summary"]["best_validation_loss"] == 0.3
    assert run["summary"]["best_validation_step"] == 2
    assert run["summary"]["best_validation_metric"] == 0.9
    assert run["summary"]["validation_metric"] is None


def test_a_whole_answer_joins_what_was_evaluated_and_leaves_out_places_and_pictures() -> None:
    messages: list[Message | None] = [
        chunk(0, 1.0, 0.5),
        Evaluation(0, evaluations(0)),
        Snapshot(0, 1, {"scores": np.zeros(3)}),
        None,
        chunk(2, 0.25),
        Evaluation(0, evaluations(2)),
        Weights(0, "best", "b" * 64, b"weights"),
        Finished((OUTCOME,)),
    ]
    body = json.loads(answer(messages, {"runs": [{"label": "a", "optimizer": "Adam"}]}, "2.13.0"))
    (run,) = body["runs"]
    assert run["loss"] == run["penalty"] == [1.0, 0.5, 0.25]
    assert run["evaluation"]["step"] == [0, 2]
    assert run["evaluation"]["metric"] == "accuracy"
    assert "x" not in run
    assert "snapshot" not in run


def test_a_file_and_a_document_are_answers_by_themselves() -> None:
    assert answer([None, File(b"\x00bytes")], {}, "") == b"\x00bytes"
    assert json.loads(answer([Document({"x": np.array([math.nan, 1.0])})], {}, "")) == {"x": [None, 1.0]}


@pytest.mark.parametrize("message", [Weights(0, "last", "c" * 64, b""), File(b""), Document({})])
def test_what_is_not_for_a_stream_is_never_put_on_one(message: Message) -> None:
    with pytest.raises((TypeError, KeyError)):
        encode(message, "c1")
