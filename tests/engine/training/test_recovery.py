"""A training that goes on from a recovery point is the one that was never cut, to the last bit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
import pytest
import torch

from app.catalog import OPTIMIZERS
from app.engine import TrajectoryStore
from app.engine.training import recovery
from app.engine.training.packing import Unpackable, pack, unpack
from app.engine.training.work import TrainingWork
from app.messages import Message, Past, RecoveryPoint, beyond, place_of
from app.spec import Comparison
from tests.engine.runs import SETTINGS, run, same_bits
from tests.engine.test_descent import SCHEDULED
from tests.engine.training.trainings import Document, Trained, assert_same, comparison, objective

SMALL = {"hidden": [6, 5], "activation": "tanh"}
STEPS = 40
QUICK = {"Adam": {"lr": 0.05}, "LBFGS": {"lr": 0.01, "max_iter": 2}}


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let points be made at every chance."""
    monkeypatch.setattr(recovery, "REST_SECONDS", 0.0)
    monkeypatch.setattr(recovery, "SHARE", 1e9)


def clock() -> Any:
    """A clock on which each look takes a millisecond: the same on every machine."""
    ticks = count()
    return lambda: next(ticks) / 1000


def moons(**more: Any) -> Document:
    params = {**SMALL, **more.pop("params", {})}
    given = {"batch_size": 16, "evaluation": {"every": 7}, "dataset_params": {"samples": 100}, **more}
    return objective("mlp", "moons", "BCEWithLogitsLoss", model_params=params, **given)


def everything(request: Comparison, past: Past) -> list[Message]:
    """All that is said, by a process whose own random numbers are anywhere."""
    torch.rand(7)
    return [m for m in TrainingWork(request, None, {}, clock(), past=past) if m is not None]


def trained(messages: Sequence[Message]) -> Trained:
    """What these messages come to."""
    return Trained(list(messages))


def cut(request: Comparison, whole: list[Message], at: int) -> tuple[list[Message], Past]:
    """What has come when a worker dies after `at` messages, and what is left of its work."""
    before: list[Message] = [message for message in whole[:at] if not isinstance(message, RecoveryPoint)]
    points = {one.run: one.data for one in whole[:at] if isinstance(one, RecoveryPoint)}
    places = [place for message in before if (place := place_of(message)) is not None]
    evaluated = {
        run: [far - 1 for series, far in places if series == f"evaluation {run}"]
        for run in range(len(request.runs))
    }
    return before, Past(dict(places), evaluated, points, lasting=True)


def assert_goes_on(request: Comparison, cuts: int = 3) -> None:
    """Cut it at some places; what comes before and after a cut is what an uncut training says."""
    whole = everything(request, Past(lasting=True))
    expected = trained(whole)
    places = [place for place, message in enumerate(whole, 1) if isinstance(message, RecoveryPoint)]
    assert len(places) >= cuts * len(request.runs), "too few points to cut at"
    for at in places[:: math.ceil(len(places) / cuts)]:
        before, past = cut(request, whole, at + 1)
        after = everything(request, past)
        rest = [part for message in after if (part := beyond(message, past.known)) is not None]
        assert_equal(trained([*before, *rest]), expected)
        # Done again in a process where nothing was said before, it says everything: a whole answer.
        assert_equal(trained(after), expected)


def assert_equal(found: Trained, expected: Trained) -> None:
    for one, other in zip(found.columns, expected.columns, strict=True):
        assert_same(one, other)
    assert found.evaluations.keys() == expected.evaluations.keys()
    for number, evaluations in expected.evaluations.items():
        for name in ("step", "train_loss", "validation_loss", "train_metric", "validation_metric"):
            one, other = getattr(found.evaluations[number], name), getattr(evaluations, name)
            assert same_bits(one.astype(float), other.astype(float)), name
    for one_end, other_end in zip(found.outcomes, expected.outcomes, strict=True):
        assert repr(one_end.validation) == repr(other_end.validation)
        assert (one_end.status, one_end.diverged_at) == (other_end.status, other_end.diverged_at)
        for name in ("final_loss", "best_loss", "best_step", "gradient_evaluations", "badge"):
            assert repr(getattr(one_end.summary, name)) == repr(getattr(other_end.summary, name)), name
    assert {key: one.id for key, one in found.weights.items()} == {
        key: one.id for key, one in expected.weights.items()
    }


