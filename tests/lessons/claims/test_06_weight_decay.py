"""Weight decay: Adam against AdamW."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import comparison, params, paths
from tests.lessons.claims.training import Trained, accuracy, trained
from tests.plain import Columns

LESSON = "06-weight-decay"
HESSIAN = np.array([[10.0, 8.0], [8.0, 10.0]])


def end(path: Columns) -> tuple[float, float]:
    return float(path["x"][-1]), float(path["y"][-1])


@claims(LESSON, "pull")
def test_sgd_ends_where_the_loss_and_half_the_decay_times_the_square_is_least() -> None:
    found, given = paths(LESSON, "pull"), params(LESSON, "pull")
    told = {"no decay": (1, 3), "decay 0.5": (1.15, 2.75), "decay 5": (1.28, 1.85)}
    for label, place in told.items():
        decay = given[label].get("weight_decay", 0)
        least = np.linalg.solve(HESSIAN + decay * np.eye(2), HESSIAN @ [1, 3])
        assert end(found[label]) == pytest.approx(tuple(least), abs=1e-6)
        assert end(found[label]) == pytest.approx(place, abs=0.006)


@claims(LESSON, "pull")
def test_the_pull_wins_most_ground_where_the_bowl_is_flat() -> None:
    moved = np.array(end(paths(LESSON, "pull")["decay 0.5"])) - [1, 3]
    flat, steep = np.array([1, -1]) / 2**0.5, np.array([1, 1]) / 2**0.5
    assert flat @ HESSIAN @ flat < steep @ HESSIAN @ steep
    share = (
        abs(moved @ flat) / abs(np.array([1, 3]) @ flat),
        abs(moved @ steep) / abs(np.array([1, 3]) @ steep),
    )
    assert share[0] > 5 * share[1]


@claims(LESSON, "two-ways")
def test_adams_decay_takes_the_flat_direction_and_adamws_treats_both_alike() -> None:
    found = paths(LESSON, "two-ways")
    assert end(found["Adam"]) == pytest.approx((1.90, 0.33), abs=0.01)
    assert end(found["AdamW"]) == pytest.approx((1.97, 1.95), abs=0.01)
    assert {run["weight_decay"] for run in params(LESSON, "two-ways").values()} == {0.1}


@claims(LESSON, "thousand")
def test_a_thousand_times_the_loss_leaves_adamws_path_as_it_was_and_undoes_adams_decay() -> None:
    plain, scaled = paths(LESSON, "two-ways"), paths(LESSON, "thousand")
    for name in ("x", "y"):
        assert scaled["AdamW"][name] == pytest.approx(plain["AdamW"][name], abs=1e-4)
    assert end(scaled["Adam"]) == pytest.approx((2.00, 1.99), abs=0.005)
    assert params(LESSON, "thousand") == params(LESSON, "two-ways")
    formulas = [comparison(LESSON, scene)["objective"]["expression"] for scene in ("two-ways", "thousand")]
    assert formulas[1] == f"1000*({formulas[0]})"


def norm(one: Trained) -> float:
    return float(torch.cat([each.detach().flatten() for each in one.model.parameters()]).norm())


@claims(LESSON, "network")
def test_the_same_decay_is_a_light_touch_for_adamw_and_a_heavy_hand_for_adam() -> None:
    norms = {label: norm(one) for label, one in trained(LESSON, "network").items()}
    told = {"no decay": 9.0, "AdamW 0.01": 8.6, "Adam 0.01": 3.1, "AdamW 0.1": 6.4}
    assert norms == pytest.approx(told, abs=0.2)


@claims(LESSON, "network")
def test_adam_with_decay_is_right_on_85_of_100_training_samples_and_the_others_on_92() -> None:
    found = {
        label: accuracy(one.model, one.data.train.inputs, one.data.train.targets)
        for label, one in trained(LESSON, "network").items()
    }
    assert found.pop("Adam 0.01") == pytest.approx(0.85, abs=0.015)
    assert all(share == pytest.approx(0.92, abs=0.015) for share in found.values())
