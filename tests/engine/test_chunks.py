"""Chunks leave by time and join without gap; between them the caller can look at its mailbox."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.engine.compare import CompareWork
from app.engine.pace import FIRST_SECONDS, HEARTBEAT_SECONDS, Pace
from app.messages import Chunk, Finished, Message
from tests.engine.runs import assert_bit_equal, collect, comparison, function, plainly, run

TICK = 0.0001


class Clock:
    """A clock on which each reading takes a tenth of a millisecond, and nothing else any time."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        self.now += TICK
        return self.now


def drawn(steps: int) -> tuple[CompareWork, list[tuple[float, Message | None]]]:
    """A comparison on that clock, each message with the time at which it came."""
    clock = Clock()
    runs = [run("SGD", {"lr": 0.001}), run("Adam", {"lr": 0.1}), run("SGD", {"lr": 10.0})]
    work = CompareWork(comparison(function("rosenbrock"), runs, steps), None, clock)
    return work, [(clock.now - 100.0, message) for message in work]


def test_the_first_chunk_leaves_within_ten_milliseconds_of_work() -> None:
    _, timed = drawn(300)
    assert next(time for time, message in timed if isinstance(message, Chunk)) < 0.010
    assert FIRST_SECONDS < 0.010


def test_then_about_sixty_chunks_leave_in_a_second() -> None:
    _, timed = drawn(600)
    times = [time for time, message in timed if isinstance(message, Chunk) and message.run == 0]
    gaps = np.diff(times)[:-1]
    assert len(gaps) > 5
    assert gaps.min() > 1 / 70
    assert gaps.max() < 1 / 50


def test_the_caller_hears_from_the_work_every_five_milliseconds() -> None:
    _, timed = drawn(600)
    times = [0.0, *(time for time, _ in timed)]
    assert np.diff(times).max() < 0.005
    assert HEARTBEAT_SECONDS < 0.005


def test_chunks_join_to_what_a_plain_loop_gives_and_finished_comes_last() -> None:
    _, timed = drawn(600)
    messages = [message for _, message in timed]
    assert [isinstance(message, Finished) for message in messages].index(True) == len(messages) - 1
    columns, outcomes = collect(messages)
    runs = [run("SGD", {"lr": 0.001}), run("Adam", {"lr": 0.1}), run("SGD", {"lr": 10.0})]
    request = comparison(function("rosenbrock"), runs, 600)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])
        assert np.all(np.diff(found["seconds"]) > 0)
    assert [outcome.status for outcome in outcomes] == ["completed", "completed", "diverged"]


def test_a_short_comparison_is_one_chunk_a_run() -> None:
    _, timed = drawn(5)
    assert sum(isinstance(message, Chunk) for _, message in timed) == 3


@pytest.mark.parametrize(
    ("id", "known"), [("himmelblau", True), ("saddle", False), ("two_layer_linear", False)]
)
def test_distance_is_to_the_nearest_global_minimum_or_absent(id: str, known: bool) -> None:
    request = comparison(function(id), [run("Adam", {"lr": 0.1})], 5)
    columns, _ = collect(list(CompareWork(request, None)))
    found = columns[0]
    if known:
        minima = [(3.0, 2.0), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126)]
        expected = [
            min(math.hypot(x - a, y - b) for a, b in minima)
            for x, y in zip(found["x"], found["y"], strict=True)
        ]
        assert found["distance"] == pytest.approx(expected, abs=1e-5)
    else:
        assert found["distance"] is None


def test_a_paused_pace_sends_at_once_and_then_at_its_rate_again() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert not pace.due()
    now = 5.0
    assert pace.due()
    assert not pace.due()
    assert pace.heartbeat() == 5.0 + HEARTBEAT_SECONDS
    now = 5.02
    assert pace.due()
