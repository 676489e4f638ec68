"""Sweeps and tunings: refused with code, sentence and field, or read with every default filled in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from app.catalog import OPTIMIZERS
from app.errors import Refusal
from app.settings import settings
from app.spec import checkpoints_of, read_request, wire

OBJECTIVE = {"kind": "function", "id": "rosenbrock"}
MODEL = {
    "kind": "model",
    "model": {"id": "mlp"},
    "dataset": {"id": "moons"},
    "loss": {"id": "BCEWithLogitsLoss"},
}
SGD = {"optimizer": "SGD"}
ADAM = {"optimizer": "Adam"}
LIMITS = settings()


def sweep(**changes: Any) -> dict[str, Any]:
    return {"objective": OBJECTIVE, "run": SGD, "params": {"lr": [0.001, 0.01]}, "steps": 100, **changes}


def tune(**changes: Any) -> dict[str, Any]:
    return {"objective": OBJECTIVE, "runs": [SGD, ADAM], "steps": 100, **changes}


def searched(name: str, low: float, high: float, **changes: Any) -> dict[str, Any]:
    return tune(params=[name], ranges={name: [low, high]}, **changes)


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "sweep",
        sweep(params={}),
        "out_of_range",
        "params",
        "expected one or two hyperparameters with their values, got 0",
    ),
    (
        "sweep",
        sweep(params={"lr": [1], "momentum": [0], "dampening": [0]}),
        "out_of_range",
        "params",
        "one or two hyperparameters with their values, got 3",
    ),
    ("sweep", sweep(params={"lr": []}), "out_of_range", "params.lr", "expected at least 1 value, got 0"),
    (
        "sweep",
        sweep(params={"lr": 0.1}),
        "wrong_type",
        "params.lr",
        "expected lr to be a list of numbers, got 0.1",
    ),
    (
        "sweep",
        sweep(params={"lr": ["a"]}),
        "wrong_type",
        "params.lr[0]",
        "expected lr[0] to be a number, got 'a'",
    ),
    (
        "sweep",
        sweep(params=[1]),
        "wrong_type",
        "params",
        "expected params to be a JSON object of names and values, got [1]",
    ),
    (
        "sweep",
        sweep(params={"betas": [0.9]}),
        "unknown_param",
        "params.betas",
        "SGD has no parameter 'betas'; it has lr, momentum",
    ),
    (
        "sweep",
        sweep(run=ADAM, params={"betas": [0.9]}),
        "not_a_number",
        "params.betas",
        "expected a single number such as lr or betas[0] to vary, got 'betas' of Adam",
    ),
    (
        "sweep",
        sweep(run=ADAM, params={"betas[2]": [0.9]}),
        "not_a_number",
        "params.betas[2]",
        "single number",
    ),
    ("sweep", sweep(params={"nesterov": [1]}), "not_a_number", "params.nesterov", "single number"),
    (
        "sweep",
        sweep(params={"lr": [0.1, -1]}),
        "out_of_range",
        "params.lr[1]",
        "SGD: Invalid learning rate: -1.0",
    ),
    (
        "sweep",
        sweep(run=ADAM, params={"lr": [0.1], "betas[0]": [0.5, 1.0]}),
        "out_of_range",
        "params.betas[0][1]",
        "Adam: Invalid beta parameter at index 0: 1.0",
    ),
    (
        "sweep",
        sweep(run={"optimizer": "LBFGS"}, params={"max_iter": [2, 2.5]}),
        "wrong_type",
        "params.max_iter[1]",
        "expected max_iter to be whole numbers, got 2.5",
    ),
    (
        "sweep",
        sweep(
            run={"optimizer": "ASGD", "params": {"alpha": 2.0}},
            params={"lr": [0.1, 1e90], "lambd": [1e-4, 1e60]},
        ),
        "out_of_range",
        "params",
        "(lr 1e+90, lambd 1e+60)",
    ),
    (
        "sweep",
        sweep(
            run={"optimizer": "SGD", "params": {"momentum": 0.9, "nesterov": True}},
            params={"momentum": [0.9, 0.0]},
        ),
        "out_of_range",
        "params.momentum[1]",
        "Nesterov momentum requires a momentum",
    ),
    (
        "sweep",
        sweep(params={"lr": [0.1] * (LIMITS.max_sweep_cells + 1)}),
        "limit",
        "params",
        f"at most {LIMITS.max_sweep_cells} choices of hyperparameters in one sweep, got",
    ),
    ("sweep", sweep(params={"lr": [0.1] * 40, "momentum": [0.5] * 40}), "limit", "params", "got 1600"),
    (
        "sweep",
        sweep(objective=MODEL, seeds=LIMITS.max_seeds + 1),
        "limit",
        "seeds",
        f"expected at most {LIMITS.max_seeds} seeds",
    ),
    ("sweep", sweep(seeds=0), "out_of_range", "seeds", "expected seeds to be at least 1, got 0"),
    (
        "sweep",
        sweep(seeds=2),
        "models_only",
        "seeds",
        "without noise a run on a function is the same for every seed: expected 1, got 2",
    ),
    ("sweep", sweep(steps=LIMITS.max_steps + 1), "limit", "steps", "steps"),
    ("sweep", sweep(run={"optimizer": "Muon"}), "unavailable", "run.optimizer", "Muon is not available"),
    ("sweep", sweep(extra=1), "unknown_field", "extra", "no such field"),
    ("sweep", sweep(objective={**OBJECTIVE, "id": "nope"}), "unknown_function", "objective.id", "nope"),
    ("tune", tune(runs=[]), "out_of_range", "runs", "expected at least 1 run, got 0"),
    (
        "tune",
        tune(runs=[SGD] * (LIMITS.max_runs + 1)),
        "limit",
        "runs",
        f"expected at most {LIMITS.max_runs} runs",
    ),
    ("tune", tune(trials=0), "out_of_range", "trials", "expected trials to be at least 1, got 0"),
    (
        "tune",
        tune(trials=LIMITS.max_trials + 1),
        "limit",
        "trials",
        f"at most {LIMITS.max_trials} trials of one optimizer",
    ),
    ("tune", tune(steps=LIMITS.max_steps + 1), "limit", "steps", "steps"),
    (
        "tune",
        tune(method="bayes"),
        "wrong_type",
        "method",
        "expected method to be grid, random or tpe, got 'bayes'",
    ),
    (
        "tune",
        tune(goal="distance"),
        "wrong_type",
        "goal",
        "expected goal to be final_loss or best_validation_loss, got 'distance'",
    ),
    (
        "tune",
        tune(goal="best_validation_loss"),
        "models_only",
        "goal",
        "a function has no validation samples: expected goal to be final_loss",
    ),
    ("tune", tune(params=[]), "out_of_range", "params", "expected at least 1 param, got 0"),
    (
        "tune",
        tune(params="lr"),
        "wrong_type",
        "params",
        "expected params to be a list of names of hyperparameters, got 'lr'",
    ),
    (
        "tune",
        tune(params=["lr", "lr"]),
        "out_of_range",
        "params[1]",
        "expected each hyperparameter once, got 'lr' twice",
    ),
    (
        "tune",
        tune(params=["lr", "speed"]),
        "unknown_param",
        "params[1]",
        "expected a hyperparameter of SGD, Adam, got 'speed', which none of them has",
    ),
    (
        "tune",
        tune(params=["momentum"]),
        "unknown_param",
        "runs[1].optimizer",
        "Adam has nothing to tune: expected one of lr, betas",
    ),
    ("tune", tune(params=["lr", "maximize"]), "not_a_number", "params[1]", "single number"),
    (
        "tune",
        tune(params=["lr", "momentum", "dampening", "weight_decay", "eps"]),
        "limit",
        "params",
        f"at most {LIMITS.max_tuned} hyperparameters tuned together, got 5",
    ),
    (
        "tune",
        tune(ranges={"eps": [1e-9, 1]}),
        "unknown_param",
        "ranges.eps",
        "expected ranges of what is tuned, lr; got 'eps'",
    ),
    (
        "tune",
        tune(ranges={"lr": [1]}),
        "missing",
        "ranges.lr[1]",
        "expected lr to be two numbers [low, high], got [1]",
    ),
    (
        "tune",
        tune(ranges={"lr": [1, 2, 3]}),
        "out_of_range",
        "ranges.lr",
        "expected lr to be two numbers [low, high], got [1, 2, 3]",
    ),
    (
        "tune",
        tune(ranges={"lr": 1}),
        "wrong_type",
        "ranges.lr",
        "expected lr to be two numbers [low, high], got 1",
    ),
    (
        "tune",
        tune(ranges={"lr": [1, 0.1]}),
        "out_of_range",
        "ranges.lr",
        "expected [low, high] with low below high, got [1.0, 0.1]",
    ),
    ("tune", tune(ranges={"lr": [0.1, 0.1]}), "out_of_range", "ranges.lr", "low below high"),
    (
        "tune",
        tune(ranges={"lr": [0, 0.1]}),
        "out_of_range",
        "ranges.lr",
        "expected a range above 0, over which values are spread logarithmically, got [0.0, 0.1]",
    ),
    ("tune", searched("weight_decay", 0, 0.1), "out_of_range", "ranges.weight_decay", "range above 0"),
    (
        "tune",
        searched("momentum", 0.5, 1.0, runs=[SGD]),
        "out_of_range",
        "ranges.momentum",
        "expected a range below 1, spread logarithmically in 1 - value, got [0.5, 1.0]",
    ),
    (
        "tune",
        searched("momentum", -0.5, 0.9, runs=[SGD]),
        "out_of_range",
        "ranges.momentum",
        "SGD: Invalid momentum value: -0.5 (momentum -0.5)",
    ),
    (
        "tune",
        searched("max_iter", 1.5, 4, runs=[{"optimizer": "LBFGS"}]),
        "wrong_type",
        "ranges.max_iter",
        "expected max_iter to be whole numbers, got 1.5",
    ),
    (
        "tune",
        tune(runs=[{"optimizer": "SGD", "params": {"momentum": 0.9, "nesterov": True}}], params=["momentum"]),
        "out_of_range",
        "params[0]",
        "Nesterov momentum requires a momentum",
    ),
    ("tune", tune(runs=[SGD, {"optimizer": "Adma"}]), "unknown_optimizer", "runs[1].optimizer", "Adma"),
    ("tune", tune(seed=2**53), "out_of_range", "seed", "expected seed to be below"),
]


@pytest.mark.parametrize(("kind", "document", "code", "field", "words"), REFUSED)
def test_what_cannot_be_tried_is_refused_in_a_sentence(
    kind: str, document: dict[str, Any], code: str, field: str, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_request(kind, document)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert words in refused.value.message


def test_a_sweep_is_read_with_its_defaults() -> None:
    request = read_request("sweep", sweep(params={"momentum": [0, 0.9], "lr": [0.1]}))
    assert list(request.params) == ["momentum", "lr"]
    assert request.run.params["lr"] == 1e-3
    assert wire(request)["objective"]["start"] == (-1.5, 2.0)
    assert "seeds" not in wire(request)
    assert (request.seed, request.seeds) == (0, 1)
    assert read_request("sweep", sweep(objective=MODEL, seeds=3)).seeds == 3
    assert read_request("sweep", sweep(objective={**OBJECTIVE, "noise": 0.1}, seeds=3)).seeds == 3


def test_what_one_optimizer_lacks_is_tuned_for_the_others() -> None:
    request = read_request("tune", tune(params=["lr", "momentum", "betas[0]"], goal="final_loss"))
    assert request.params == ("lr", "momentum", "betas[0]")


def test_every_optimizers_own_ranges_are_accepted() -> None:
    for optimizer in OPTIMIZERS.values():
        if not optimizer.available:
            continue
        for parameter in optimizer.params:
            if parameter.kind in ("float", "int"):
                each = {"optimizer": optimizer.id, "params": {}}
                read_request("tune", tune(runs=[each], params=[parameter.name]))


def test_values_that_are_bad_with_the_runs_own_are_good_together() -> None:
    each = {"optimizer": "ASGD", "params": {"lr": 1e30, "alpha": 2.0, "lambd": 0.0}}
    read_request("sweep", sweep(run=each, params={"lambd": [1e300], "lr": [1e-300]}))


def test_the_weights_that_runs_start_from_are_asked_for() -> None:
    start = {"start_from": {"checkpoint": "a" * 64}}
    swept = read_request("sweep", sweep(objective=MODEL, run={**SGD, **start}))
    assert checkpoints_of(swept) == {"a" * 64: "run.start_from.checkpoint"}
    tuned = read_request("tune", tune(objective=MODEL, runs=[SGD, {**ADAM, **start}]))
    assert checkpoints_of(tuned) == {"a" * 64: "runs[1].start_from.checkpoint"}


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["lr", "eps[0]"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["lr", "momentum", "betas[0]"]), inner)
    ),
    max_leaves=8,
)


@settings_of_hypothesis(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(["sweep", "tune"]),
    fields=st.dictionaries(
        st.sampled_from(["params", "ranges", "seeds", "seed", "trials", "method", "goal", "steps"]),
        ANY,
        max_size=3,
    ),
)
def test_whatever_is_asked_is_read_or_refused(kind: str, fields: dict[str, Any]) -> None:
    document = {**(sweep() if kind == "sweep" else tune()), **fields}
    try:
        understood = wire(read_request(kind, document))
    except Refusal as refusal:
        told = refusal
    else:
        again = json.loads(json.dumps(understood))
        assert json.dumps(wire(read_request(kind, again))) == json.dumps(understood)
        return
    assert told.status == 422
    assert told.field is not None
    assert told.field.partition(".")[0].partition("[")[0] in document
