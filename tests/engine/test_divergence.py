"""A run that leaves the range of floats ends there, as an event of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch.optim import Optimizer

from app.engine import stepper
from tests.engine.runs import assert_bit_equal, comparison, finish, formula, function, plainly, run


def test_a_diverged_run_ends_without_hurting_the_others() -> None:
    runs = [run("SGD", {"lr": 0.001}), run("SGD", {"lr": 10.0}), run("Adam", {"lr": 0.1})]
    request = comparison(function("rosenbrock"), runs, 60)
    columns, outcomes = finish(request)
    assert [outcome.status for outcome in outcomes] == ["completed", "diverged", "completed"]
    for index, found in enumerate(columns):
        assert_bit_equal(found, plainly(request, index), request.runs[index])


def test_a_run_ends_before_its_first_position_that_is_not_finite() -> None:
    request = comparison(formula("x**2 + y**2", [1.0, 1.0]), [run("SGD", {"lr": 1e200})], 10)
    (columns,), (outcome,) = finish(request)
    assert outcome.diverged_at == 2
    assert columns["x"].tolist() == [1.0, -2e200]
    assert columns["loss"].tolist() == [2.0, math.inf]
    assert outcome.converged_at is None
    assert outcome.summary.badge == "diverged"
    assert outcome.summary.gradient_evaluations == 2
    assert outcome.summary.best_loss == 2.0
    assert outcome.summary.seconds > 0


def test_nothing_is_clamped_on_the_way_out() -> None:
    (columns,), (outcome,) = finish(comparison(formula("x**2", [1.0, 0.0]), [run("SGD", {"lr": 3.0})], 400))
    assert outcome.status == "completed"
    np.testing.assert_allclose(columns["x"], (-5.0) ** np.arange(401), rtol=1e-12)


def test_a_loss_that_is_not_finite_does_not_end_a_run() -> None:
    (columns,), (outcome,) = finish(comparison(formula("log(x)", [1.0, 0.0]), [run("SGD", {"lr": 2.0})], 4))
    assert columns["x"].tolist() == [1.0, -1.0, 1.0, -1.0, 1.0]
    assert np.isnan(columns["loss"]).tolist() == [False, True, False, True, False]
    assert outcome.status == "completed"


def test_a_comparison_ends_when_every_run_has() -> None:
    runs = [run("SGD", {"lr": 1e100}), run("LBFGS", {"lr": 1e200})]
    columns, outcomes = finish(comparison(function("rosenbrock"), runs, 20_000))
    assert [outcome.status for outcome in outcomes] == ["diverged", "diverged"]
    assert all(
        len(found["x"]) == outcome.diverged_at for found, outcome in zip(columns, outcomes, strict=True)
    )


def test_an_optimizer_that_raises_ends_its_own_run_at_that_step(monkeypatch: pytest.MonkeyPatch) -> None:
    real = stepper.bare_step

    def fragile(optimizer: Optimizer) -> Callable[[], Any]:
        step, calls = real(optimizer), 0

        def raising() -> Any:
            nonlocal calls
            calls += 1
            if calls == 4 and optimizer.param_groups[0]["lr"] == 0.25:
                raise OverflowError("(34, 'Numerical result out of range')")
            return step()

        return raising

    monkeypatch.setattr(stepper, "bare_step", fragile)
    runs = [run("SGD", {"lr": 0.125}), run("SGD", {"lr": 0.25})]
    request = comparison(function("sphere"), runs, 10)
    columns, outcomes = finish(request)
    assert_bit_equal(columns[0], plainly(request, 0), request.runs[0])
    assert outcomes[0].status == "completed"
    assert outcomes[1].diverged_at == 4
    assert columns[1]["x"].tolist() == [-4.0, -2.0, -1.0, -0.5]
    assert outcomes[1].summary.gradient_evaluations == 4


@pytest.mark.parametrize(
    "text", ["[enforce fail] DefaultCPUAllocator: can't allocate memory: 12", "std::bad_alloc"]
)
def test_want_of_memory_is_not_taken_for_divergence(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def starved(_: Optimizer) -> Callable[[], Any]:
        def raising() -> Any:
            raise RuntimeError(text)

        return raising

    monkeypatch.setattr(stepper, "bare_step", starved)
    with pytest.raises(RuntimeError, match="alloc"):
        finish(comparison(function("sphere"), [run("SGD", {"lr": 0.125})], 10))


def test_evaluations_of_a_diverged_lbfgs_count_those_that_led_out() -> None:
    request = comparison(formula("-x**2 - y**2", [1.0, 1.0]), [run("LBFGS", {"lr": 1e3})], 300)
    (columns,), (outcome,) = finish(request)
    expected = plainly(request, 0)
    assert outcome.diverged_at == expected["diverged_at"]
    assert columns["evaluations"].tolist() == expected["evaluations"].tolist()
    assert outcome.summary.gradient_evaluations > columns["evaluations"][-1]
