"""Which loss for which task."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.training import Trained, trained

LESSON = "08-losses-and-outliers"


def rmse(one: Trained) -> float:
    """Of the validation samples."""
    validation = one.data.validation
    with torch.no_grad():
        return float((one.model(validation.inputs) - validation.targets).square().mean().sqrt())


def weights(one: Trained) -> tuple[float, float]:
    slope, height = one.training.places[-1]
    return slope, height


@claims(LESSON, "outliers")
def test_outliers_drag_the_squared_error_away_and_hardly_the_others() -> None:
    found = trained(LESSON, "outliers")
    told = {"squared": 1.38, "absolute": 0.27, "Huber": 0.38}
    assert {label: rmse(one) for label, one in found.items()} == pytest.approx(told, abs=0.01)


@claims(LESSON, "outliers")
def test_there_are_150_samples_and_22_of_them_are_far_too_high_at_the_right() -> None:
    data, clean = (trained(LESSON, scene)["squared"] for scene in ("outliers", "clean"))
    slope, height = weights(clean)
    above = (data.data.train.targets - slope * data.data.train.inputs - height)[:, 0]
    assert len(above) == 150
    assert int((above > 3).sum()) == 22
    assert (data.data.train.inputs[above > 3] > 0).all()
    assert above[above < 3].abs().max() < 1
    assert data.data.validation.targets.max() < 3


@claims(LESSON, "outliers")
def test_seven_too_high_pulls_like_seventy_that_are_a_tenth_too_low() -> None:
    residual = torch.tensor([7.0, -0.1], requires_grad=True)
    for loss, expected in (
        (torch.nn.MSELoss(reduction="sum"), [14.0, -0.2]),
        (torch.nn.L1Loss(reduction="sum"), [1.0, -1.0]),
        (torch.nn.HuberLoss(reduction="sum"), [1.0, -0.1]),
    ):
        (pull,) = torch.autograd.grad(loss(residual, torch.zeros(2)), residual)
        assert pull.tolist() == pytest.approx(expected)


@claims(LESSON, "clean")
def test_without_outliers_the_three_lines_agree() -> None:
    found = {label: weights(one) for label, one in trained(LESSON, "clean").items()}
    for number in (0, 1):
        values = [one[number] for one in found.values()]
        assert max(values) - min(values) < 0.02


@claims(LESSON, "cost")
def test_squared_error_is_there_after_one_step_and_absolute_error_never_rests() -> None:
    found = {label: np.array(one.training.places) for label, one in trained(LESSON, "cost").items()}
    squared, absolute, huber = found["squared"], found["absolute"], found["Huber"]
    assert np.linalg.norm(squared[1] - squared[-1]) < 0.03 * np.linalg.norm(squared[0] - squared[-1])
    steps = np.linalg.norm(np.diff(absolute, axis=0), axis=1)
    assert steps.max() <= 0.5 * math.sqrt(2) + 1e-6
    assert np.linalg.norm(absolute[5] - absolute[-1]) > 0.5, "it has far to go"
    assert np.median(steps[-20:]) > 0.003, "it trembles"
    assert np.linalg.norm(np.diff(huber[-20:], axis=0), axis=1).max() < 1e-4
    assert np.linalg.norm(huber[-1] - squared[-1]) < 0.02


@claims(LESSON, "delta")
def test_a_small_delta_is_absolute_error_and_a_large_one_nearly_squared_error() -> None:
    found = {label: rmse(one) for label, one in trained(LESSON, "delta").items()}
    assert found == pytest.approx({"delta 0.1": 0.27, "delta 1": 0.38, "delta 5": 1.34}, abs=0.01)


@claims(LESSON, "delta")
def test_most_outliers_are_4_to_8_above_the_line_and_the_noise_is_a_fifth() -> None:
    clean = trained(LESSON, "clean")["squared"]
    slope, height = weights(clean)
    data = trained(LESSON, "delta")["delta 1"].data.train
    above = (data.targets - slope * data.inputs - height)[:, 0]
    outliers = above[above > 3]
    assert float(((outliers > 4) & (outliers < 8)).float().mean()) > 0.75
    assert float(above[above < 3].std()) == pytest.approx(0.2, abs=0.05)


@claims(LESSON, "counts")
def test_the_squared_errors_line_predicts_fewer_than_no_events_and_poisson_finds_the_true_weights() -> None:
    found = trained(LESSON, "counts")
    data = found["squared"].data.train
    assert data.targets.max() == 13
    with torch.no_grad():
        assert found["squared"].model(data.inputs).min() < -0.3
        assert found["Poisson"].model(data.inputs).exp().min() > 0
    assert weights(found["Poisson"]) == pytest.approx((0.82, 0.61), abs=0.01)
    # Made as a rate of 2 exp(0.7 x), x spread evenly over 4: its deviation is 4 / sqrt(12).
    assert (0.7 * 4 / math.sqrt(12), math.log(2)) == pytest.approx((0.81, 0.69), abs=0.01)
