"""Cross-entropy from logits."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import comparison, formula_of, params, paths
from tests.lessons.claims.training import Trained, accuracy, trained
from tests.plain import measure, read

LESSON = "09-cross-entropy"


@claims(LESSON, "two-logits")
def test_the_formula_is_torchs_cross_entropy_and_its_gradient_probability_minus_target() -> None:
    f = read(formula_of(comparison(LESSON, "two-logits")["objective"]))
    for place in ([-3.0, 3.0], [0.5, 2.0], [3.0, -1.0]):
        logits = torch.tensor([place], dtype=torch.float64, requires_grad=True)
        expected = torch.nn.functional.cross_entropy(logits, torch.tensor([0]))
        assert f(logits[0, 0], logits[0, 1]).item() == pytest.approx(expected.item())
        (gradient,) = torch.autograd.grad(expected, logits)
        wanted = torch.softmax(logits, dim=1)[0] - torch.tensor([1.0, 0.0])
        assert gradient[0].tolist() == pytest.approx(wanted.tolist())


@claims(LESSON, "two-logits")
def test_it_comes_from_6_to_a_fifth_in_five_steps_and_the_sum_of_the_logits_never_changes() -> None:
    (path,) = paths(LESSON, "two-logits").values()
    assert (path["loss"][0], path["loss"][5]) == pytest.approx((6.0, 0.21), abs=0.005)
    assert path["x"] + path["y"] == pytest.approx(np.zeros(61), abs=1e-12)
    assert (path["x"][1] - path["x"][0], path["y"][1] - path["y"][0]) == pytest.approx(
        (0.9975, -0.9975), abs=1e-4
    )
    assert 1 / (1 + math.exp(6)) == pytest.approx(0.0025, abs=1e-4)


@claims(LESSON, "squared", "two-logits")
def test_squared_error_hardly_moves_from_the_same_start_at_the_same_rate() -> None:
    (path,) = paths(LESSON, "squared").values()
    assert (path["x"][0], path["x"][60]) == pytest.approx((-3, -2.6), abs=0.05)
    assert params(LESSON, "squared") == params(LESSON, "two-logits")
    starts = {tuple(comparison(LESSON, scene)["objective"]["start"]) for scene in ("squared", "two-logits")}
    assert len(starts) == 1
    f = read(formula_of(comparison(LESSON, "squared")["objective"]))
    _, _, loss, slope = measure(f, torch.tensor([-3.0, 3.0], dtype=torch.float64))
    assert loss == pytest.approx((1 - 0.0025) ** 2, abs=1e-3)
    assert slope == pytest.approx(2 * math.sqrt(2) * 0.9975 * 0.0025, rel=0.02)


@claims(LESSON, "naive")
def test_written_as_in_the_book_the_first_step_is_not_a_number() -> None:
    (path,) = paths(LESSON, "naive").values()
    assert path["diverged_at"] == 1
    assert path["loss"].tolist() == [math.inf]
    assert torch.isinf(torch.exp(torch.tensor(89.0)))
    assert torch.isfinite(torch.exp(torch.tensor(88.0)))
    assert torch.isinf(torch.exp(torch.tensor(800.0, dtype=torch.float64)))


@claims(LESSON, "stable")
def test_rewritten_it_steps_by_ten_and_is_there_after_eighty_steps() -> None:
    (path,) = paths(LESSON, "stable").values()
    assert np.diff(path["x"])[:79] == pytest.approx(np.full(79, 10.0), abs=1e-3)
    assert path["loss"][80] < 1
    assert path["loss"][-1] < 0.01


@claims(LESSON, "stable", "naive")
def test_it_is_the_same_function() -> None:
    naive, stable = (
        read(formula_of(comparison(LESSON, scene)["objective"])) for scene in ("naive", "stable")
    )
    for x in (-700.0, -30.0, -0.5, 0.0, 2.0, 50.0):
        point = torch.tensor([x, 1.0], dtype=torch.float64)
        assert naive(point[0], point[1]).item() == pytest.approx(stable(point[0], point[1]).item())


def norm(model: torch.nn.Module) -> float:
    return float(torch.cat([each.detach().flatten() for each in model.parameters()]).norm())


@claims(LESSON, "separable")
def test_all_is_classified_at_step_100_and_the_loss_and_the_weights_go_on() -> None:
    found: Trained = trained(LESSON, "separable", every=100)["SGD"]
    along = dict(found.along)
    for split in (found.data.train, found.data.validation):
        assert accuracy(along[100], split.inputs, split.targets) == 1
    assert found.training.loss[100] == pytest.approx(0.014, abs=0.001)
    assert found.training.loss[600] == pytest.approx(0.0038, abs=0.0001)
    assert (np.diff(found.training.loss[100:]) < 0).all()
    assert (norm(along[100]), norm(along[600])) == pytest.approx((5.1, 7.1), abs=0.06)
