"""Runs changed on the way: as if their spec had said so from the start."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import TrajectoryStore, Work, begin
from app.engine.compare import CompareWork
from app.errors import BEGINS_ANEW, Refusal
from app.messages import Chunk, Finished, Message
from app.spec import read_request
from tests.engine.runs import (
    Document,
    assert_bit_equal,
    collect,
    comparison,
    finish,
    function,
    plainly,
    run,
    same_bits,
)

RUNS = [run("SGD", {"lr": 0.001}), run("Adam", {"lr": 0.05})]
STEPS = 120


def begun(runs: list[Document] = RUNS, store: TrajectoryStore | None = None, **more: Any) -> CompareWork:
    """A comparison in the middle: some chunks have come, and there are steps to go."""
    ticks = iter(range(1_000_000))
    request = comparison(function("himmelblau", **more), runs, STEPS)
    return CompareWork(request, store, lambda: next(ticks) * 0.0001)


def until_chunk(work: Work) -> list[Message | None]:
    messages = []
    for message in work:
        messages.append(message)
        if isinstance(message, Chunk) and message.run == len(RUNS) - 1:
            break
    return messages


def test_a_steered_run_is_one_whose_spec_had_the_change() -> None:
    work = begun()
    messages = until_chunk(work)
    steered = work.steer(1, {"lr": 0.3, "betas": [0.5, 0.9]})
    messages += list(work)
    assert steered.run == 1
    assert 0 < steered.step < STEPS
    change = {"step": steered.step, "params": {"lr": 0.3, "betas": [0.5, 0.9]}}
    request = comparison(function("himmelblau"), [RUNS[0], {**RUNS[1], "changes": [change]}], STEPS)
    columns, _ = collect(messages)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])


def test_a_steered_run_is_kept_as_what_it_became() -> None:
    store = TrajectoryStore(10)
    work = begun(store=store)
    until_chunk(work)
    step = work.steer(0, {"lr": 0.01}).step
    assert len(list(work)) > 0
    changed = {**RUNS[0], "changes": [{"step": step, "params": {"lr": 0.01}}]}
    request = comparison(function("himmelblau"), [changed, RUNS[0], RUNS[1]], STEPS)
    assert [store.get(request, index) is not None for index in range(3)] == [True, False, True]


@pytest.mark.parametrize(
    ("params", "code", "field"),
    [
        ({"lr": -1.0}, "out_of_range", "params.lr"),
        ({"speed": 1.0}, "unknown_param", "params.speed"),
        ({"amsgrad": True}, "not_steerable", "params.amsgrad"),
    ],
)
def test_a_change_that_torch_would_not_take_is_refused_and_the_run_goes_on(
    params: Document, code: str, field: str
) -> None:
    work = begun()
    messages = until_chunk(work)
    with pytest.raises(Refusal) as refusal:
        work.steer(1, params)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    columns, _ = collect(messages + list(work))
    request = comparison(function("himmelblau"), RUNS, STEPS)
    assert_bit_equal(columns[1], plainly(request, 1), request.runs[1])


@pytest.mark.parametrize("number", [7, -1])
def test_a_run_that_never_was_cannot_be_steered(number: int) -> None:
    with pytest.raises(Refusal) as refusal:
        begun().steer(number, {"lr": 0.1})
    assert (refusal.value.code, refusal.value.field) == ("out_of_range", "run")


@pytest.mark.parametrize("kept", [False, True])
def test_a_run_that_has_ended_or_was_kept_takes_the_change_at_its_end(kept: bool) -> None:
    store = TrajectoryStore(10)
    if kept:
        list(begun(RUNS[1:], store))
    work = begun(store=store)
    messages = until_chunk(work) if kept else list(work)
    assert work.steer(1, {"lr": 0.1}).step == STEPS
    messages += list(work)
    work.extend(30)
    messages += list(work)
    changed = {**RUNS[1], "changes": [{"step": STEPS, "params": {"lr": 0.1}}]}
    request = comparison(function("himmelblau"), [RUNS[0], changed], STEPS + 30)
    assert store.get(request, 1) is None  # its lr at the end was told before the change
    found, expected = collect(messages)[0][1], plainly(request, 1)
    for name in ("x", "y", "loss"):
        assert same_bits(found[name], expected[name])


def test_a_diverged_run_stays_what_it_is_when_it_is_steered() -> None:
    work = begun([run("SGD", {"lr": 1e10}), RUNS[1]])
    messages = until_chunk(work)
    assert work.steer(0, {"lr": 0.1}).step == STEPS
    assert 0 < work.steer(1, {"lr": 0.1}).step < STEPS
    columns, outcomes = collect(messages + list(work))
    assert (outcomes[0].status, outcomes[1].status) == ("diverged", "completed")
    assert len(columns[0]["x"]) < STEPS


@pytest.mark.parametrize("finished_first", [False, True])
def test_an_extended_comparison_is_a_longer_one(finished_first: bool) -> None:
    schedule = {"id": "ExponentialLR", "params": {"gamma": 0.999}}
    runs = [{**each, "schedule": schedule} for each in RUNS] + [run("LBFGS", {"lr": 0.1, "max_iter": 3})]
    work = begun(runs)
    messages = list(work) if finished_first else until_chunk(work)
    work.extend(60)
    messages += list(work)
    request = comparison(function("himmelblau"), runs, STEPS + 60)
    columns, outcomes = collect(messages)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])
    assert outcomes[2].summary.gradient_evaluations == columns[2]["evaluations"][-1]
    assert sum(isinstance(message, Finished) for message in messages) == 1 + finished_first


def test_kept_runs_are_extended_from_where_they_were() -> None:
    store = TrajectoryStore(10)
    finish(comparison(function("himmelblau"), RUNS, STEPS), store)
    work = begun([*RUNS, run("Adagrad", {"lr": 0.1})], store)
    messages = list(work)
    work.extend(50)
    messages += list(work)
    request = comparison(function("himmelblau"), [*RUNS, run("Adagrad", {"lr": 0.1})], STEPS + 50)
    columns, _ = collect(messages)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])


def test_an_extended_comparison_is_kept_as_the_longer_one() -> None:
    store = TrajectoryStore(10)
    work = begun(store=store)
    until_chunk(work)
    work.extend(50)
    assert len(list(work)) > 0
    request = comparison(function("himmelblau"), RUNS, STEPS + 50)
    for index, spec in enumerate(request.runs):
        kept = store.get(request, index)
        assert kept is not None
        assert_bit_equal(dict(kept.columns), plainly(request, index), spec)


def test_a_noisy_comparison_says_that_a_longer_one_begins_anew_and_goes_on() -> None:
    work = begun(noise=0.5)
    messages = until_chunk(work)
    with pytest.raises(Refusal) as refusal:
        work.extend(50)
    assert refusal.value.code == BEGINS_ANEW
    columns, _ = collect(messages + list(work))
    request = comparison(function("himmelblau", noise=0.5), RUNS, STEPS)
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])


def test_an_extension_past_the_limits_or_a_schedules_end_is_refused() -> None:
    work = begun(
        [
            run(
                "SGD",
                {"lr": 0.01},
                schedule={"id": "OneCycleLR", "params": {"max_lr": 0.01, "cycle_momentum": False}},
            ),
            RUNS[1],
        ]
    )
    for steps, code in ((0, "out_of_range"), (10**6, "limit"), (1, "out_of_range")):
        with pytest.raises(Refusal) as refusal:
            work.extend(steps)
        assert refusal.value.code == code
    columns, _ = collect(list(work))
    assert [len(found["x"]) for found in columns] == [STEPS + 1, STEPS + 1]


def test_only_a_comparison_can_be_changed_on_the_way() -> None:
    fan = {"comparison": {"objective": function("sphere"), "runs": RUNS, "steps": 2}, "values": [0.1]}
    work = begin(read_request("fan", fan))
    for change in (lambda: work.steer(0, {"lr": 0.1}), lambda: work.extend(5)):
        with pytest.raises(Refusal) as refusal:
            change()
        assert refusal.value.code == "not_steerable"
    assert len(list(work)) > 0
