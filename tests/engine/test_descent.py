"""Runs that descend together: bit for bit what a plain loop gives for each of them alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog import FUNCTIONS, OPTIMIZERS, SCHEDULES
from app.catalog.formula import read_formula
from app.engine.descent import Descent
from app.engine.objective import objective_of
from app.messages import Chunk
from app.spec import Comparison, plane_of
from tests.engine.runs import (
    SETTINGS,
    Document,
    assert_bit_equal,
    comparison,
    every_run,
    finish,
    formula,
    function,
    plainly,
    run,
    same_bits,
)

MANY = 12
# Wide and narrow formulas, smooth and creased, with a plateau and with a cusp.
SEVERAL = ("rosenbrock", "ackley", "bukin6", "michalewicz", "styblinski_tang")

SCHEDULED: dict[str, Document] = {
    "StepLR": {"step_size": 7, "gamma": 0.5},
    "MultiStepLR": {"milestones": [5, 11]},
    "ExponentialLR": {"gamma": 0.97},
    "LinearLR": {"total_iters": 9},
    "ConstantLR": {"total_iters": 6},
    "PolynomialLR": {"total_iters": 20, "power": 2.0},
    "CosineAnnealingLR": {"T_max": 15},
    "CosineAnnealingWarmRestarts": {"T_0": 6},
    "CyclicLR": {"base_lr": 0.001, "max_lr": 0.02, "step_size_up": 5, "cycle_momentum": False},
    "OneCycleLR": {"max_lr": 0.05, "cycle_momentum": False},
    "ReduceLROnPlateau": {"patience": 1, "factor": 0.5, "threshold": 0.2},
    "SequentialLR": {
        "schedulers": [
            {"id": "LinearLR", "params": {"total_iters": 5}},
            {"id": "ExponentialLR", "params": {"gamma": 0.9}},
        ],
        "milestones": [6],
    },
    "ChainedScheduler": {
        "schedulers": [
            {"id": "ConstantLR", "params": {"total_iters": 4}},
            {"id": "ExponentialLR", "params": {"gamma": 0.9}},
        ]
    },
}


def assert_all_bit_equal(request: Comparison) -> None:
    columns, _ = finish(request)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])


def assert_bit_equal_together(objective: Document, runs: list[Document], steps: int, seed: int = 0) -> None:
    """More runs than a comparison may have, so that torch's vectorised loops would be reached."""
    requests = [comparison(objective, [each], steps, seed) for each in runs]
    specs = {index: request.runs[0] for index, request in enumerate(requests)}
    spec = plane_of(requests[0].objective)
    descent = Descent(objective_of(spec), spec.start, specs, steps, spec.noise, seed)
    while not descent.finished:
        descent.advance(until=math.inf)
    for chunk in descent.take():
        assert_bit_equal(dict(chunk.columns), plainly(requests[chunk.run], 0), specs[chunk.run])


def test_every_available_optimizer_is_among_the_settings() -> None:
    assert set(SETTINGS) == {id for id, entry in OPTIMIZERS.items() if entry.available}


def test_every_available_schedule_is_among_the_scheduled() -> None:
    assert set(SCHEDULED) == {id for id, entry in SCHEDULES.items() if entry.available}


@pytest.mark.parametrize("id", SEVERAL)
def test_every_optimizer_descends_bit_for_bit_in_company(id: str) -> None:
    assert_bit_equal_together(function(id), every_run(), 30)


@pytest.mark.parametrize("optimizer", SETTINGS)
def test_every_optimizer_descends_bit_for_bit_alone(optimizer: str) -> None:
    for params in SETTINGS[optimizer]:
        assert_all_bit_equal(comparison(function("himmelblau"), [run(optimizer, params)], 40))


@pytest.mark.parametrize("id", FUNCTIONS)
def test_every_function_is_descended_bit_for_bit(id: str) -> None:
    known = FUNCTIONS[id].suggested_lr
    runs = [run(name, {"lr": known.get(name, 0.01)}) for name in ("SGD", "RMSprop", "Adam", "Adagrad")]
    runs += [run("SGD", {"lr": 1e-4 * 1.5**power, "momentum": 0.5}) for power in range(16)]
    assert_bit_equal_together(function(id), runs, 12)