@pytest.mark.parametrize("optimizer", SETTINGS)
def test_every_optimizer_goes_on_bit_for_bit(optimizer: str) -> None:
    runs = [run(optimizer, params) for params in SETTINGS[optimizer]]
    assert_goes_on(comparison(moons(), runs, STEPS, seed=3))


def test_the_optimizers_for_other_shapes_go_on_bit_for_bit() -> None:
    assert {id for id, entry in OPTIMIZERS.items() if not entry.available} == {"Muon", "SparseAdam"}
    assert_goes_on(comparison(moons(params={"bias": False}), [run("Muon", {"lr": 0.01})], STEPS))
    for switches in ({}, {"zero_grad": False}):
        bag = objective("sparse_bag", "rare_features", "BCEWithLogitsLoss", batch_size=8)
        assert_goes_on(comparison(bag, [run("SparseAdam", {"lr": 0.05}, **switches)], STEPS))


@pytest.mark.parametrize("id", SCHEDULED)
def test_every_schedule_goes_on_bit_for_bit(id: str) -> None:
    schedule = {"id": id, "params": SCHEDULED[id]}
    runs = [run("SGD", {"lr": 0.1, "momentum": 0.9}, schedule=schedule)]
    assert_goes_on(comparison(moons(), runs, STEPS))


@pytest.mark.parametrize(
    "more",
    [
        {"accumulate": 3},
        {"zero_grad": False},
        {"frozen": ["hidden1"], "groups": [{"parameters": ["output"], "params": {"lr": 0.5}}]},
        {"changes": [{"step": step, "params": {"lr": 0.2 / step}} for step in (5, 14, 26, 39)]},
    ],
    ids=lambda more: next(iter(more)),
)
@pytest.mark.parametrize("optimizer", ["Adam", "LBFGS"])
def test_every_switch_goes_on_bit_for_bit(optimizer: str, more: dict[str, Any]) -> None:
    if optimizer == "LBFGS" and "groups" in more:
        more = {"frozen": more["frozen"]}
    assert_goes_on(comparison(moons(), [run(optimizer, QUICK[optimizer], **more)], STEPS), cuts=1)


@pytest.mark.parametrize("optimizer", ["Adam", "LBFGS"])
def test_dropout_and_normalisation_go_on_bit_for_bit(optimizer: str) -> None:
    on = moons(params={"dropout": 0.3, "batch_norm": True}, batch_size=25)
    runs = [run("SGD", {"lr": 0.1}), run(optimizer, QUICK[optimizer])]
    assert_goes_on(comparison(on, runs, STEPS, seed=8), cuts=2)


