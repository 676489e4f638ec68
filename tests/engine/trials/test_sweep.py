"""Sweeps: each cell of the grid is what a plain PyTorch loop comes to, and a coarse picture comes first."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import numpy as np
import pytest

from app.engine import begin
from app.engine.trials.sweep import FIRST, batches, coarse_first, sweep
from app.messages import Progress, SweepCell, answer
from app.spec import wire
from tests.engine.runs import SETTINGS, Document, formula, function, run
from tests.engine.training.trainings import comparison, finish, objective
from tests.engine.trials.trying import (
    cells,
    learned,
    losses_of,
    moons,
    same_number,
    sweep_request,
    with_values,
)

RATES = [10.0 ** (k / 3 - 4) for k in range(16)]
SCHEDULE = {"id": "StepLR", "params": {"step_size": 5, "gamma": 0.5}}


def assert_cell(cell: SweepCell, expected: Document) -> None:
    assert cell.status == expected["status"]
    for name in ("final_loss", "best_loss"):
        assert same_number(getattr(cell, name), expected[name]), (cell.index, name)


@pytest.mark.parametrize("optimizer", SETTINGS)
def test_each_cell_is_the_plain_loops_last_and_lowest_loss(optimizer: str) -> None:
    each = run(optimizer, SETTINGS[optimizer][0])
    request = sweep_request(function("rosenbrock"), each, {"lr": RATES}, 12)
    found = cells(request)
    for index, lr in enumerate(RATES):
        assert_cell(found[(index,)], losses_of(request, with_values(each, [("lr", lr)])))


def test_what_diverges_is_a_cell_like_others() -> None:
    request = sweep_request(function("rosenbrock"), run("SGD", {}), {"lr": [1e-4, 1e-3, 0.1, 10.0]}, 40)
    found = cells(request)
    assert [found[(index,)].status for index in range(4)] == [
        "completed",
        "completed",
        "diverged",
        "diverged",
    ]
    for index, lr in enumerate(request.params["lr"]):
        assert_cell(found[(index,)], losses_of(request, run("SGD", {"lr": lr})))


def test_two_parameters_are_nested_in_their_order() -> None:
    params = {"momentum": [0.0, 0.5, 0.9], "lr": [1e-4, 1e-3, 3e-3, 1.0]}
    request = sweep_request(function("beale"), run("SGD", {"lr": 0.5}), params, 30)
    found = cells(request)
    for i, momentum in enumerate(params["momentum"]):
        for j, lr in enumerate(params["lr"]):
            each = run("SGD", {"lr": lr, "momentum": momentum})
            assert_cell(found[i, j], losses_of(request, each))
    body = json.loads(answer(list(begin(request)), wire(request), "2.13.0"))
    for i, j in found:
        expected = found[i, j].final_loss
        assert body["final_loss"][i][j] == (expected if math.isfinite(expected) else None)
        assert body["status"][i][j] == found[i, j].status
    assert "quartiles" not in body


def test_elements_of_tuples_and_whole_numbers_are_varied_in_place() -> None:
    request = sweep_request(
        function("himmelblau"),
        run("Adam", {"lr": 0.1}),
        {"betas[0]": [0.0, 0.9], "betas[1]": [0.5, 0.999]},
        20,
    )
    for (i, j), cell in cells(request).items():
        betas = [request.params["betas[0]"][i], request.params["betas[1]"][j]]
        assert_cell(cell, losses_of(request, run("Adam", {"lr": 0.1, "betas": betas})))
    request = sweep_request(function("himmelblau"), run("LBFGS", {"lr": 0.1}), {"max_iter": [1.0, 3.0]}, 6)
    for (i,), cell in cells(request).items():
        assert_cell(cell, losses_of(request, run("LBFGS", {"lr": 0.1, "max_iter": (1, 3)[i]})))


def test_a_schedule_a_change_and_noise_keep_their_own_rules() -> None:
    changes = [{"step": 9, "params": {"weight_decay": 0.5}}]
    each = run("RMSprop", {}, schedule=SCHEDULE, changes=changes)
    on = formula("x**2 + 3*y**2 + sigmoid(x*y)", [2.0, -1.0], noise=0.3)
    request = sweep_request(on, each, {"lr": RATES}, 15, seed=11)
    for (index,), cell in cells(request).items():
        assert_cell(cell, losses_of(request, with_values(each, [("lr", RATES[index])])))


def test_seeds_of_a_noisy_function_have_their_quartiles() -> None:
    each = run("SGD", {})
    request = sweep_request(function("sphere", noise=1.0), each, {"lr": [0.01, 0.1]}, 10, seed=4, seeds=6)
    for (index,), cell in cells(request).items():
        rate = with_values(each, [("lr", request.params["lr"][index])])
        alone = [losses_of(request, rate, seed)["final_loss"] for seed in range(4, 10)]
        q1, median, q3 = np.quantile(alone, [0.25, 0.5, 0.75])
        assert cell.quartiles is not None
        assert cell.final_loss == pytest.approx(median, rel=1e-14)
        assert cell.quartiles["final_loss"] == pytest.approx((q1, q3), rel=1e-14)


@pytest.mark.parametrize("batch_size", [None, 16])
def test_a_models_cell_is_its_evaluated_losses(batch_size: int | None) -> None:
    on = moons(batch_size=batch_size, evaluation={"every": 4})
    request = sweep_request(on, run("Adam", {}), {"lr": [0.01, 0.3], "betas[0]": [0.5, 0.9]}, 10, seed=2)
    for (i, j), cell in cells(request).items():
        betas = [request.params["betas[0]"][j], 0.999]
        each = run("Adam", {"lr": request.params["lr"][i], "betas": betas})
        assert_cell(cell, learned(request, each, 2, every=4))
        assert cell.quartiles is None


def test_a_models_seeds_are_medians_and_quartiles() -> None:
    request = sweep_request(
        moons(batch_size=16, evaluation={"every": 5}), run("SGD", {}), {"lr": [0.1, 1.0]}, 10, seed=3, seeds=4
    )
    for (index,), cell in cells(request).items():
        each = run("SGD", {"lr": request.params["lr"][index]})
        alone = [learned(request, each, seed, every=5) for seed in range(3, 7)]
        assert cell.quartiles is not None
        for name in ("final_loss", "best_loss"):
            q1, median, q3 = np.quantile([one[name] for one in alone], [0.25, 0.5, 0.75])
            assert getattr(cell, name) == pytest.approx(median, rel=1e-14)
            assert cell.quartiles[name] == pytest.approx((q1, q3), rel=1e-14)


def test_a_cell_says_of_a_model_what_a_comparison_says() -> None:
    on = moons(batch_size=16)
    each = run("AdamW", {"lr": 0.05}, schedule=SCHEDULE)
    cell = cells(sweep_request(on, each, {"lr": [0.05]}, 60, seed=5))[(0,)]
    trained = finish(comparison(on, [each], 60, seed=5))
    validation = trained.outcomes[0].validation
    assert validation is not None
    assert cell.final_loss == trained.evaluations[0].train_loss[-1]
    assert cell.best_loss == validation.best_validation_loss


def test_a_model_that_diverges_has_no_final_loss() -> None:
    on = objective("linear", "line", "MSELoss")
    found = cells(sweep_request(on, run("SGD", {}), {"lr": [0.01, 1e30]}, 20))
    assert found[(0,)].status == "completed"
    assert found[(1,)].status == "diverged"
    assert math.isnan(found[(1,)].final_loss)
    request = sweep_request(on, run("SGD", {}), {"lr": [1e30]}, 20, seeds=3)
    several = cells(request)[(0,)]
    assert (several.final_loss, several.status) == (math.inf, "diverged")
    body = json.loads(answer(list(begin(request)), wire(request), ""))
    assert body == {
        "final_loss": [None],
        "best_loss": [None],
        "status": ["diverged"],
        "quartiles": [{"final_loss": [None, None], "best_loss": [None, None]}],
    }


def test_evaluation_by_time_does_not_make_a_cell_depend_on_time() -> None:
    timed = moons(batch_size=16, evaluation={"seconds": 0.05})
    usual = cells(sweep_request(moons(batch_size=16), run("SGD", {}), {"lr": [0.1, 5.0]}, 60))
    assert cells(sweep_request(timed, run("SGD", {}), {"lr": [0.1, 5.0]}, 60)) == usual


def test_the_whole_grid_is_seen_before_its_details() -> None:
    assert [index for (index,) in coarse_first([9])] == [0, 8, 4, 2, 6, 1, 3, 5, 7]
    assert coarse_first([1]) == [(0,)]
    order = coarse_first([32, 20])
    assert sorted(order) == list(itertools.product(range(32), range(20)))
    assert set(order[:4]) == {(0, 0), (0, 19), (31, 0), (31, 19)}
    # With a quarter of the cells no place is farther than two steps from one that is known.
    known = np.array(order[: len(order) // 4 + 40])
    for place in order:
        assert np.abs(known - place).max(axis=1).min() <= 2


def test_a_few_come_first_and_then_as_many_as_are_best() -> None:
    order: list[Any] = [(index,) for index in range(200)]
    parts = list(batches(order, 64))
    assert [len(part) for part in parts] == [FIRST, 64, 64, 56]
    assert [index for part in parts for index in part] == order
    assert [len(part) for part in batches(order[:3], 1)] == [1, 1, 1]
    assert [len(part) for part in batches(order[:3], 64)] == [3]


def test_what_is_done_is_told_at_most_ten_times_a_second() -> None:
    ticks = itertools.count()

    def clock() -> float:
        return next(ticks) * 0.001

    request = sweep_request(function("rosenbrock"), run("Adam", {}), {"lr": RATES * 4}, 200)
    times = [next(ticks) * 0.001 for one in sweep(request, {}, clock) if isinstance(one, Progress)]
    assert len(times) > 3
    gaps = np.diff(times[:-1])  # the last word comes with the end
    assert gaps.min() >= 0.1


def test_the_work_looks_up_often() -> None:
    request = sweep_request(function("rosenbrock"), run("Adam", {}), {"lr": RATES}, 3000)
    assert sum(message is None for message in begin(request)) > 20
