"""A run's course is that of a plain loop, the same however the run was cut, and kept within its budget."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.catalog.datasets import make_dataset
from app.engine import TrajectoryStore, begin
from app.engine.training.course import Course, CourseRecord
from app.engine.training.courses import courses_of, weights_after
from app.engine.training.learner import Learner
from app.messages import Message, Progress, Weights
from app.spec import Comparison
from tests.engine.runs import run
from tests.engine.training.trainings import Document, comparison, finish, objective
from tests.plain_training import mlp

SMALL = {"hidden": [6, 5], "activation": "tanh"}


def moons(**more: Any) -> Document:
    dataset = {"samples": 120, "noise": 0.3}
    return objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, dataset_params=dataset, **more)


def courses(
    request: Comparison, store: TrajectoryStore | None = None
) -> tuple[tuple[Course, ...], list[Message]]:
    """The courses of a comparison, and what was said on the way."""
    work = courses_of(request, store, {})
    said: list[Message] = []
    while True:
        try:
            message = next(work)
        except StopIteration as end:
            return end.value, said
        if message is not None:
            said.append(message)


def flat(tensors: Iterator[Tensor]) -> Tensor:
    return torch.cat([each.detach().reshape(-1) for each in tensors])


def plain_course(
    optimizer_of: Any, steps: int, gathered: set[str]
) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    """Weights and the named state after each step of a loop that nothing of the product has touched."""
    data = make_dataset("moons", {"samples": 120, "noise": 0.3})
    targets = data.train.targets.float()[:, None]
    torch.manual_seed(0)
    model = mlp(2, [6, 5], 1, activation=nn.Tanh)
    optimizer = optimizer_of(model.parameters())
    for _ in range(steps + 1):
        state = [optimizer.state[each] for each in model.parameters()]
        there = [name for name in gathered if name in state[0]]
        yield flat(model.parameters()), {name: flat(each[name] for each in state) for name in there}
        optimizer.zero_grad()
        nn.BCEWithLogitsLoss()(model(data.train.inputs), targets).backward()
        optimizer.step()


def assert_same(one: Course, other: Course) -> None:
    assert one.steps == other.steps
    for found, expected in zip(one.positions, other.positions, strict=True):
        assert torch.equal(found.weights, expected.weights)
        assert found.groups == expected.groups
        assert found.gathered.keys() == expected.gathered.keys()
        for name, tensor in found.gathered.items():
            assert torch.equal(tensor, expected.gathered[name])


@pytest.mark.parametrize(
    ("id", "params", "gathered"),
    [
        ("SGD", {"lr": 0.1, "momentum": 0.9}, set()),
        ("Adam", {"lr": 0.01}, {"exp_avg_sq"}),
        ("Adam", {"lr": 0.01, "amsgrad": True}, {"max_exp_avg_sq"}),
        ("RMSprop", {"lr": 0.01, "centered": True}, {"square_avg", "grad_avg"}),
        ("Adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5}, {"sum"}),
        ("Adadelta", {"lr": 1.0}, {"square_avg", "acc_delta"}),
        ("Adamax", {"lr": 0.01}, {"exp_inf"}),
        ("Adafactor", {"lr": 0.01}, set()),
    ],
)
def test_positions_are_those_of_a_plain_loop(id: str, params: Document, gathered: set[str]) -> None:
    ((course,), _) = courses(comparison(moons(), [run(id, params)], 20))
    assert course.steps == list(range(21))
    expected = plain_course(lambda each: getattr(torch.optim, id)(each, **params), 20, gathered)
    for position, (weights, state) in zip(course.positions, expected, strict=True):
        assert torch.equal(position.weights, weights)
        assert set(position.gathered) == (gathered if position.step or id == "Adagrad" else set())
        for name, tensor in position.gathered.items():
            assert torch.equal(tensor, state[name])
        assert position.groups[0]["lr"] == params["lr"]
        assert "params" not in position.groups[0]


def test_every_group_has_its_hyperparameters_and_its_members_and_frozen_weights_none() -> None:
    groups = [{"parameters": ["output"], "params": {"lr": 0.3}}]
    spec = run(
        "Adam", {"lr": 0.1}, groups=groups, frozen=["hidden1"], changes=[{"step": 3, "params": {"lr": 1}}]
    )
    ((course,), _) = courses(comparison(moons(), [spec], 5))
    assert course.members.tolist() == [-1] * 18 + [0] * 35 + [1] * 6
    assert [[group["lr"] for group in position.groups] for position in course.positions[2:4]] == [
        [0.1, 0.3],
        [1, 0.3],
    ]
    last = course.last.gathered["exp_avg_sq"]
    assert (last[:18] == 0).all()
    assert (last[18:] > 0).all()
    assert torch.equal(course.positions[0].weights[:18], course.last.weights[:18])


def test_a_steered_and_extended_run_has_the_course_of_one_told_so_from_the_start() -> None:
    on = moons(batch_size=16)
    store = TrajectoryStore(10)
    work = begin(comparison(on, [run("Adam", {"lr": 0.01})], 400), store)
    next(work)
    step = work.steer(0, {"lr": 0.02}).step
    list(work)
    work.extend(15)
    list(work)
    assert 0 < step < 400
    change = {"step": step, "params": {"lr": 0.02}}
    told = comparison(on, [run("Adam", {"lr": 0.01}, changes=[change])], 415)
    kept = store.course(told, 0)
    assert isinstance(kept, Course)
    assert_same(kept, courses(told)[0][0])


class Stub(torch.optim.SGD):
    """An optimizer of one weight that is set by hand."""


def record_of(steps: list[int], most: int, most_bytes: int = 1 << 20) -> list[int]:
    """The steps that are kept when a run is cut after each of `steps`."""
    weight = torch.zeros(1)
    record = CourseRecord([weight], Stub([weight], lr=0.1), most, most_bytes)
    begin = 0
    for end in steps:
        for step in range(begin, end):
            weight.fill_(step)
            if record.due(step):
                record.note(step)
        weight.fill_(end)
        record.note(end)
        begin = end
    course = record.course(steps[-1] + 1, False)
    assert [float(position.weights) for position in course.positions] == course.steps
    return course.steps


@pytest.mark.parametrize("most", [2, 5, 8, 33])
@pytest.mark.parametrize("steps", [1, 2, 7, 8, 9, 31, 32, 33, 34, 66, 100, 257])
def test_what_is_kept_depends_on_the_number_of_steps_alone(steps: int, most: int) -> None:
    kept = record_of([steps], most)
    assert kept[0] == 0
    assert kept[-1] == steps
    assert len(kept) <= most + 1
    distances = np.diff(kept)
    assert (distances[:-1] == distances[0]).all()
    for cut in ([1, steps], [steps // 2, steps], [steps, steps], list(range(1, steps + 1))):
        assert record_of(cut, most) == kept


def test_large_positions_are_kept_further_apart() -> None:
    assert record_of([20], 256, most_bytes=4 * 5) == [0, 8, 16, 20]


def test_a_diverged_run_has_no_position_that_is_not_finite() -> None:
    on = objective("linear", "line", "MSELoss")
    ((course,), _) = courses(comparison(on, [run("SGD", {"lr": 100.0})], 300))
    trained = finish(comparison(on, [run("SGD", {"lr": 100.0})], 300))
    assert course.diverged
    assert trained.outcomes[0].diverged_at is not None
    assert course.last.step < trained.outcomes[0].diverged_at < 300
    assert all(position.weights.isfinite().all() for position in course.positions)


@pytest.fixture
def steps_made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of each step that is made."""
    made: list[int] = []
    plain = Learner._step

    def watched(self: Learner) -> None:
        made.append(self.step)
        plain(self)

    monkeypatch.setattr(Learner, "_step", watched)
    return made