def test_a_run_that_diverges_beside_another_does_so_again() -> None:
    line = objective("linear", "line", "MSELoss", batch_size=8, dataset_params={"samples": 60})
    request = comparison(line, [run("SGD", {"lr": 10.0}), run("Adam", {"lr": 0.05})], STEPS)
    whole = everything(request, Past(lasting=True))
    assert [one.status for one in trained(whole).outcomes] == ["diverged", "completed"]
    for at in (len(whole) // 3, 2 * len(whole) // 3):
        before, past = cut(request, whole, at)
        rest = [part for one in everything(request, past) if (part := beyond(one, past.known)) is not None]
        assert_equal(trained([*before, *rest]), trained(whole))


def test_evaluations_by_the_clock_are_made_where_they_were() -> None:
    request = comparison(moons(evaluation={"seconds": 0.05}), [run("Adam", {"lr": 0.05})], 200)
    whole = everything(request, Past(lasting=True))
    steps = trained(whole).evaluations[0].step.tolist()
    assert len(steps) > 5
    for points in (True, False):
        before, past = cut(request, whole, 2 * len(whole) // 3)
        known = past.evaluated[0]
        assert known
        if not points:
            past = Past(past.known, past.evaluated)
        after = trained(everything(request, past))
        assert after.evaluations[0].step.tolist()[: len(known)] == list(known)
        rest = [part for message in after.messages if (part := beyond(message, past.known)) is not None]
        joined = trained([*before, *rest])
        assert_same(joined.columns[0], trained(whole).columns[0])
        best = joined.outcomes[0].validation
        assert best is not None
        assert best.best_validation_step in joined.evaluations[0].step


def test_a_change_that_is_told_again_takes_effect_after_what_the_client_has() -> None:
    request = comparison(moons(), [run("SGD", {"lr": 0.1})], STEPS)
    whole = everything(request, Past(lasting=True))
    before, past = cut(request, whole, len(whole) // 2)
    work = TrainingWork(request, None, {}, clock(), past=Past(past.known))
    steered = work.steer(0, {"lr": 0.5})
    assert steered.step == past.known["chunk 0"] > 5
    rest = [part for m in work if m is not None and (part := beyond(m, past.known)) is not None]
    changes = [{"step": steered.step, "params": {"lr": 0.5}}]
    told = comparison(moons(), [run("SGD", {"lr": 0.1}, changes=changes)], STEPS)
    assert_equal(trained([*before, *rest]), trained(everything(told, Past())))


def test_a_restored_run_is_kept_but_not_its_course() -> None:
    request = comparison(moons(), [run("SGD", {"lr": 0.1}), run("Adam", {"lr": 0.1})], STEPS)
    whole = everything(request, Past(lasting=True))
    _, past = cut(request, whole, len(whole) // 2)
    store = TrajectoryStore(8)
    work = TrainingWork(request, store, {}, clock(), past=Past(past.known, points={0: past.points[0]}))
    assert work.done > 0
    list(work)
    assert store.get(request, 0) is not None
    assert store.course(request, 0) is None
    assert store.course(request, 1) is not None
    assert store.resume(request, 0) is None


def test_without_being_asked_no_points_are_made() -> None:
    request = comparison(moons(), [run("SGD", {"lr": 0.1})], STEPS)
    assert not any(isinstance(one, RecoveryPoint) for one in everything(request, Past()))


def test_points_wait_until_they_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "SHARE", 0.05)
    request = comparison(moons(), [run("SGD", {"lr": 0.1})], 1500)
    told: list[tuple[float, bool]] = []
    now = clock()
    for message in TrainingWork(request, None, {}, now, past=Past(lasting=True)):
        told.append((now(), isinstance(message, RecoveryPoint)))
    times = [at for at, point in told if point]
    # On this clock a point takes a tick to make, and so another to pass on: 40 ticks in all to earn it.
    assert len(times) > 3
    assert np.diff(times).min() >= 0.04


def test_a_tree_comes_back_as_it_was() -> None:
    tree = {
        "numbers": [0.1, -0.0, math.inf, -math.inf, 5e-324, 2**70, True, None, "text"],
        "pair": (1, (2.5, [3])),
        3: {"inner": torch.tensor([1.0, math.nan]), 7: torch.tensor(2, dtype=torch.int64)},
        "column": np.array([1.5, -0.0]),
        "milestones": Counter({5: 1, 9: 2}),
        "nothing": torch.empty(0),
        "transposed": torch.arange(6.0).view(2, 3).T,
    }
    back = unpack(pack(tree))
    assert repr(back) == repr(tree)
    assert type(back["milestones"]) is Counter
    assert math.isnan(unpack(pack([math.nan]))[0])


def test_a_sparse_tensor_comes_back_as_it_was() -> None:
    indices, values = torch.tensor([[0, 2, 2]]), torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    for coalesced in (False, True):
        sparse = torch.sparse_coo_tensor(indices, values, (4, 2), check_invariants=False)
        sparse = sparse.coalesce() if coalesced else sparse
        back = unpack(pack([sparse]))[0]
        assert back.is_coalesced() == coalesced
        assert torch.equal(back._indices(), sparse._indices())
        assert torch.equal(back._values(), sparse._values())


def test_what_has_no_place_in_a_tree_is_named() -> None:
    with pytest.raises(Unpackable, match="got function"):
        pack({"a": [pack]})
