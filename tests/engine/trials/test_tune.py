"""Fair tuning: equal trials for each optimizer, each what a plain loop comes to, the same every time."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import begin
from app.engine.trials.tune import best_of, candidates_of
from app.messages import Trial, answer
from app.spec import read_request, wire
from tests.engine.runs import Document, function, run
from tests.engine.training.trainings import objective
from tests.engine.trials.trying import (
    learned,
    losses_of,
    moons,
    same_number,
    tune_request,
    tuned,
    with_values,
)

SIX = [
    run("SGD", {}),
    run("SGD", {"momentum": 0.9}),
    run("Adagrad", {}),
    run("RMSprop", {}),
    run("Adam", {}),
    run("LBFGS", {"max_iter": 3}),
]
METHODS = ["grid", "random", "tpe"]
ROSENBROCK = function("rosenbrock")


@pytest.mark.parametrize("method", METHODS)
def test_each_trial_is_what_the_plain_loop_comes_to(method: str) -> None:
    request = tune_request(ROSENBROCK, SIX, 25, trials=9, method=method, seed=4)
    trials, _ = tuned(request)
    assert {run: len(own) for run, own in trials.items()} == dict.fromkeys(range(6), 9)
    for number, own in trials.items():
        for trial in own:
            assert set(trial.params) == {"lr"}
            expected = losses_of(request, with_values(SIX[number], trial.params.items()))
            assert same_number(trial.value, expected["final_loss"])
            assert trial.status == expected["status"]
    assert {trial.status for own in trials.values() for trial in own} == {"completed", "diverged"}


@pytest.mark.parametrize("method", METHODS)
def test_the_best_is_the_lowest_of_what_got_to_its_end(method: str) -> None:
    request = tune_request(ROSENBROCK, SIX, 25, trials=9, method=method)
    trials, best = tuned(request)
    for number, own in trials.items():
        candidates = [one for one in own if one.status == "completed" and math.isfinite(one.value)]
        expected = min(candidates, key=lambda trial: (trial.value, trial.number))
        assert best.runs[number] == expected


def trial(number: int, value: float, status: Any = "completed") -> Trial:
    return Trial(0, number, {"lr": 0.1}, value, status)


def test_of_equal_trials_the_first_is_the_best_and_a_diverged_one_never_is() -> None:
    assert best_of([trial(0, 2.0), trial(1, 1.0), trial(2, 1.0), trial(3, 0.5, "diverged")]) == trial(1, 1.0)
    assert best_of([trial(0, math.nan), trial(1, 3.0), trial(2, math.inf)]) == trial(1, 3.0)
    assert best_of([trial(0, math.inf), trial(1, math.nan), trial(2, 1.0, "diverged")]) is None


def test_a_run_of_which_nothing_gets_to_its_end_has_no_best() -> None:
    request = tune_request(
        ROSENBROCK, [run("SGD", {}), run("Adam", {})], 60, trials=3, ranges={"lr": [5.0, 9.0]}
    )
    trials, best = tuned(request)
    assert {one.status for one in trials[0]} == {"diverged"}
    assert best.runs[0] is None
    assert best.runs[1] is not None
    body = json.loads(answer(list(begin(request)), wire(request), "2.13.0"))
    assert body["best"][0] is None
    assert set(body["best"][1]) == {"run", "number", "params", "value"}
    assert len(body["trials"]) == 6
    assert set(body["trials"][0]) == {"run", "number", "params", "value", "status"}


@pytest.mark.parametrize("method", METHODS)
def test_the_same_request_has_the_same_trials_whatever_takes_how_long(method: str) -> None:
    request = tune_request(
        ROSENBROCK, SIX[:4], 20, trials=8, method=method, params=["lr", "momentum"], seed=2**40
    )
    first, _ = tuned(request)
    again, _ = tuned(request)
    assert repr(first) == repr(again)
    code = (
        "import json, sys, torch; from app.engine import begin; from app.spec import read_request, wire\n"
        "from app.messages import answer; torch.set_num_threads(1)\n"
        "request = read_request('tune', json.loads(sys.argv[1]))\n"
        "print(answer(list(begin(request)), wire(request), '').decode())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code, json.dumps(wire(request))], capture_output=True, text=True, check=True
    )
    assert json.loads(elsewhere.stdout) == json.loads(answer(list(begin(request)), wire(request), ""))


def test_a_grid_is_spread_evenly_along_the_logarithm() -> None:
    request = tune_request(
        ROSENBROCK, [run("SGD", {})], 1, trials=5, method="grid", ranges={"lr": [1e-4, 1.0]}
    )
    trials, _ = tuned(request)
    assert [one.params["lr"] for one in trials[0]] == [1e-4, 1e-3, 1e-2, 1e-1, 1.0]


def test_a_grid_of_two_has_a_row_for_each_of_the_first() -> None:
    ranges = {"lr": [1e-3, 1e-1], "momentum": [0.0, 0.9]}
    request = tune_request(
        ROSENBROCK, [run("SGD", {})], 1, trials=6, method="grid", params=["lr", "momentum"], ranges=ranges
    )
    trials, _ = tuned(request)
    expected = [(lr, momentum) for lr in (0.001, 0.01, 0.1) for momentum in (0.0, 0.9)]
    assert [(one.params["lr"], one.params["momentum"]) for one in trials[0]] == expected


def test_grids_of_one_and_of_two_parameters_have_as_many_trials() -> None:
    request = tune_request(
        ROSENBROCK, [run("SGD", {}), run("Adam", {})], 1, trials=19, method="grid", params=["lr", "momentum"]
    )
    trials, _ = tuned(request)
    assert [len(own) for own in trials.values()] == [16, 16]
    assert [set(own[0].params) for own in trials.values()] == [{"lr", "momentum"}, {"lr"}]


def test_chance_gives_every_optimizer_the_same_places() -> None:
    request = tune_request(
        ROSENBROCK,
        [run("Adam", {}), run("AdamW", {}), run("SGD", {})],
        1,
        trials=12,
        method="random",
        params=["momentum", "lr"],
        ranges={"lr": [1e-3, 1.0]},
    )
    trials, _ = tuned(request)
    rates = [[one.params["lr"] for one in own] for own in trials.values()]
    assert rates[0] == rates[1] == rates[2]
    assert len(set(rates[0])) == 12


def test_the_sampler_has_its_own_trials_once_it_knows_something() -> None:
    chosen = {}
    for method in ("random", "tpe"):
        request = tune_request(function("sphere"), [run("SGD", {})], 15, trials=40, method=method)
        trials, _ = tuned(request)
        chosen[method] = [one.params["lr"] for one in trials[0]]
    assert not set(chosen["tpe"][12:]) & set(chosen["random"][12:])


def test_the_sampler_beats_the_median_of_chance_on_a_bowl() -> None:
    def best(method: str, seed: int) -> float:
        request = tune_request(function("sphere"), [run("SGD", {})], 15, trials=24, method=method, seed=seed)
        found = tuned(request)[1].runs[0]
        assert found is not None
        return found.value

    seeds = range(7)
    by_chance = np.median([best("random", seed) for seed in seeds])
    assert np.median([best("tpe", seed) for seed in seeds]) < by_chance


@settings(max_examples=25)
@given(
    method=st.sampled_from(METHODS),
    low=st.floats(1e-8, 1.0),
    width=st.floats(1.01, 1e4),
    first=st.floats(0, 0.9),
    trials=st.integers(1, 9),
)
def test_no_trial_leaves_its_range(method: str, low: float, width: float, first: float, trials: int) -> None:
    ranges = {"lr": [low, low * width], "betas[0]": [first, 0.99]}
    request = tune_request(
        function("sphere"), [run("Adam", {})], 1, trials=trials, method=method, params=["lr", "betas[0]"],
        ranges=ranges,
    )  # fmt: skip
    found, _ = tuned(request)
    assert len(found[0]) <= trials
    for one in found[0]:
        for name, (least, most) in ranges.items():
            assert least <= one.params[name] <= most


def test_all_optimizers_have_their_turns_from_the_start() -> None:
    request = tune_request(ROSENBROCK, SIX, 50, trials=10, method="tpe")
    turns = [message.run for message in begin(request) if isinstance(message, Trial)]
    assert turns == list(range(6)) * 10


def test_a_schedule_and_noise_are_those_of_the_runs() -> None:
    runs = [run("SGD", {}, schedule={"id": "ExponentialLR", "params": {"gamma": 0.9}})]
    request = tune_request(function("sphere", noise=0.5), runs, 12, trials=5, method="random", seed=9)
    trials, _ = tuned(request)
    for one in trials[0]:
        expected = losses_of(request, with_values(runs[0], one.params.items()))
        assert same_number(one.value, expected["final_loss"])


@pytest.mark.parametrize(
    ("goal", "name"), [("final_loss", "final_loss"), ("best_validation_loss", "best_loss")]
)
@pytest.mark.parametrize("method", ["random", "tpe"])
def test_a_models_trials_are_plain_trainings_by_the_stated_goal(goal: str, name: str, method: str) -> None:
    on = moons(batch_size=16, evaluation={"every": 4})
    runs = [run("SGD", {}), run("Adam", {})]
    request = tune_request(on, runs, 8, trials=3, method=method, goal=goal, seed=1)
    trials, best = tuned(request)
    for number, own in trials.items():
        assert len(own) == 3
        for one in own:
            expected = learned(request, with_values(runs[number], one.params.items()), 1, every=4)
            assert one.value == pytest.approx(expected[name], rel=0, abs=0)
        lowest = best.runs[number]
        assert lowest is not None
        assert lowest.value == min(one.value for one in own)


def test_a_models_trial_that_diverges_says_so() -> None:
    on = objective("linear", "line", "MSELoss")
    request = tune_request(on, [run("SGD", {})], 20, trials=4, method="grid", ranges={"lr": [1e-3, 1e30]})
    trials, best = tuned(request)
    assert trials[0][0].status == "completed"
    assert [one.status for one in trials[0][2:]] == ["diverged", "diverged"]
    assert math.isnan(trials[0][-1].value)
    assert best.runs[0] == trials[0][0]


def test_the_number_of_trials_is_known_before_they_are_made() -> None:
    request = tune_request(ROSENBROCK, SIX[:2], 10, trials=7, params=["lr", "momentum"])
    trials, candidates = candidates_of(request)
    assert (trials, [one.run for one in candidates]) == (7, [0, 1])


def test_the_request_as_understood_is_the_same_request() -> None:
    document: Document = {"objective": ROSENBROCK, "runs": [run("SGD", {})], "steps": 10}
    request = read_request("tune", document)
    assert (request.trials, request.method, request.params, request.goal) == (
        20,
        "tpe",
        ("lr",),
        "final_loss",
    )
    assert read_request("tune", json.loads(json.dumps(wire(request)))) == request