def test_a_training_that_was_kept_is_not_made_again(steps_made: list[int]) -> None:
    store = TrajectoryStore(10)
    request = comparison(moons(), [run("SGD", {"lr": 0.1}), run("Adam", {"lr": 0.1})], 12)
    finish(request, store)
    steps_made.clear()
    found, said = courses(request, store)
    assert steps_made == []
    assert said == []
    fresh, _ = courses(request)
    for one, other in zip(found, fresh, strict=True):
        assert_same(one, other)


def test_who_follows_a_training_makes_each_step_once(steps_made: list[int]) -> None:
    store = TrajectoryStore(10)
    spec = [run("Adam", {"lr": 0.1})]
    shared = [courses(comparison(moons(), spec, steps), store)[0][0] for steps in (5, 11, 30)]
    assert steps_made == list(range(30))
    shared[0].memo["a"] = 1
    assert shared[2].memo == {"a": 1}
    fresh = courses(comparison(moons(), spec, 30))[0][0]
    assert_same(shared[2], fresh)
    assert shared[0].steps == list(range(6))


def test_a_trajectory_without_its_course_is_trained_again(steps_made: list[int]) -> None:
    store = TrajectoryStore(10, course_bytes=0)
    request = comparison(moons(), [run("SGD", {"lr": 0.1})], 12)
    finish(request, store)
    store.resume(request, 0)
    steps_made.clear()
    ((course,), said) = courses(request, store)
    assert steps_made == list(range(12))
    assert_same(course, courses(request)[0][0])
    assert {message.which for message in said if isinstance(message, Weights)} == {"best", "last"}