@pytest.mark.parametrize(
    "expression",
    [
        "abs(x)**1.5 + y**4 - 0.1*x*y",
        "cosh(x/2) + sigmoid(3*y) + sinh(y)**2/9",
        "max(x, y)**2 + min(x*y, 1) + atan(x)",
        "x**2",
        "y",
        "0.5*abs(x - 1)",
        "2**x + 2**-y + 1/(x**2 + 1)",
    ],
)
def test_a_formula_is_descended_bit_for_bit_however_wide_the_company(expression: str) -> None:
    runs = [run("SGD", {"lr": 0.01 * (1 + k), "momentum": 0.5}) for k in range(16)]
    runs += [run("Adam", {"lr": 0.1}), run("LBFGS", {"max_iter": 3}), run("Adafactor", {"lr": 0.1})]
    assert_bit_equal_together(formula(expression, [-1.25, 1.75]), runs, 30)


@pytest.mark.parametrize("noise", [0.0, 0.7])
@pytest.mark.parametrize("id", SCHEDULED)
def test_every_schedule_acts_bit_for_bit(id: str, noise: float) -> None:
    schedule = {"id": id, "params": SCHEDULED[id]}
    runs = [run(name, SETTINGS[name][0], schedule=schedule) for name in ("SGD", "Adam", "LBFGS")]
    runs.append(run("Adam", {"lr": 0.05}))
    assert_all_bit_equal(comparison(function("rosenbrock", noise=noise), runs, 24, seed=4))


def test_a_schedule_that_cycles_the_momentum_records_it() -> None:
    cyclic = {"id": "CyclicLR", "params": {"base_lr": 0.001, "max_lr": 0.01, "step_size_up": 4}}
    once = {"id": "OneCycleLR", "params": {"max_lr": 0.05}}
    runs = [
        run("SGD", {"lr": 0.001, "momentum": 0.9}, schedule=cyclic),
        run("Adam", {"lr": 0.05}, schedule=once),
        run("Adam", {"lr": 0.05}),
    ]
    request = comparison(function("rosenbrock"), runs, 25)
    columns, _ = finish(request)
    for index in (0, 1):
        assert same_bits(columns[index]["momentum"], plainly(request, index)["momentum"])
        assert len(set(columns[index]["momentum"])) > 4
    assert "momentum" not in columns[2]


def test_noise_is_the_same_for_all_runs_and_as_in_the_plain_loop() -> None:
    assert_bit_equal_together(function("himmelblau", noise=2.5), every_run(), 25, seed=11)


def test_loss_and_gradient_are_recorded_without_the_noise() -> None:
    runs = [run("SGD", {"lr": 0.01})]
    (noisy,), _ = finish(comparison(function("sphere", noise=3.0), runs, 20, seed=1))
    np.testing.assert_allclose(noisy["loss"], noisy["x"] ** 2 + noisy["y"] ** 2, rtol=1e-14)
    np.testing.assert_allclose(noisy["grad_norm"], 2 * np.hypot(noisy["x"], noisy["y"]), rtol=1e-14)


def test_changes_act_before_their_step_and_the_schedule_after() -> None:
    changes = [
        {"step": 0, "params": {"weight_decay": 0.1}},
        {"step": 7, "params": {"lr": 0.02, "weight_decay": 0.0}},
        {"step": 15, "params": {"lr": 0.001, "maximize": True}},
        {"step": 20, "params": {"lr": 0.5}},
    ]
    schedule = {"id": "ExponentialLR", "params": {"gamma": 0.9}}
    names = ("SGD", "Adagrad", "Adam", "NAdam", "Adafactor")
    runs = [run(name, {"lr": 0.01}, changes=changes, schedule=schedule) for name in names]
    runs += [run(name, {"lr": 0.01}, changes=changes) for name in names]
    request = comparison(function("himmelblau"), runs, 20)
    assert_all_bit_equal(request)
    columns, _ = finish(request)
    assert columns[0]["lr"][7] == 0.02
    assert columns[0]["lr"][20] == 0.5


def test_changes_of_a_tuple_and_of_lbfgs_act_too() -> None:
    runs = [
        run("Adam", {"lr": 0.1}, changes=[{"step": 5, "params": {"betas": [0.5, 0.9]}}]),
        run("Rprop", {"lr": 0.1}, changes=[{"step": 5, "params": {"step_sizes": [0.01, 0.05]}}]),
        run("LBFGS", {"lr": 0.1, "max_iter": 5}, changes=[{"step": 3, "params": {"max_iter": 2, "lr": 1.0}}]),
    ]
    assert_all_bit_equal(comparison(function("himmelblau"), runs, 15))


