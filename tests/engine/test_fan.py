"""Fans: one run over many values of one hyperparameter, each as it would be alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import TrajectoryStore, begin
from app.engine.fan import batches, nearest_first
from app.errors import Refusal
from app.messages import Done, FanChunk
from app.spec import FanRequest, plane_of, read_request, with_element
from tests.engine.runs import Document, assert_bit_equal, comparison, finish, function, plainly, run, text_of
from tests.plain import plain_loop

SCHEDULE = {"id": "StepLR", "params": {"step_size": 5}}


def request(each: Document, values: list[float], param: str = "lr", **objective: Any) -> FanRequest:
    document = {
        "comparison": {
            "objective": function("rosenbrock", **objective),
            "runs": [run("SGD", {"lr": 0.001}), each],
            "steps": 15,
            "seed": 3,
        },
        "run": 1,
        "param": param,
        "values": values,
    }
    return read_request("fan", document)


def fanned(asked: FanRequest, store: TrajectoryStore | None = None) -> dict[int, FanChunk]:
    messages = [message for message in begin(asked, store) if message is not None]
    assert isinstance(messages[-1], Done)
    chunks = [message for message in messages if isinstance(message, FanChunk)]
    assert len(chunks) == len(messages) - 1 == len(asked.values)
    return {chunk.index: chunk for chunk in chunks}


@pytest.mark.parametrize(
    ("optimizer", "params", "param", "values"),
    [
        ("Adam", {"lr": 0.05}, "lr", [10.0 ** (k / 8 - 4) for k in range(40)]),
        ("Adam", {"lr": 0.05}, "betas[0]", [0.0, 0.5, 0.9, 0.99]),
        ("SGD", {"lr": 0.001, "momentum": 0.9}, "momentum", [0.0, 0.5, 0.9, 0.99]),
        ("Adagrad", {"lr": 0.5}, "initial_accumulator_value", [0.0, 1.0, 30.0]),
        ("Adafactor", {"lr": 0.05}, "lr", [0.01, 0.1, 1.0]),
        ("LBFGS", {"lr": 0.5}, "max_iter", [1.0, 2.0, 5.0]),
    ],
)
@pytest.mark.parametrize("schedule", [None, SCHEDULE])
def test_each_value_is_bit_for_bit_the_run_alone(
    optimizer: str, params: Document, param: str, values: list[float], schedule: Document | None
) -> None:
    asked = request(run(optimizer, params, schedule=schedule), values, param, noise=0.1)
    spec = asked.comparison.runs[1]
    for index, chunk in fanned(asked).items():
        assert chunk.value == values[index]
        objective = plane_of(asked.comparison.objective)
        alone = with_element(optimizer, spec.params, param, values[index])
        expected = plain_loop(
            text_of(objective),
            objective.start,
            optimizer,
            alone,
            15,
            schedule,
            noise=0.1,
            seed=3,
        )
        assert_bit_equal(dict(chunk.trajectory.columns), expected, spec)
        assert chunk.trajectory.outcome.diverged_at == expected["diverged_at"]


def test_a_value_that_diverges_leaves_the_others_alone() -> None:
    found = fanned(request(run("SGD", {"lr": 0.001}), [1e-4, 1e-3, 1.0, 1e3]))
    assert [found[index].trajectory.outcome.status for index in range(4)] == [
        "completed",
        "completed",
        "diverged",
        "diverged",
    ]


def test_the_nearest_values_come_first() -> None:
    values = [10.0 ** (k / 8 - 4) for k in range(64)]
    asked = request(run("Adam", {"lr": values[40]}), values)
    order = [message.index for message in begin(asked) if isinstance(message, FanChunk)]
    assert order[0] == 40
    assert set(order[:8]) == set(range(36, 44)) or set(order[:8]) == set(range(37, 45))
    assert sorted(order) == list(range(64))


def test_neighbours_are_counted_by_rank_and_not_by_place_or_distance() -> None:
    assert nearest_first([100.0, 1.0, 10.0, 1000.0], 10.0) == [2, 1, 0, 3]
    assert nearest_first([1.0, 2.0, 3.0], 99.0) == [2, 1, 0]
    assert nearest_first([5.0, 5.0], 5.0) == [0, 1]


def test_a_null_has_no_place_among_the_values_and_the_fan_is_drawn_all_the_same() -> None:
    assert set(fanned(request(run("LBFGS", {"lr": 0.5}), [1.0, 3.0], "max_eval"))) == {0, 1}


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (3, [3]), (8, [8]), (40, [8, 24, 8]), (64, [8, 24, 32])]
)
def test_a_few_come_first_then_more_then_the_rest(count: int, sizes: list[int]) -> None:
    parts = list(batches(list(range(count))))
    assert [len(part) for part in parts] == sizes
    assert [index for part in parts for index in part] == list(range(count))


def test_a_fans_trajectory_answers_the_comparison_that_follows() -> None:
    store = TrajectoryStore(100)
    values = [0.01, 0.02, 0.04]
    fanned(request(run("Adam", {"lr": 0.05}), values), store)
    rested = comparison(function("rosenbrock"), [run("Adam", {"lr": 0.02})], 15, seed=3)
    kept = store.get(rested, 0)
    assert kept is not None
    assert_bit_equal(dict(kept.columns), plainly(rested, 0), rested.runs[0])


def test_values_that_a_comparison_has_computed_are_not_computed_again() -> None:
    store = TrajectoryStore(100)
    known = comparison(function("rosenbrock"), [run("Adam", {"lr": 0.02}, label="mine")], 15, seed=3)
    (columns,), _ = finish(known, store)
    found = fanned(request(run("Adam", {"lr": 0.05}), [0.01, 0.02, 0.04]), store)
    assert (
        found[1].trajectory.columns["seconds"] is columns["seconds"]
        or (found[1].trajectory.columns["seconds"] == columns["seconds"]).all()
    )


def test_a_value_that_torch_refuses_is_refused_with_its_place() -> None:
    with pytest.raises(Refusal) as refusal:
        request(run("Adam", {"lr": 0.05}), [0.1, -1.0])
    assert refusal.value.field == "values[1]"
