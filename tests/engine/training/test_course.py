"""A training is told as it goes, can be steered, extended and begun from weights, and keeps its best ones."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load, save
from torch import nn

from app.catalog.datasets import make_dataset
from app.engine import TrajectoryStore, begin
from app.engine.training.work import TrainingWork
from app.errors import Refusal
from app.messages import Chunk, Evaluation, Finished, Snapshot
from app.spec import Comparison, read_request
from tests.engine.runs import run, same_bits
from tests.engine.training.trainings import (
    Document,
    Trained,
    assert_same,
    comparison,
    finish,
    objective,
    plainly,
)
from tests.plain_training import mlp

SMALL = {"hidden": [6, 5], "activation": "tanh"}


def moons(**more: Any) -> Document:
    params = {**SMALL, **more.pop("model_params", {})}
    dataset = {"samples": 120, "noise": 0.3}
    return objective("mlp", "moons", "BCEWithLogitsLoss", model_params=params, dataset_params=dataset, **more)


def test_an_evaluation_is_that_of_the_weights_at_its_step() -> None:
    request = comparison(moons(batch_size=16, evaluation={"every": 7}), [run("Adam", {"lr": 0.05})], 24)
    trained = finish(request)
    evaluations = trained.evaluations[0]
    assert evaluations.step.tolist() == [0, 7, 14, 21, 24]
    assert evaluations.metric == "accuracy"
    data = make_dataset("moons", {"samples": 120, "noise": 0.3})
    for place, step in enumerate(evaluations.step.tolist()):
        model: Any = plain_after(request, step)
        for split, name in ((data.train, "train"), (data.validation, "validation")):
            with torch.no_grad():
                logits = model(split.inputs)
            loss = nn.BCEWithLogitsLoss()(logits, split.targets.float()[:, None]).item()
            right = ((logits[:, 0] > 0) == (split.targets == 1)).double().mean().item()
            assert getattr(evaluations, f"{name}_loss")[place] == loss
            assert getattr(evaluations, f"{name}_metric")[place] == pytest.approx(right)


def plain_after(request: Comparison, steps: int) -> nn.Module:
    """The oracle's model after some steps of a comparison's first run."""
    shorter = request.model_copy(update={"steps": steps})
    plain = plainly(
        shorter,
        0,
        lambda data: mlp(data.shape.features, [6, 5], 1, activation=nn.Tanh),
        nn.BCEWithLogitsLoss(),
        lambda targets: targets.float()[:, None],
    )
    assert plain.model is not None
    return plain.model.eval()


def test_an_evaluation_by_time_comes_when_the_clock_says_so_and_at_the_end() -> None:
    readings = iter(0.001 * tick for tick in range(1_000_000))
    request = comparison(moons(batch_size=16, evaluation={"seconds": 0.25}), [run("SGD", {"lr": 0.1})], 400)
    clocked = Trained(list(TrainingWork(request, None, {}, clock=lambda: next(readings))))
    steps = clocked.evaluations[0].step
    assert steps[0] == 0
    assert steps[-1] == 400
    assert 3 <= len(steps) <= 40
    by_steps = finish(comparison(moons(batch_size=16), [run("SGD", {"lr": 0.1})], 400))
    assert_same(clocked.columns[0], by_steps.columns[0])


def test_looking_at_a_model_changes_nothing_of_its_training() -> None:
    params = {"dropout": 0.4, "batch_norm": True}
    runs = [run("SGD", {"lr": 0.1, "momentum": 0.9})]
    often = finish(comparison(moons(batch_size=20, model_params=params, evaluation={"every": 1}), runs, 40))
    seldom = finish(
        comparison(moons(batch_size=20, model_params=params, evaluation={"every": 999}), runs, 40)
    )
    assert_same(often.columns[0], seldom.columns[0])
    assert often.weights[0, "last"].id == seldom.weights[0, "last"].id


def test_the_best_weights_are_kept_as_they_were_and_the_last_go_on() -> None:
    on = moons(batch_size=8, evaluation={"every": 5})
    request = comparison(on, [run("SGD", {"lr": 3.0, "momentum": 0.9})], 60, seed=1)
    trained = finish(request)
    validation = trained.outcomes[0].validation
    assert validation is not None
    best_step = validation.best_validation_step
    losses = trained.evaluations[0].validation_loss
    assert validation.best_validation_loss == losses.min()
    assert trained.evaluations[0].step[losses.argmin()] == best_step < 60
    best, last = (load(trained.weights[0, which].data) for which in ("best", "last"))
    for name, tensor in plain_after(request, best_step).state_dict().items():
        assert torch.equal(best[name], tensor)
        assert not torch.equal(last[name], tensor)
    for weights in trained.weights.values():
        assert hashlib.sha256(weights.data).hexdigest() == weights.id
    assert validation.checkpoints == {which: trained.weights[0, which].id for which in ("best", "last")}


def test_a_validation_loss_that_is_no_number_is_never_the_best() -> None:
    sine = {"model_params": {"hidden": [8, 8], "activation": "relu"}, "evaluation": {"every": 1}}
    request = comparison(objective("mlp", "noisy_sine", "MSELoss", **sine), [run("SGD", {"lr": 1e16})], 6)
    trained = finish(request)
    validation = trained.outcomes[0].validation
    assert validation is not None
    losses = trained.evaluations[0].validation_loss
    assert np.isnan(losses[1:]).any()
    assert (validation.best_validation_step, validation.best_validation_loss) == (0, losses[0])
    assert all(tensor.isfinite().all() for tensor in load(trained.weights[0, "best"].data).values())


@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_steered_run_is_the_run_that_was_told_so_from_the_start(batch_size: int | None) -> None:
    on = moons(batch_size=batch_size, model_params={"dropout": 0.2})
    request = comparison(on, [run("Adam", {"lr": 0.01}), run("SGD", {"lr": 0.1})], 400)
    work = begin(request)
    messages = list(islice(work, 30))
    steered = work.steer(0, {"lr": 0.2})
    messages += list(work)
    assert 0 < steered.step < 400
    changes = [{"step": steered.step, "params": {"lr": 0.2}}]
    told = comparison(on, [run("Adam", {"lr": 0.01}, changes=changes), run("SGD", {"lr": 0.1})], 400)
    expected = finish(told)
    for index in (0, 1):
        assert_same(Trained(messages).columns[index], expected.columns[index])
    assert Trained(messages).weights[0, "last"].id == expected.weights[0, "last"].id


@pytest.mark.parametrize("kept", [False, True])
def test_an_extended_training_is_the_longer_one(kept: bool) -> None:
    params = {"dropout": 0.3, "batch_norm": True}
    on = moons(batch_size=16, model_params=params)
    runs = [run("Adam", {"lr": 0.02}), run("LBFGS", {"lr": 0.1, "max_iter": 3})]
    store = TrajectoryStore(8)
    if kept:
        finish(comparison(on, runs, 33), store)
    work = begin(comparison(on, runs, 33), store)
    messages = list(work)
    work.extend(30)
    messages += list(work)
    whole = finish(comparison(on, runs, 63))
    longer = Trained(messages)
    for index in (0, 1):
        assert_same(longer.columns[index], whole.columns[index])
        assert longer.weights[index, "last"].id == whole.weights[index, "last"].id
        assert longer.outcomes[index].validation == whole.outcomes[index].validation
        steps = longer.evaluations[index].step.tolist()
        assert steps == sorted(set(steps))
        assert set(whole.evaluations[index].step.tolist()) <= set(steps)


def test_a_longer_comparison_takes_up_where_a_kept_training_has_ended() -> None:
    store = TrajectoryStore(8)
    on = moons(batch_size=16, model_params={"dropout": 0.3, "batch_norm": True})
    runs = [run("Adam", {"lr": 0.02}), run("SGD", {"lr": 0.1}, label="here second")]
    first = finish(comparison(on, runs, 33), store)
    longer = finish(comparison(on, runs[::-1], 70), store)
    whole = finish(comparison(on, runs[::-1], 70))
    for index in (0, 1):
        assert_same(longer.columns[index], whole.columns[index])
        assert longer.weights[index, "last"].id == whole.weights[index, "last"].id
        assert longer.weights[index, "best"].id == whole.weights[index, "best"].id
        told = longer.evaluations[index].step.tolist()
        assert told == whole.evaluations[index].step.tolist()
        former = first.columns[1 - index]["seconds"]
        assert longer.columns[index]["seconds"][: len(former)].tolist() == former.tolist(), "not done again"
    assert finish(comparison(on, runs, 33), store).outcomes == first.outcomes
    again = finish(comparison(on, runs, 90), store)
    assert again.columns[0]["seconds"][33] == first.columns[0]["seconds"][33]


def test_runs_that_rested_go_on_one_by_one_from_different_steps() -> None:
    store = TrajectoryStore(8)
    on = moons(batch_size=16)
    runs = [run("Adam", {"lr": 0.02}), run("SGD", {"lr": 0.1}), run("RMSprop", {"lr": 0.01})]
    finish(comparison(on, runs[:2], 30), store)
    finish(comparison(on, runs[:1], 80), store)
    mixed = finish(comparison(on, runs, 120), store)
    whole = finish(comparison(on, runs, 120))
    for index in range(3):
        assert_same(mixed.columns[index], whole.columns[index])
        assert mixed.weights[index, "last"].id == whole.weights[index, "last"].id


def test_a_kept_training_is_told_again_without_being_done_again() -> None:
    store = TrajectoryStore(8)
    on = moons(batch_size=16)
    first = finish(comparison(on, [run("Adam", {"lr": 0.02})], 50), store)
    both = finish(
        comparison(on, [run("SGD", {"lr": 0.1}), run("Adam", {"lr": 0.02}, label="again")], 50), store
    )
    assert both.columns[1]["seconds"].tolist() == first.columns[0]["seconds"].tolist()
    assert_same(both.columns[1], first.columns[0])
    assert both.evaluations[1].validation_loss.tolist() == first.evaluations[0].validation_loss.tolist()
    assert both.snapshots[1].step == 50
    assert both.outcomes[1] == first.outcomes[0]


def test_a_training_whose_weights_were_let_go_is_told_whole_from_where_it_rests() -> None:
    store = TrajectoryStore(8)
    request = comparison(moons(batch_size=16), [run("Adam", {"lr": 0.02})], 20)
    first = finish(request, store)
    store.forget(first.weights[0, "last"].id)
    again = finish(request, store)
    assert again.columns[0]["seconds"].tolist() == first.columns[0]["seconds"].tolist(), "not done again"
    assert again.snapshots[0].step == 20
    assert again.weights.keys() == first.weights.keys()


def test_a_run_that_diverged_is_told_whole_in_a_longer_comparison() -> None:
    store = TrajectoryStore(8)
    on = objective("linear", "noisy_sine", "MSELoss", batch_size=None)
    runs = [run("SGD", {"lr": 1e6})]
    first = finish(comparison(on, runs, 200), store)
    assert first.outcomes[0].status == "diverged"
    longer = finish(comparison(on, runs, 300), store)
    assert_same(longer.columns[0], first.columns[0])
    assert longer.snapshots[0].step == first.snapshots[0].step


def test_a_run_begins_with_the_weights_of_a_checkpoint() -> None:
    first = finish(comparison(moons(), [run("Adam", {"lr": 0.05})], 30))
    weights = first.weights[0, "last"]
    request = comparison(moons(), [run("SGD", {"lr": 0.1}, start_from={"checkpoint": weights.id})], 5)
    second = finish(request, checkpoints={weights.id: weights.data})
    assert second.columns[0]["loss"][0] == first.columns[0]["loss"][-1]


def test_a_replaced_head_keeps_its_fresh_weights() -> None:
    first = finish(comparison(moons(), [run("Adam", {"lr": 0.05})], 30))
    weights = first.weights[0, "last"]
    blobs = objective("mlp", "blobs", "CrossEntropyLoss", model_params=SMALL)
    start = {"checkpoint": weights.id, "replace_head": True}
    spec = run("SGD", {"lr": 0.0}, start_from=start)
    tuned = load(
        finish(comparison(blobs, [spec], 1), checkpoints={weights.id: weights.data}).weights[0, "last"].data
    )
    fresh = load(finish(comparison(blobs, [run("SGD", {"lr": 0.0})], 1)).weights[0, "last"].data)
    assert torch.equal(tuned["output.weight"], fresh["output.weight"])
    assert torch.equal(tuned["hidden1.weight"], load(weights.data)["hidden1.weight"])
    assert not torch.equal(tuned["hidden1.weight"], fresh["hidden1.weight"])


def test_a_checkpoint_that_does_not_fit_names_the_layers_that_differ() -> None:
    file = save({"hidden1.weight": torch.zeros(9, 2), "other.bias": torch.zeros(3)})
    request = comparison(moons(), [run("SGD", {}, start_from={"checkpoint": "a" * 64})], 5)
    with pytest.raises(Refusal) as caught:
        finish(request, checkpoints={"a" * 64: file})
    assert caught.value.code == "checkpoint_mismatch"
    assert caught.value.field == "runs[0].start_from"
    for words in ("hidden1.weight is 9 x 2, expected 6 x 2", "other.bias is not in this model", "missing"):
        assert words in caught.value.message


def test_a_checkpoint_of_infinite_weights_is_refused() -> None:
    first = finish(comparison(moons(), [run("SGD", {"lr": 0.0})], 1))
    state = load(first.weights[0, "last"].data)
    state["output.bias"][0] = float("nan")
    request = comparison(moons(), [run("SGD", {}, start_from={"checkpoint": "a" * 64})], 5)
    with pytest.raises(Refusal, match="finite"):
        finish(request, checkpoints={"a" * 64: save(state)})
    wide = {name: torch.full_like(each, 1e300, dtype=torch.float64) for name, each in state.items()}
    with pytest.raises(Refusal, match="float32"):
        finish(request, checkpoints={"a" * 64: save(wide)})


def test_a_diverging_run_ends_before_its_first_infinite_weight_and_the_others_go_on() -> None:
    on = objective("linear", "line", "MSELoss")
    runs = [run("SGD", {"lr": 1e6}), run("SGD", {"lr": 0.1})]
    trained = finish(comparison(on, runs, 60))
    assert [outcome.status for outcome in trained.outcomes] == ["diverged", "completed"]
    diverged_at = trained.outcomes[0].diverged_at
    assert diverged_at is not None
    assert len(trained.columns[0]["loss"]) == diverged_at
    weight, bias, steps = 0.0, 0.0, 0
    data = make_dataset("line", {})
    torch.manual_seed(0)
    layer = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=1e6)
    while all(torch.isfinite(each).all() for each in layer.parameters()):
        optimizer.zero_grad()
        nn.MSELoss()(layer(data.train.inputs), data.train.targets).backward()
        optimizer.step()
        steps += 1
    assert (steps, weight, bias) == (diverged_at, 0.0, 0.0)
    assert len(trained.columns[1]["loss"]) == 61


def test_runs_with_losses_of_their_own_share_metric_and_batches() -> None:
    on = objective("two_weight", "outliers", "MSELoss", evaluation={"every": 10})
    runs = [
        run("Adam", {"lr": 0.1}),
        run("Adam", {"lr": 0.1}, loss={"id": "L1Loss"}),
        run("Adam", {"lr": 0.1}, loss={"id": "HuberLoss", "params": {"delta": 0.5}}),
    ]
    trained = finish(comparison(on, runs, 40))
    alone = [
        finish(comparison({**on, "loss": one.get("loss", on["loss"])}, [run("Adam", {"lr": 0.1})], 40))
        for one in runs
    ]
    for index, single in enumerate(alone):
        assert_same(trained.columns[index], single.columns[0])
        assert trained.evaluations[index].metric == "rmse"
    assert not same_bits(trained.columns[0]["loss"], trained.columns[1]["loss"])


def test_messages_flow_while_it_trains() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", batch_size=16)
    work = begin(comparison(on, [run("SGD", {"lr": 0.1}), run("Adam", {"lr": 0.01})], 600))
    messages = [message for message in work if message is not None]
    kinds = [type(message) for message in messages]
    assert kinds.index(Evaluation) < kinds.index(Finished)
    assert sum(kind is Chunk for kind in kinds) >= 6
    snapshots = [message for message in messages if isinstance(message, Snapshot) and message.run == 0]
    assert snapshots[0].step < 600
    assert snapshots[-1].step == 600


def test_a_stream_of_samples_is_taken_in_its_order() -> None:
    on = objective("linear", "drifting_target", "MSELoss", batch_size=8)
    trained = finish(comparison(on, [run("RMSprop", {"lr": 0.05})], 60))
    data = make_dataset("drifting_target", {})
    torch.manual_seed(0)
    layer = nn.Linear(data.shape.features, 1)
    optimizer = torch.optim.RMSprop(layer.parameters(), lr=0.05)
    for k in range(60):
        rows = (torch.arange(8) + 8 * k) % len(data.train.inputs)
        if 8 * (k + 1) > len(data.train.inputs):
            break
        optimizer.zero_grad()
        loss = nn.MSELoss()(layer(data.train.inputs[rows]), data.train.targets[rows])
        assert trained.columns[0]["loss"][k] == loss.item()
        loss.backward()
        optimizer.step()


def test_a_stream_is_evaluated_on_what_comes_after_it_and_around_its_newest_samples() -> None:
    on = objective("two_weight", "drifting_target", "MSELoss", batch_size=8, evaluation={"every": 40})
    trained = finish(comparison(on, [run("SGD", {"lr": 0.0})], 80))
    data = make_dataset("drifting_target", {})
    evaluations = trained.evaluations[0]
    assert len(set(evaluations.validation_loss.tolist())) == 1, "weights that rest, always the same samples"
    assert len(set(evaluations.train_loss.tolist())) == 3, "and other training samples each time"
    weights = torch.tensor([trained.columns[0]["x"][0], trained.columns[0]["y"][0]], dtype=torch.float32)
    x = data.train.inputs[:, data.shape.informative[0]][320 - 37 : 320 + 38]
    y = data.train.targets[320 - 37 : 320 + 38, 0]
    expected = (weights[0] * x + weights[1] - y).square().mean().item()
    assert evaluations.train_loss[1] == pytest.approx(expected, rel=1e-5)


def test_a_snapshot_says_what_the_model_says() -> None:
    request = comparison(moons(), [run("Adam", {"lr": 0.05})], 50)
    fields = finish(request).snapshots[0].fields
    model = plain_after(request, 50)
    data = make_dataset("moons", {"samples": 120, "noise": 0.3})
    with torch.no_grad():
        chances = torch.sigmoid(model(data.validation.inputs))[:, 0]
    np.testing.assert_allclose(fields["scores"], chances, rtol=1e-6)
    np.testing.assert_allclose(1 / (1 + np.exp(-fields["outputs"][:, 0])), chances, rtol=1e-6)
    x, y, values = (fields["field"][name] for name in ("x", "y", "values"))
    for i, j in ((0, 0), (47, 3), (11, 40)):
        with torch.no_grad():
            here = torch.sigmoid(model(torch.tensor([[x[i], y[j]]], dtype=torch.float32)))
        assert values[j][i] == pytest.approx(here.item(), rel=1e-5)
    rows = {row["name"]: row for row in fields["parameters"]}
    assert list(rows) == [name for name, _ in model.named_parameters()]
    for name, parameter in model.named_parameters():
        assert rows[name]["shape"] == list(parameter.shape)
        assert rows[name]["norm"] == pytest.approx(parameter.norm().item(), rel=1e-6)
        assert rows[name]["update_norm"] > 0


def test_a_checkpoint_can_be_had_for_the_asking() -> None:
    request = comparison(moons(batch_size=16), [run("SGD", {"lr": 0.1}), run("Adam", {"lr": 0.05})], 40)
    trained = finish(request)
    for which in ("best", "last"):
        asked = {"comparison": request.model_dump(), "run": 1, "which": which}
        (file,) = [message for message in begin(read_request("checkpoint", asked)) if message is not None]
        assert file.data == trained.weights[1, which].data  # type: ignore[union-attr]