def test_lbfgs_counts_what_its_closure_was_asked_for() -> None:
    request = comparison(function("rosenbrock"), [run("LBFGS", {"line_search_fn": "strong_wolfe"})], 6)
    (columns,), (outcome,) = finish(request)
    expected = plainly(request, 0)["evaluations"]
    assert expected[1] > 1
    assert columns["evaluations"].tolist() == expected.tolist()
    assert outcome.summary.gradient_evaluations == expected[-1]


def test_a_zero_gradient_keeps_the_sign_that_a_plain_loop_gives_it() -> None:
    request = comparison(formula("x*y", [-0.0, -0.0]), [run("SGD", {"lr": 0.1})], 3)
    assert_all_bit_equal(request)


def test_a_run_may_be_many_times_longer_than_a_chunk() -> None:
    request = comparison(function("sphere"), [run("SGD", {"lr": 0.001})], 1500)
    assert_all_bit_equal(request)


def test_seconds_grow_and_together_are_the_time_of_the_work() -> None:
    readings = iter(float(second) for second in range(1_000_000))
    request = comparison(function("sphere"), [run("SGD", {"lr": 0.1}), run("Adam", {"lr": 0.1})], 5)
    runs = dict(enumerate(request.runs))
    descent = Descent(
        objective_of(plane_of(request.objective)), (1.0, 1.0), runs, 5, clock=lambda: next(readings)
    )
    descent.advance(until=1e9)
    seconds = [chunk.columns["seconds"] for chunk in descent.take()]
    # One second of the clock passes in the gradient, shared by two, and one in each run's step.
    assert [column.tolist() for column in seconds if column is not None] == [[1.5 * k for k in range(6)]] * 2


@st.composite
def any_params(draw: st.DrawFn) -> tuple[str, Document]:
    """An optimizer of the catalog with every hyperparameter drawn from its control's range."""
    id = draw(st.sampled_from(["SGD", "Adagrad", "RMSprop", "Adam", "AdamW", "NAdam", "RAdam", "Adadelta"]))
    params: dict[str, Any] = {}
    for parameter in OPTIMIZERS[id].params:
        if parameter.kind == "bool":
            params[parameter.name] = draw(st.booleans())
        elif parameter.kind == "float":
            assert parameter.low is not None
            assert parameter.high is not None
            params[parameter.name] = draw(st.floats(parameter.low, parameter.high))
    if params.get("nesterov"):
        params |= {"momentum": max(params["momentum"], 0.1), "dampening": 0.0}
    return id, params


@settings(max_examples=25)
@given(st.lists(any_params(), min_size=1, max_size=9), st.integers(0, 5), st.booleans())
def test_any_setting_is_bit_for_bit_even_when_it_diverges(
    chosen: list[tuple[str, Document]], seed: int, noisy: bool
) -> None:
    objective = function("beale", noise=0.5 if noisy else 0.0)
    request = comparison(objective, [run(id, params) for id, params in chosen], 12, seed)
    columns, outcomes = finish(request)
    for index, found in enumerate(columns):
        expected = plainly(request, index)
        assert_bit_equal(found, expected, request.runs[index])
        assert outcomes[index].diverged_at == expected["diverged_at"]


def test_some_functions_are_sensitive_to_width_so_that_the_rule_is_tested() -> None:
    assert not read_formula(FUNCTIONS["michalewicz"].formula, None).any_width
    # AVX-512 takes two times eight float64 at once.
    assert len(every_run()) >= 16


def test_chunks_of_a_descent_taken_at_any_time_join() -> None:
    request = comparison(function("rosenbrock"), every_run()[:MANY], 30)
    objective = plane_of(request.objective)
    descent = Descent(objective_of(objective), objective.start, dict(enumerate(request.runs)), 30)
    chunks: list[Chunk] = []
    while not descent.finished:
        descent.advance(until=0.0)
        if descent.step % 3 == 0 or descent.finished:
            chunks += descent.take()
    parts: dict[int, list[Chunk]] = {}
    for chunk in chunks:
        parts.setdefault(chunk.run, []).append(chunk)
    for index, run_chunks in parts.items():
        expected = plainly(request, index)
        for name in ("x", "y", "loss"):
            whole = np.concatenate([np.asarray(chunk.columns[name]) for chunk in run_chunks])
            assert same_bits(whole, expected[name])
