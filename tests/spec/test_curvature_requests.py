"""Curvature and spectra: refused with code, sentence and field, or read with every default filled in."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Refusal
from app.settings import settings
from app.spec import checkpoints_of, read_request, wire

LIMITS = settings()
FUNCTION = {"kind": "function", "id": "rosenbrock"}
MODEL = {
    "kind": "model",
    "model": {"id": "mlp"},
    "dataset": {"id": "moons"},
    "loss": {"id": "BCEWithLogitsLoss"},
}
SGD = {"optimizer": "SGD"}


def comparison(**changes: Any) -> dict[str, Any]:
    return {"objective": MODEL, "runs": [SGD, {"optimizer": "Adam"}], "steps": 20, **changes}


MULTICLASS = {**MODEL, "dataset": {"id": "iris"}, "loss": {"id": "CrossEntropyLoss"}}
FLAT = {"id": "MultiMarginLoss"}

REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "curvature",
        {"comparison": comparison(), "points": LIMITS.max_curvature_points + 1},
        "limit",
        "points",
        f"{LIMITS.max_curvature_points}",
    ),
    ("curvature", {"comparison": comparison(), "points": 1}, "out_of_range", "points", "2"),
    (
        "curvature",
        {"comparison": comparison(runs=[{"optimizer": "Adma"}])},
        "unknown_optimizer",
        "comparison.runs[0].optimizer",
        "Adam",
    ),
    (
        "spectrum",
        {"comparison": comparison(objective=FUNCTION)},
        "models_only",
        "comparison.objective",
        "curvature",
    ),
    ("spectrum", {"comparison": comparison(), "run": 2}, "out_of_range", "run", "0 to 1"),
    ("spectrum", {"comparison": comparison(), "step": 21}, "out_of_range", "step", "0 to 20"),
    (
        "spectrum",
        {"comparison": comparison(), "probes": LIMITS.max_probes + 1},
        "limit",
        "probes",
        f"{LIMITS.max_probes}",
    ),
    (
        "spectrum",
        {"comparison": comparison(objective={**MULTICLASS, "loss": FLAT})},
        "no_hessian",
        "comparison.objective.loss.id",
        "MultiMarginLoss has no useful second derivative",
    ),
    (
        "spectrum",
        {"comparison": comparison(objective=MULTICLASS, runs=[SGD, {**SGD, "loss": FLAT}]), "run": 1},
        "no_hessian",
        "comparison.runs[1].loss.id",
        "MultiMarginLoss has no useful second derivative",
    ),
]


@pytest.mark.parametrize(("kind", "document", "code", "field", "words"), REFUSED)
def test_what_has_no_curvature_to_measure_is_refused_in_a_sentence(
    kind: str, document: dict[str, Any], code: str, field: str, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_request(kind, document)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert words in refused.value.message


def test_a_run_with_a_loss_of_its_own_has_a_spectrum_by_that_loss() -> None:
    runs = [SGD, {**SGD, "loss": {"id": "CrossEntropyLoss"}}]
    objective = {**MULTICLASS, "loss": FLAT}
    request = read_request("spectrum", {"comparison": comparison(objective=objective, runs=runs), "run": 1})
    assert request.run == 1


def test_both_are_read_with_their_defaults() -> None:
    curvature = read_request("curvature", {"comparison": comparison(objective=FUNCTION)})
    assert curvature.points == 48
    assert wire(curvature)["comparison"]["objective"]["start"] == (-1.5, 2.0)
    spectrum = read_request("spectrum", {"comparison": comparison()})
    assert (spectrum.run, spectrum.step, spectrum.probes) == (0, None, 8)
    assert spectrum.comparison.runs[0].params["lr"] == 1e-3


def test_the_weights_that_runs_start_from_are_asked_for() -> None:
    started = {**SGD, "start_from": {"checkpoint": "a" * 64}}
    document = comparison(runs=[SGD, started])
    asked = checkpoints_of(read_request("curvature", {"comparison": document}))
    assert asked == {"a" * 64: "comparison.runs[1].start_from.checkpoint"}
    assert checkpoints_of(read_request("spectrum", {"comparison": document})) == {}
    assert checkpoints_of(read_request("spectrum", {"comparison": document, "run": 1})) == asked
