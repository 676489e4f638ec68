"""A plane that can be laid is completed; one that cannot is refused with a sentence at its field."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Refusal
from app.settings import settings
from app.spec import LandscapeRequest, checkpoints_of, looks_into_models, read_request, wire
from tests.spec.learning import ADAM, FUNCTION, OBJECTIVE, UNKNOWN_ID, flat


def plane(kind: str = "random", runs: int = 2, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "runs": [{**ADAM, "label": str(run)} for run in range(runs)], "steps": 20, **more}


def asked(plane: object, **more: Any) -> dict[str, Any]:
    return {"objective": OBJECTIVE, "plane": plane, "resolution": 5, **more}


def read(document: object) -> LandscapeRequest:
    return read_request("landscape", document)


def test_what_is_left_out_of_a_plane_is_filled_in() -> None:
    request = read(asked(plane()))
    assert request.plane is not None
    assert request.plane.runs[0].params["betas"] == (0.9, 0.999)
    assert (request.plane.seed, request.plane.run, request.plane.step, request.plane.draw) == (0, 0, None, 0)
    assert request.plane.normalization == "filter"
    assert "domain" not in wire(request)


def test_the_ends_of_three_runs_are_the_first_ones_or_two_with_their_start() -> None:
    for runs, ends in ((2, (0, 1)), (3, (0, 1, 2)), (5, (0, 1, 2))):
        found = read(asked(plane("three_points", runs))).plane
        assert found is not None
        assert found.ends == ends
    found = read(asked(plane("three_points", 5, ends=[4, 1]))).plane
    assert found is not None
    assert found.ends == (4, 1)


@pytest.mark.parametrize("domain", [[0, 1, -2, 0], [-1, 1, 0, 5], [-3, 0, -0.5, 0.25]])
def test_a_bound_of_zero_and_sides_of_other_lengths_are_legal(domain: list[float]) -> None:
    request = read(asked(plane(), domain=domain))
    assert list(request.domain) == domain
    assert wire(request)["domain"] == tuple(domain)


@pytest.mark.parametrize("name", ["hidden1.weight[7,1]", "hidden2.weight[0,0]", "output.bias[0]"])
def test_single_weights_are_named_by_their_parameter_and_place(name: str) -> None:
    request = read(asked(plane("weights", weights=[name, "hidden1.bias[3]"])))
    assert request.plane is not None
    assert request.plane.weights == (name, "hidden1.bias[3]")


def test_a_model_of_two_weights_may_be_looked_at_through_a_plane_too() -> None:
    request = read({**asked(plane("weights", weights=["weights[0]", "weights[1]"])), "objective": flat()})
    assert request.plane is not None


REFUSED: list[tuple[dict[str, Any], str, str, str]] = [
    (
        asked(plane("weights", weights=["hidden1.weight[9,0]", "output.bias[0]"])),
        "unknown_weight",
        "plane.weights[0]",
        r"hidden1.weight is 8 x 2; expected one of hidden1.weight\[0,0\] to hidden1.weight\[7,1\]",
    ),
    (
        asked(plane("weights", weights=["output.bias[0]", "hidden1.weight[0]"])),
        "unknown_weight",
        "plane.weights[1]",
        r"hidden1.weight\[7,1\]",
    ),
    (
        asked(plane("weights", weights=["output.bias[0]", "hidden1.weight"])),
        "unknown_weight",
        "plane.weights[1]",
        "8 x 2",
    ),
    (
        asked(plane("weights", weights=["output.bias[0]", "conv1.weight[0,0]"])),
        "unknown_weight",
        "plane.weights[1]",
        "no parameter 'conv1.weight'; expected one of hidden1.weight, hidden1.bias",
    ),
    (asked(plane("weights")), "out_of_range", "plane.weights", "two single weights, such as"),
    (
        asked(plane("weights", weights=["output.bias[0]"] * 2)),
        "out_of_range",
        "plane.weights",
        "two single weights",
    ),
    (asked(plane("weights", weights=["a", "b", "c"])), "out_of_range", "plane.weights", "two single weights"),
    (asked(plane("weights", weights="output")), "wrong_type", "plane.weights", "a list of single weights"),
    (asked(plane("three_points", 1)), "out_of_range", "plane.runs", "got 1 run"),
    (asked(plane("three_points", 3, ends=[0])), "out_of_range", "plane.ends", "two or three different runs"),
    (asked(plane("three_points", 3, ends=[0, 0])), "out_of_range", "plane.ends", "different runs"),
    (asked(plane("three_points", 3, ends=[0, 1, 3])), "out_of_range", "plane.ends[2]", "0 to 2, got 3"),
    (asked(plane(run=2)), "out_of_range", "plane.run", "0 to 1, got 2"),
    (asked(plane(run=-1)), "out_of_range", "plane.run", "at least 0"),
    (asked(plane(step=21)), "out_of_range", "plane.step", "at most 20"),
    (asked(plane("flat")), "wrong_type", "plane.kind", "joint_pca"),
    (asked(plane(normalization="all")), "wrong_type", "plane.normalization", "filter"),
    (asked(plane(runs=0)), "out_of_range", "plane.runs", "at least 1 run"),
    (asked(plane(runs=settings().max_runs + 1)), "limit", "plane.runs", "runs"),
    (asked({**plane(), "steps": settings().max_steps + 1}), "limit", "plane.steps", "steps"),
    (asked({"kind": "pca", "runs": [{"optimizer": "Adma"}], "steps": 5}), "unknown_optimizer", "", "Adam"),
    (asked({"kind": "pca", "runs": [ADAM]}), "missing", "plane.steps", "required"),
    (asked(plane(), resolution=1), "out_of_range", "resolution", "at least 2"),
    (asked(plane(), resolution=settings().max_resolution + 1), "limit", "resolution", "grid points"),
    (asked(plane(), domain=[1, 0, 0, 1]), "out_of_range", "domain", "min below max"),
    (asked(plane(), domain=[0, 0, 0, 0]), "out_of_range", "domain", "min below max"),
    (asked(plane(), split="test"), "wrong_type", "split", "train"),
    (
        asked({**plane(), "runs": [ADAM, {**ADAM, "loss": {"id": "CrossEntropyLoss"}}]}),
        "misfit",
        "plane.runs[1].loss",
        "output.weight is 2 x 4, expected 1 x 4",
    ),
    ({**asked(plane()), "objective": FUNCTION}, "models_only", "plane", "its own plane"),
    ({"objective": OBJECTIVE, "resolution": 5}, "no_plane", "objective.model.id", "through which plane"),
    (
        {"objective": FUNCTION, "resolution": 5, "split": "validation"},
        "no_plane",
        "split",
        "over a plane",
    ),
    ({"objective": FUNCTION, "resolution": 5, "value": "metric"}, "no_plane", "value", "over a plane"),
]


@pytest.mark.parametrize(("document", "code", "field", "sentence"), REFUSED)
def test_a_plane_that_cannot_be_laid_is_refused_where_it_is_wrong(
    document: dict[str, Any], code: str, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as caught:
        read(document)
    assert caught.value.code == code
    assert caught.value.field == (field or "plane.runs[0].optimizer")


def test_the_checkpoints_of_a_planes_runs_are_asked_for() -> None:
    start = {"checkpoint": UNKNOWN_ID}
    request = read(asked({**plane(), "runs": [ADAM, {**ADAM, "start_from": start}]}))
    assert checkpoints_of(request) == {UNKNOWN_ID: "plane.runs[1].start_from.checkpoint"}


def test_only_what_looks_at_weights_belongs_to_who_trained_them() -> None:
    assert looks_into_models(read(asked(plane())))
    assert not looks_into_models(read({"objective": FUNCTION, "resolution": 5}))
    comparison = {"objective": FUNCTION, "runs": [ADAM], "steps": 5}
    assert not looks_into_models(read_request("curvature", {"comparison": comparison}))
    of_model = {"comparison": {**comparison, "objective": OBJECTIVE}}
    assert looks_into_models(read_request("curvature", of_model))
    assert looks_into_models(read_request("spectrum", of_model))
