"""Models to train, read with every default filled in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.catalog.datasets import DATASETS, shape_of
from app.catalog.losses import LOSSES
from app.catalog.models import MODELS
from app.catalog.optimizers import OPTIMIZERS
from app.errors import Refusal
from app.spec import Comparison, checkpoints_of, network_names, read_loss, read_request, run_key, wire
from tests.spec.learning import (
    ADAM,
    MLP,
    NORMALISED,
    UNKNOWN_ID,
    flat,
    function,
    group,
    learner,
    learning,
    sparse,
)


def test_a_model_is_read_with_every_default_filled_in() -> None:
    spec = wire(read_request("compare", learning()))
    objective, run = spec["objective"], spec["runs"][0]
    for part, entries in (("model", MODELS), ("dataset", DATASETS), ("loss", LOSSES)):
        entry = entries[objective[part]["id"]]
        assert set(objective[part]["params"]) == {parameter.name for parameter in entry.params}
    assert objective["model"]["params"]["hidden"] == [8, 4]
    assert (objective["batch_size"], objective["evaluation"]) == (None, None)
    assert objective["penalty"] == {"l1": 0.0, "l2": 0.0}
    assert set(run["params"]) == {parameter.name for parameter in OPTIMIZERS["Adam"].params}


def test_reading_a_model_again_changes_nothing() -> None:
    given = learner(
        loss={"id": "BCELoss"},
        start_from={"checkpoint": UNKNOWN_ID, "replace_head": True},
        frozen=["hidden1"],
        groups=[{"parameters": ["output"], "params": {"lr": 0.1}}],
    )
    given["objective"]["evaluation"] = {"seconds": 0.5}
    once = read_request("compare", given)
    again = read_request("compare", json.loads(json.dumps(wire(once))))
    assert run_key(again, 0) == run_key(once, 0)
    assert json.dumps(wire(again)) == json.dumps(wire(once))


def test_a_function_is_written_without_what_only_models_have() -> None:
    spec = wire(read_request("compare", function()))
    assert set(spec["objective"]) == {"kind", "id", "start", "noise"}
    assert set(spec["runs"][0]) == {"optimizer", "params", "schedule", "label", "changes"}


def test_the_key_of_a_run_has_its_own_loss_in_place_of_the_others() -> None:
    own = {"id": "BCELoss"}
    with_its_own = read_request("compare", learner(loss=own))
    as_all = read_request("compare", learning(loss=own))
    assert run_key(with_its_own, 0) == run_key(as_all, 0)
    assert run_key(with_its_own, 0) != run_key(read_request("compare", learning()), 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 8},
        {"penalty": {"l2": 0.1}},
        {"evaluation": {"every": 5}},
        {"model": {"id": "logistic"}},
        {"dataset": {"id": "moons", "params": {"samples": 40, "seed": 1}}},
    ],
)
def test_whatever_the_objective_says_decides_a_run(changes: dict[str, Any]) -> None:
    assert run_key(read_request("compare", learning(**changes)), 0) != run_key(
        read_request("compare", learning()), 0
    )


def test_a_group_keeps_only_what_it_sets_itself() -> None:
    read = read_request("compare", group("SGD", momentum=0.5))
    assert wire(read)["runs"][0]["groups"] == ({"parameters": ("output",), "params": {"momentum": 0.5}},)


def test_the_names_of_a_network_are_those_of_its_parameters() -> None:
    objective = objective_of(learning())
    assert network_names(objective) == tuple(
        f"{layer}.{part}" for layer in ("hidden1", "hidden2", "output") for part in ("weight", "bias")
    )
    assert network_names(objective_of({**learning(), "objective": flat()})) == ("weights",)


def objective_of(document: dict[str, Any]) -> Any:
    return read_request("compare", document).objective


def test_a_matrix_optimizer_runs_where_all_that_it_trains_are_matrices() -> None:
    biases = ["hidden1.bias", "hidden2.bias", "output.bias"]
    read = read_request(
        "compare",
        learner(
            optimizer="Muon",
            params={},
            frozen=biases,
            schedule={"id": "StepLR", "params": {"step_size": 5}},
            changes=[{"step": 5, "params": {"lr": 0.1}}],
        ),
    )
    assert read.runs[0].params["ns_steps"] == 5


def test_every_optimizer_but_the_one_for_matrices_runs_on_a_bag_of_tokens() -> None:
    for optimizer in OPTIMIZERS.values():
        if optimizer.needs != "matrices":
            assert read_request("compare", {**sparse(), "runs": [{"optimizer": optimizer.id}]})


def test_batches_of_two_or_more_can_be_normalised_and_lone_samples_without_it_are_fine() -> None:
    for size in (2, 7, 14, 28, 30, None):
        assert read_request("compare", learning(batch_size=size, model=NORMALISED))
    assert read_request("compare", learning(batch_size=1, model=MLP))
    assert read_request("compare", learner(optimizer="LBFGS", params={}))


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_loss_of_a_datasets_task_fits_and_every_other_is_refused(dataset: str) -> None:
    task = shape_of(dataset, {}).task
    model = DATASETS[dataset].suggested["model"]
    for loss in LOSSES.values():
        document = learning(model=model, dataset={"id": dataset}, loss={"id": loss.id})
        if task in loss.tasks:
            assert read_request("compare", document)
        else:
            with pytest.raises(Refusal) as caught:
                read_request("compare", document)
            assert (caught.value.code, caught.value.field) == ("misfit", "objective.loss.id")


def test_what_a_dataset_suggests_is_a_request_that_runs() -> None:
    for dataset in DATASETS.values():
        suggested = dict(dataset.suggested)
        steps = suggested.pop("steps")
        objective = {"kind": "model", "dataset": {"id": dataset.id}, **suggested}
        assert read_request("compare", {"objective": objective, "runs": [ADAM], "steps": steps})


def test_a_landscape_of_two_weights_covers_the_models_domain() -> None:
    whole = read_request("landscape", {"objective": flat()})
    assert whole.domain == MODELS["two_weight"].domain
    zoomed = read_request("landscape", {"objective": flat(), "domain": [0, 1, 0, 1]})
    assert list(zoomed.domain) == [0, 1, 0, 1]


def test_the_checkpoints_that_a_request_needs_are_told_with_their_fields() -> None:
    document = learning()
    document["runs"] = [ADAM, {**ADAM, "start_from": {"checkpoint": UNKNOWN_ID}}]
    comparison = read_request("compare", document)
    assert checkpoints_of(comparison) == {UNKNOWN_ID: "runs[1].start_from.checkpoint"}
    file = read_request("checkpoint", {"comparison": document, "run": 1})
    assert checkpoints_of(file) == {UNKNOWN_ID: "comparison.runs[1].start_from.checkpoint"}
    assert checkpoints_of(read_request("checkpoint", {"comparison": document, "run": 0})) == {}
    assert (file.which, isinstance(file.comparison, Comparison)) == ("best", True)
    assert checkpoints_of(read_request("dataset", {"dataset": {"id": "iris"}})) == {}


def test_a_loss_on_rows_may_be_left_unreduced() -> None:
    rows = read_loss(
        {"loss": {"id": "L1Loss", "params": {"reduction": "none"}}, "output": [[1]], "target": [[2]]}
    )
    assert rows.loss.params == {"reduction": "none"}


ROWS: dict[str, Any] = {"loss": {"id": "L1Loss"}, "output": [[1]], "target": [[2]]}


@pytest.mark.parametrize(
    ("document", "code", "field"),
    [
        ({**ROWS, "loss": {"id": "Lost"}}, "unknown_loss", "loss.id"),
        ({**ROWS, "loss": {"id": "L1Loss", "params": {"p": 1}}}, "unknown_param", "loss.params.p"),
        ({**ROWS, "output": 3}, "wrong_type", "output"),
        ({"loss": {"id": "L1Loss"}, "output": []}, "missing", "target"),
    ],
)
def test_a_loss_that_cannot_be_shown_is_refused(document: Any, code: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_loss(document)
    assert (caught.value.code, caught.value.field) == (code, field)
