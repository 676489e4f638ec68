"""Requests: refused with code, sentence and field, or read with every default filled in."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest

from app.catalog import FUNCTIONS, OPTIMIZERS
from app.errors import Refusal
from app.settings import settings
from app.spec import plane_of, read_request, run_key, wire

OBJECTIVE = {"kind": "function", "id": "rosenbrock"}
ADAM = {"optimizer": "Adam", "params": {"lr": 0.05}}
COMPARISON: dict[str, Any] = {"objective": OBJECTIVE, "runs": [ADAM], "steps": 100}


def comparison(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(COMPARISON), **changes}


def run(**changes: Any) -> dict[str, Any]:
    return comparison(runs=[{**ADAM, **changes}])


def schedule(identifier: str, optimizer: str = "Adam", **params: Any) -> dict[str, Any]:
    return comparison(runs=[{"optimizer": optimizer, "schedule": {"id": identifier, "params": params}}])


FORMULA = {"kind": "formula", "expression": "x**2 + y**2", "domain": [-1, 3, -2, 2]}
STEPS = settings().max_steps
RUNS = settings().max_runs

REFUSED: list[tuple[str, object, str, str | None, str]] = [
    ("compare", [], "wrong_type", None, "expected a JSON object with objective, runs and steps, got []"),
    ("compare", {}, "missing", "objective", "the field objective is required, and was left out"),
    ("compare", comparison(extra=1), "unknown_field", "extra", "no such field"),
    (
        "compare",
        comparison(objective=3),
        "wrong_type",
        "objective",
        "expected objective to be a JSON object with its kind and what belongs to it",
    ),
    (
        "compare",
        comparison(objective={"kind": "network"}),
        "unknown_kind",
        "objective",
        "expected kind to be function, formula or model, got 'network'",
    ),
    ("compare", comparison(objective={"id": "sphere"}), "missing", "objective", "kind"),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "id": "nope"}),
        "unknown_function",
        "objective.id",
        "'nope'",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "start": [1]}),
        "missing",
        "objective.start[1]",
        "expected start to be two numbers [x, y], got [1]",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "start": ["a", 1]}),
        "wrong_type",
        "objective.start[0]",
        "expected start[0] to be a number, got 'a'",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "start": [True, 1]}),
        "wrong_type",
        "objective.start[0]",
        "expected start[0] to be a number, got true",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "start": [10**400, 1]}),
        "wrong_type",
        "objective.start[0]",
        "expected start[0] to be a number within float64, got 1000",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "start": [math.nan, 1]}),
        "wrong_type",
        "objective.start[0]",
        "expected start[0] to be a finite number, got nan",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "start": 3}),
        "wrong_type",
        "objective.start",
        "expected start to be two numbers [x, y], got 3",
    ),
    (
        "compare",
        comparison(objective={**FORMULA, "domain": [0, 1, 0, 1, 2]}),
        "out_of_range",
        "objective.domain",
        "expected domain to be four numbers [xmin, xmax, ymin, ymax], got [0, 1, 0, 1, 2]",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "id": "i" * 101}),
        "out_of_range",
        "objective.id",
        "expected id to have at most 100 characters, got 101",
    ),
    (
        "compare",
        comparison(objective={**OBJECTIVE, "noise": -1}),
        "out_of_range",
        "objective.noise",
        "expected noise to be at least 0, got -1",
    ),
    (
        "compare",
        comparison(objective={**FORMULA, "domain": [1, 0, 0, 1]}),
        "out_of_range",
        "objective.domain",
        "min",
    ),
    (
        "compare",
        comparison(objective={**FORMULA, "expression": "z"}),
        "bad_formula",
        "objective.expression",
        "z",
    ),
    ("compare", comparison(runs=[]), "out_of_range", "runs", "expected at least 1 run, got 0"),
    ("compare", comparison(runs={}), "wrong_type", "runs", "expected runs to be a list of runs, got {}"),
    (
        "compare",
        comparison(runs=[None]),
        "wrong_type",
        "runs[0]",
        "expected runs[0] to be a JSON object with optimizer, got null",
    ),
    ("compare", comparison(runs=[ADAM] * (RUNS + 1)), "limit", "runs", str(RUNS)),
    ("compare", comparison(steps=0), "out_of_range", "steps", "expected steps to be at least 1, got 0"),
    ("compare", comparison(steps=1.5), "wrong_type", "steps", "expected steps to be a whole number, got 1.5"),
    ("compare", comparison(steps=STEPS + 1), "limit", "steps", str(STEPS)),
    ("compare", comparison(seed=-1), "out_of_range", "seed", "expected seed to be at least 0, got -1"),
    ("compare", comparison(seed=2**53), "out_of_range", "seed", "expected seed to be below 9007199254740992"),
    ("compare", run(params=3), "wrong_type", "runs[0].params", "a JSON object of names and values, got 3"),
    ("compare", run(label=3), "wrong_type", "runs[0].label", "expected label to be a string, got 3"),
    ("compare", run(changes=3), "wrong_type", "runs[0].changes", "to be a list of changes, got 3"),
    (
        "compare",
        run(changes=[3]),
        "wrong_type",
        "runs[0].changes[0]",
        "expected changes[0] to be a JSON object with step and params, got 3",
    ),
    ("compare", run(optimizer="Adan"), "unknown_optimizer", "runs[0].optimizer", "perhaps Adam"),
    ("compare", run(optimizer="Momentum"), "unknown_optimizer", "runs[0].optimizer", "SGD"),
    ("compare", run(optimizer="Muon"), "unavailable", "runs[0].optimizer", "Muon"),
    ("compare", run(params={"momentum": 0.9}), "unknown_param", "runs[0].params.momentum", "betas"),
    ("compare", run(params={"foreach": True}), "implementation_switch", "runs[0].params.foreach", "foreach"),
    ("compare", run(params={"lr": -1}), "out_of_range", "runs[0].params.lr", "Invalid learning rate: -1"),
    ("compare", run(params={"lr": "0.1"}), "wrong_type", "runs[0].params.lr", "'0.1'"),
    ("compare", run(params={"lr": None}), "wrong_type", "runs[0].params.lr", "null"),
    ("compare", run(params={"lr": 10**400}), "wrong_type", "runs[0].params.lr", "float64"),
    ("compare", run(params={"betas": [0.9]}), "wrong_type", "runs[0].params.betas", "2 numbers"),
    ("compare", run(params={"betas": [0.9, 1.5]}), "out_of_range", "runs[0].params.betas", "Invalid beta"),
    ("compare", run(params={"betas": [0.9, "b"]}), "wrong_type", "runs[0].params.betas[1]", "'b'"),
    ("compare", run(label="l" * 81), "limit", "runs[0].label", "80"),
    ("compare", run(changes=[{"step": 101, "params": {}}]), "limit", "runs[0].changes[0].step", "101"),
    (
        "compare",
        run(changes=[{"step": 5, "params": {"lr": -1}}]),
        "out_of_range",
        "runs[0].changes[0].params.lr",
        "Invalid learning rate",
    ),
    (
        "compare",
        comparison(
            runs=[
                {"optimizer": "Adagrad", "changes": [{"step": 5, "params": {"initial_accumulator_value": 1}}]}
            ]
        ),
        "not_steerable",
        "runs[0].changes[0].params.initial_accumulator_value",
        "constructor",
    ),
    ("compare", schedule("Nope"), "unknown_schedule", "runs[0].schedule.id", "StepLR"),
    ("compare", schedule("LambdaLR"), "unavailable", "runs[0].schedule.id", "LambdaLR"),
    ("compare", schedule("StepLR", step=3), "unknown_param", "runs[0].schedule.params.step", "step_size"),
    (
        "compare",
        schedule("CyclicLR", "Adagrad", base_lr=0.1, max_lr=1.0),
        "no_momentum",
        "runs[0].schedule.params.cycle_momentum",
        "cycle_momentum to false",
    ),
    (
        "compare",
        schedule("OneCycleLR", "Adagrad", max_lr=1.0),
        "no_momentum",
        "runs[0].schedule.params.cycle_momentum",
        "cycle_momentum to false",
    ),
    (
        "compare",
        schedule("OneCycleLR", max_lr=1.0, total_steps=50),
        "out_of_range",
        "runs[0].schedule.params.total_steps",
        "100",
    ),
    (
        "compare",
        schedule("SequentialLR", schedulers=[{"id": "Nope"}], milestones=[]),
        "unknown_schedule",
        "runs[0].schedule.params.schedulers[0].id",
        "Nope",
    ),
    (
        "compare",
        schedule("ChainedScheduler", schedulers=["StepLR"]),
        "wrong_type",
        "runs[0].schedule.params.schedulers[0]",
        "schedule",
    ),
    (
        "landscape",
        {"objective": OBJECTIVE, "resolution": 1},
        "out_of_range",
        "resolution",
        "expected resolution to be at least 2, got 1",
    ),
    ("landscape", {"objective": OBJECTIVE, "resolution": 10**6}, "limit", "resolution", "1000000"),
    (
        "fan",
        {"comparison": COMPARISON, "values": []},
        "out_of_range",
        "values",
        "expected at least 1 value, got 0",
    ),
    (
        "fan",
        {"comparison": COMPARISON, "values": 3},
        "wrong_type",
        "values",
        "expected values to be a list of numbers, got 3",
    ),
    (
        "fan",
        {"comparison": comparison(steps=STEPS), "values": [0.1] * 100},
        "limit",
        "values",
        "expected at most 250000 recorded positions (runs x steps), got 2000100",
    ),
    ("fan", {"comparison": COMPARISON, "run": 1, "values": [0.1]}, "out_of_range", "run", "0 to 0"),
    (
        "fan",
        {"comparison": COMPARISON, "param": "amsgrad", "values": [1]},
        "not_a_number",
        "param",
        "amsgrad",
    ),
    (
        "fan",
        {"comparison": COMPARISON, "param": "betas[2]", "values": [1]},
        "not_a_number",
        "param",
        "betas[2]",
    ),
    ("fan", {"comparison": COMPARISON, "param": "mu", "values": [1]}, "unknown_param", "param", "lr"),
    (
        "fan",
        {"comparison": COMPARISON, "values": [0.1, -1]},
        "out_of_range",
        "values[1]",
        "Invalid learning rate",
    ),
    (
        "basins",
        {"objective": OBJECTIVE, "run": {"optimizer": "LBFGS"}, "steps": 10, "resolution": 8},
        "not_batchable",
        "run.optimizer",
        "LBFGS",
    ),
    (
        "basins",
        {"objective": {"kind": "function", "id": "saddle"}, "run": ADAM, "steps": 10, "resolution": 8},
        "no_minima",
        "objective",
        "minima",
    ),
]


@pytest.mark.parametrize(("kind", "document", "code", "field", "words"), REFUSED)
def test_a_request_that_cannot_be_run_is_refused_with_code_sentence_and_field(
    kind: str, document: object, code: str, field: str | None, words: str
) -> None:
    with pytest.raises(Refusal) as caught:
        read_request(kind, document)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert words in caught.value.message
    assert caught.value.status == 422


UNHEARD_OF: list[object] = [[], dict([*COMPARISON.items(), (1, 2)]), run(optimizer="\ud800")]


@pytest.mark.parametrize("document", UNHEARD_OF)
def test_no_refusal_speaks_in_the_words_of_the_library_that_reads(document: object) -> None:
    with pytest.raises(Refusal) as caught:
        read_request("compare", document)
    assert caught.value.message.startswith("expected ")
    assert "Input should" not in caught.value.message


def test_a_comparison_is_read_with_every_default_filled_in() -> None:
    read = read_request(
        "compare", comparison(runs=[{"optimizer": "SGD", "params": {"lr": 1}, "label": None}])
    )
    spec = wire(read)
    assert spec["objective"] == {
        "kind": "function",
        "id": "rosenbrock",
        "start": FUNCTIONS["rosenbrock"].start,
        "noise": 0.0,
    }
    defaults = {parameter.name: parameter.default for parameter in OPTIMIZERS["SGD"].params}
    assert spec["runs"][0]["params"] == {**defaults, "lr": 1.0}
    assert spec["runs"][0]["label"] == "SGD"
    assert (spec["steps"], spec["seed"]) == (100, 0)


def test_reading_a_request_again_changes_nothing() -> None:
    once = read_request("compare", run(schedule={"id": "OneCycleLR", "params": {"max_lr": 0.5}}))
    assert run_key(read_request("compare", wire(once)), 0) == run_key(once, 0)


def test_the_start_of_a_formula_is_the_centre_of_its_domain() -> None:
    read = read_request("compare", comparison(objective=FORMULA))
    assert plane_of(read.objective).start == (1.0, 0.0)


def test_one_cycle_lasts_the_budget_unless_it_is_told_otherwise() -> None:
    read = read_request("compare", schedule("OneCycleLR", max_lr=1.0))
    assert read.runs[0].schedule is not None
    assert read.runs[0].schedule.params["total_steps"] == 100
    longer = read_request("compare", schedule("OneCycleLR", max_lr=1.0, total_steps=400))
    assert longer.runs[0].schedule is not None
    assert longer.runs[0].schedule.params["total_steps"] == 400


def test_the_key_of_a_run_ignores_its_label_and_its_company() -> None:
    alone = read_request("compare", run(label="mine"))
    together = read_request("compare", comparison(runs=[{"optimizer": "SGD"}, ADAM]))
    other = read_request("compare", run(params={"lr": 0.06}))
    assert run_key(alone, 0) == run_key(together, 1)
    assert run_key(alone, 0) != run_key(other, 0)


def test_a_landscape_covers_the_objectives_domain_unless_told_otherwise() -> None:
    whole = read_request("landscape", {"objective": OBJECTIVE})
    assert whole.domain == FUNCTIONS["rosenbrock"].domain
    zoomed = read_request("landscape", {"objective": OBJECTIVE, "domain": [0, 1, 0, 1]})
    assert list(zoomed.domain) == [0, 1, 0, 1]


def test_a_basin_map_covers_the_objectives_domain_unless_told_otherwise() -> None:
    basins = read_request("basins", {"objective": OBJECTIVE, "run": ADAM, "steps": 5, "resolution": 4})
    assert basins.domain == FUNCTIONS["rosenbrock"].domain
