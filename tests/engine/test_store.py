"""Kept trajectories: what has not changed is not computed again."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine import TrajectoryStore, begin, compare
from app.engine.descent import Descent
from app.messages import Chunk
from app.spec import Comparison
from tests.engine.runs import assert_bit_equal, comparison, finish, function, plainly, run

RUNS = [run("SGD", {"lr": 0.001}), run("Adam", {"lr": 0.05}), run("Adagrad", {"lr": 0.5})]


def request(steps: int = 20, seed: int = 0, adam: float = 0.05, noise: float = 0.0) -> Comparison:
    runs = [RUNS[0], run("Adam", {"lr": adam}), RUNS[2]]
    return comparison(function("rosenbrock", noise=noise), runs, steps, seed)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The numbers of the runs of each descent that is begun."""
    begun: list[list[int]] = []

    class Watched(Descent):
        def __init__(self, *args: object, **more: object) -> None:
            runs = args[2]
            assert isinstance(runs, dict)
            begun.append(list(runs))
            super().__init__(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(compare, "Descent", Watched)
    return begun


def test_only_the_changed_run_is_computed_again(computed: list[list[int]]) -> None:
    store = TrajectoryStore(10)
    finish(request(), store)
    columns, outcomes = finish(request(adam=0.1), store)
    assert computed == [[0, 1, 2], [1]]
    changed = request(adam=0.1)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(changed, index), changed.runs[index])
    assert [outcome.status for outcome in outcomes] == ["completed"] * 3


def test_kept_runs_are_sent_in_full_and_first() -> None:
    store = TrajectoryStore(10)
    first, outcomes = finish(request(), store)
    messages = [message for message in begin(request(), store) if message is not None]
    chunks = messages[:3]
    assert [chunk.run for chunk in chunks if isinstance(chunk, Chunk)] == [0, 1, 2]
    again, outcomes_again = finish(request(), store)
    assert outcomes_again == outcomes
    for found, expected in zip(again, first, strict=True):
        assert all(np.array_equal(found[name], expected[name]) for name in expected)


@pytest.mark.parametrize("other", [request(steps=21), request(seed=1, noise=0.1), request(noise=0.2)])
def test_another_budget_seed_or_noise_is_another_trajectory(
    other: Comparison, computed: list[list[int]]
) -> None:
    store = TrajectoryStore(10)
    finish(request(), store)
    finish(other, store)
    assert computed == [[0, 1, 2], [0, 1, 2]]


def test_the_label_is_that_of_the_request_and_decides_nothing() -> None:
    store = TrajectoryStore(10)
    finish(request(), store)
    renamed = comparison(function("rosenbrock"), [run("Adam", {"lr": 0.05}, label="mine")], 20)
    kept = store.get(renamed, 0)
    assert kept is not None
    assert (kept.label, kept.optimizer) == ("mine", "Adam")


def test_the_one_unused_for_longest_goes_first() -> None:
    store = TrajectoryStore(3)
    finish(request(), store)
    assert store.get(request(), 0) is not None
    finish(comparison(function("sphere"), [run("SGD", {"lr": 0.1})], 20), store)
    assert len(store) == 3
    assert [store.get(request(), run) is None for run in range(3)] == [False, True, False]


def test_long_trajectories_count_by_their_positions() -> None:
    store = TrajectoryStore(10, positions=50)
    finish(request(), store)
    assert len(store) == 2
    finish(comparison(function("sphere"), [run("SGD", {"lr": 0.1})], 100), store)
    assert len(store) == 0


def test_a_store_without_room_keeps_nothing(computed: list[list[int]]) -> None:
    store = TrajectoryStore(0)
    finish(request(), store)
    finish(request(), store)
    assert computed == [[0, 1, 2], [0, 1, 2]]


def test_work_that_was_dropped_is_not_kept() -> None:
    store = TrajectoryStore(10)
    work = begin(request(), store)
    next(work)
    del work
    assert len(store) == 0