def test_courses_unused_for_longest_make_room() -> None:
    requests = [comparison(moons(), [run("SGD", {"lr": lr})], 12) for lr in (0.1, 0.2, 0.3)]
    one = courses(requests[0])[0][0]
    store = TrajectoryStore(10, course_bytes=2 * one.bytes)
    for request in requests[:2]:
        finish(request, store)
    assert store.course(requests[0], 0) is not None
    finish(requests[2], store)
    assert [store.course(request, 0) is None for request in requests] == [False, True, False]


def test_long_training_tells_how_far_it_is_and_can_be_dropped() -> None:
    readings = iter(0.002 * tick for tick in range(10_000_000))
    request = comparison(moons(), [run("SGD", {"lr": 0.1})] * 2, 300)
    work = courses_of(request, None, {}, clock=lambda: next(readings))
    told = [message for message in islice(work, 100) if isinstance(message, Progress)]
    assert len(told) >= 2
    assert all(message.total == 600 for message in told)
    assert told[0].done < told[-1].done <= 600
    work.close()


def after(step: int, request: Comparison, course: Course) -> Tensor | None:
    """The weights of the first run after so many steps."""
    work = weights_after(step, request, 0, course, {})
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Tensor | None = end.value
            return found


def test_between_kept_positions_and_beyond_them_weights_are_found_by_training(steps_made: list[int]) -> None:
    request = comparison(moons(batch_size=16), [run("Adam", {"lr": 0.05})], 300)
    ((course,), _) = courses(request)
    every = courses(comparison(moons(batch_size=16), [run("Adam", {"lr": 0.05})], 200))[0][0]
    steps_made.clear()
    for step in (17, 18, 101, 33):
        found = after(step, request, course)
        assert found is not None
        assert torch.equal(found, every.positions[step].weights)
    # Forward from where it was, and back from the start; 18 is kept.
    assert steps_made == [*range(101), *range(33)]
    beyond = after(301, request, course)
    longer = courses(comparison(moons(batch_size=16), [run("Adam", {"lr": 0.05})], 301))[0][0]
    assert beyond is not None
    assert torch.equal(beyond, longer.last.weights)


def test_of_a_run_that_has_diverged_there_are_no_weights_between() -> None:
    request = comparison(objective("linear", "line", "MSELoss"), [run("SGD", {"lr": 100.0})], 300)
    ((course,), _) = courses(request)
    assert after(course.last.step + 1, request, course) is None
    assert after(299, request, course) is None
