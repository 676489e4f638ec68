"""What cannot be learned: refused with code, sentence and field."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Refusal
from app.spec import read_request
from tests.spec.learning import (
    ADAM,
    LOGITS,
    NORMALISED,
    OBJECTIVE,
    UNKNOWN_ID,
    flat,
    function,
    group,
    learner,
    learning,
    sparse,
)


def network(**params: Any) -> dict[str, Any]:
    return learning(model={"id": "mlp", "params": params})


def loss(identifier: str, **params: Any) -> dict[str, Any]:
    return learning(loss={"id": identifier, "params": params})


def typed(expression: str) -> dict[str, Any]:
    return learning(dataset={"id": "line"}, loss={"id": "formula", "params": {"expression": expression}})


REFUSED: list[tuple[str, object, str, str, str]] = [
    # What there is
    ("compare", {**learning(), "objective": {"kind": "model"}}, "missing", "objective.model", "required"),
    ("compare", learning(model={"id": "gpt"}), "unknown_model", "objective.model.id", "lenet5"),
    ("compare", learning(dataset={"id": "mnist"}), "unknown_dataset", "objective.dataset.id", "digits"),
    ("compare", loss("FocalLoss"), "unknown_loss", "objective.loss.id", "BCEWithLogitsLoss"),
    ("compare", learner(loss={"id": "FocalLoss"}), "unknown_loss", "runs[0].loss.id", "BCELoss"),
    ("compare", learning(model="mlp"), "wrong_type", "objective.model", "a JSON object with id, got 'mlp'"),
    ("compare", learning(extra=1), "unknown_field", "objective.extra", "no such field"),
    # Parameters
    ("compare", network(depth=3), "unknown_param", "objective.model.params.depth", "hidden"),
    ("compare", network(hidden=8), "wrong_type", "objective.model.params.hidden", "got 8"),
    ("compare", network(hidden=[8, 2.5]), "wrong_type", "objective.model.params.hidden[1]", "whole number"),
    ("compare", network(hidden=[0]), "out_of_range", "objective.model.params.hidden", "got 0"),
    ("compare", network(hidden=[10**9]), "out_of_range", "objective.model.params.hidden", "got"),
    ("compare", network(activation="step"), "wrong_type", "objective.model.params.activation", "relu"),
    ("compare", network(dropout=1.5), "out_of_range", "objective.model.params.dropout", "1.5"),
    (
        "compare",
        learning(dataset={"id": "moons", "params": {"samples": 10**9}}),
        "out_of_range",
        "objective.dataset.params.samples",
        "5000",
    ),
    ("compare", loss("BCELoss", p=1), "unknown_param", "objective.loss.params.p", "it has weight"),
    ("compare", loss("BCELoss", reduce=True), "unknown_param", "objective.loss.params.reduce", "reduction"),
    (
        "compare",
        loss("CrossEntropyLoss", weight=[1, 2, 3]),
        "out_of_range",
        "objective.loss.params.weight",
        "weight",
    ),
    (
        "compare",
        learner(loss={"id": "CrossEntropyLoss", "params": {"label_smoothing": 2}}),
        "out_of_range",
        "runs[0].loss.params.label_smoothing",
        "2",
    ),
    ("compare", typed("target"), "bad_formula", "objective.loss.params.expression", "prediction"),
    ("compare", typed("open(prediction)"), "bad_formula", "objective.loss.params.expression", "open"),
    (
        "compare",
        learning(dataset={"id": "line"}, loss={"id": "formula", "params": {"expression": 3}}),
        "wrong_type",
        "objective.loss.params.expression",
        "a text, got 3",
    ),
    # Pairings
    ("compare", loss("MSELoss"), "misfit", "objective.loss.id", "These fit: BCEWithLogitsLoss"),
    ("compare", loss("TripletMarginLoss"), "misfit", "objective.loss.id", "moons, whose task is binary"),
    ("compare", learner(loss={"id": "MSELoss"}), "misfit", "runs[0].loss.id", "These fit: BCE"),
    ("compare", learning(model={"id": "lenet5"}), "misfit", "objective.model.id", "These models fit: two_"),
    (
        "compare",
        learning(
            model={"id": "lenet5"},
            dataset={"id": "digits", "params": {"size": "8"}},
            loss={"id": "CrossEntropyLoss"},
        ),
        "misfit",
        "objective.model.id",
        "28 by 28",
    ),
    (
        "compare",
        loss("BCELoss", reduction="none"),
        "not_trainable",
        "objective.loss.params.reduction",
        "mean or sum",
    ),
    (
        "compare",
        learner(loss={"id": "BCELoss", "params": {"reduction": "none"}}),
        "not_trainable",
        "runs[0].loss.params.reduction",
        "mean or sum",
    ),
    # Batches, penalty, evaluation
    ("compare", learning(batch_size=0), "out_of_range", "objective.batch_size", "at least 1, got 0"),
    ("compare", learning(batch_size=31), "out_of_range", "objective.batch_size", "1 to 30"),
    ("compare", learning(batch_size=1.5), "wrong_type", "objective.batch_size", "whole number"),
    (
        "compare",
        learning(batch_size=1, model=NORMALISED),
        "out_of_range",
        "objective.batch_size",
        "batch_size 1 makes each of one sample",
    ),
    (
        "compare",
        learning(batch_size=29, model=NORMALISED),
        "out_of_range",
        "objective.batch_size",
        "a last one of one sample, out of 30",
    ),
    ("compare", learning(penalty={"l1": -1}), "out_of_range", "objective.penalty.l1", "at least 0"),
    ("compare", learning(penalty={"l3": 1}), "unknown_field", "objective.penalty.l3", "no such field"),
    ("compare", learning(penalty=3), "wrong_type", "objective.penalty", "with l1 and l2, got 3"),
    ("compare", learning(evaluation={}), "out_of_range", "objective.evaluation", "one of the two"),
    (
        "compare",
        learning(evaluation={"every": 5, "seconds": 1}),
        "out_of_range",
        "objective.evaluation",
        "one of the two",
    ),
    ("compare", learning(evaluation={"every": 0}), "out_of_range", "objective.evaluation.every", "least 1"),
    (
        "compare",
        learning(evaluation={"seconds": 0.001}),
        "out_of_range",
        "objective.evaluation.seconds",
        "at least 0.05",
    ),
    # Layers
    ("compare", learner(frozen="output"), "wrong_type", "runs[0].frozen", "a list of names of layers"),
    ("compare", learner(frozen=["out"]), "unknown_layer", "runs[0].frozen[0]", "hidden1, hidden2, output"),
    (
        "compare",
        learner(frozen=["output.weigh"]),
        "unknown_layer",
        "runs[0].frozen[0]",
        "such as hidden1.weight",
    ),
    (
        "compare",
        learner(frozen=["hidden1", "hidden2", "output"]),
        "not_trainable",
        "runs[0].frozen",
        "all of them are frozen",
    ),
    ("compare", group(layers=["head"]), "unknown_layer", "runs[0].groups[0].parameters[0]", "'head'"),
    ("compare", group(layers=[]), "out_of_range", "runs[0].groups[0].parameters", "at least 1"),
    (
        "compare",
        group(layers=["output", "output.bias"]),
        "out_of_range",
        "runs[0].groups[0].parameters[1]",
        "output.bias is in two",
    ),
    ("compare", group(lr=-1), "out_of_range", "runs[0].groups[0].params.lr", "Invalid learning rate: -1"),
    ("compare", group(momentum=1), "unknown_param", "runs[0].groups[0].params.momentum", "betas"),
    (
        "compare",
        group("Adagrad", initial_accumulator_value=1),
        "unavailable",
        "runs[0].groups[0].params.initial_accumulator_value",
        "one initial_accumulator_value for all groups",
    ),
    ("compare", group("LBFGS", lr=0.1), "unavailable", "runs[0].groups[0]", "all parameters together"),
    (
        "compare",
        learner(
            optimizer="SGD",
            params={},
            groups=[{"parameters": ["output"], "params": {"momentum": 0.9, "nesterov": True}}],
            changes=[{"step": 3, "params": {"dampening": 0.1}}],
        ),
        "out_of_range",
        "runs[0].changes[0].params",
        "Nesterov momentum requires",
    ),
    # Starts
    (
        "compare",
        learner(start_from={"checkpoint": "../etc/passwd"}),
        "unknown_checkpoint",
        "runs[0].start_from.checkpoint",
        "upload its file again",
    ),
    ("compare", learner(start_from={}), "missing", "runs[0].start_from.checkpoint", "required"),
    (
        "compare",
        learner(start_from={"checkpoint": UNKNOWN_ID, "replace_head": 1}),
        "wrong_type",
        "runs[0].start_from.replace_head",
        "true or false, got 1",
    ),
    # Optimizers that need something of the model
    ("compare", learner(optimizer="Muon"), "needs_matrices", "runs[0].optimizer", "hidden1.bias"),
    (
        "compare",
        learner(optimizer="SparseAdam"),
        "needs_sparse",
        "runs[0].optimizer",
        "hidden1.weight, hidden1.bias, hidden2.weight, hidden2.bias and 2 more are dense",
    ),
    (
        "compare",
        {**sparse(), "objective": {**sparse()["objective"], "penalty": {"l2": 0.1}}},
        "needs_sparse",
        "runs[0].optimizer",
        "set l1 and l2 to 0",
    ),
    ("compare", {**function(), "runs": [{"optimizer": "Muon"}]}, "unavailable", "runs[0].optimizer", "Muon"),
    # What only models have, and what only functions have
    ("compare", function(loss=LOGITS), "models_only", "runs[0].loss", "for models"),
    ("compare", function(frozen=["x"]), "models_only", "runs[0].frozen", "for models"),
    ("compare", function(groups=[{"parameters": ["x"]}]), "models_only", "runs[0].groups", "for models"),
    (
        "compare",
        function(start_from={"checkpoint": UNKNOWN_ID}),
        "models_only",
        "runs[0].start_from",
        "for models",
    ),
    (
        "fan",
        {"comparison": learning(), "values": [0.1]},
        "functions_only",
        "comparison.objective",
        "a fan is made for functions",
    ),
    (
        "basins",
        {"objective": OBJECTIVE, "run": ADAM, "steps": 5, "resolution": 4},
        "functions_only",
        "objective",
        "a basin map is made for functions",
    ),
    ("landscape", {"objective": OBJECTIVE}, "no_plane", "objective.model.id", "two_weight; got mlp"),
    ("landscape", {"objective": flat(domain=[0, 1, 0, 1])}, "unknown_field", "objective.domain", "no such"),
    # Other requests
    ("dataset", {}, "missing", "dataset", "required"),
    ("dataset", {"dataset": {"id": "mnist"}}, "unknown_dataset", "dataset.id", "moons"),
    (
        "dataset",
        {"dataset": {"id": "moons", "params": {"noise": -1}}},
        "out_of_range",
        "dataset.params.noise",
        "noise",
    ),
    ("checkpoint", {"comparison": function()}, "models_only", "comparison.objective", "weights"),
    ("checkpoint", {"comparison": learning(), "run": 1}, "out_of_range", "run", "0 to 0"),
    ("checkpoint", {"comparison": learning(), "which": "first"}, "wrong_type", "which", "best or last"),
    ("checkpoint", {"comparison": loss("MSELoss")}, "misfit", "comparison.objective.loss.id", "fit"),
]


@pytest.mark.parametrize(("kind", "document", "code", "field", "words"), REFUSED)
def test_what_cannot_be_learned_is_refused_with_code_sentence_and_field(
    kind: str, document: object, code: str, field: str, words: str
) -> None:
    with pytest.raises(Refusal) as caught:
        read_request(kind, document)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert words in caught.value.message
    assert "Input should" not in caught.value.message
    assert caught.value.status == 422
