"""Adagrad slows down, and two answers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import arrival, params, paths
from tests.lessons.claims.training import accuracy, trained

LESSON = "04-adagrad-and-after"


@claims(LESSON, "slope")
def test_adagrads_steps_shrink_with_the_root_of_their_number() -> None:
    steps = np.diff(paths(LESSON, "slope")["Adagrad"]["x"])
    assert steps == pytest.approx(0.5 / np.sqrt(np.arange(1, 201)), rel=1e-6)
    assert steps[99] == pytest.approx(0.05, abs=0.001)
    assert steps[199] == pytest.approx(0.035, abs=0.001)


@claims(LESSON, "slope")
def test_rmsprop_begins_as_long_levels_off_at_its_rate_and_ends_ahead() -> None:
    found = paths(LESSON, "slope")
    steps = np.diff(found["RMSprop"]["x"])
    assert steps[0] == pytest.approx(0.5, abs=0.001)
    assert (steps > 0.05).all()
    assert steps[199] == pytest.approx(0.05, rel=0.1)
    assert found["RMSprop"]["x"][-1] > found["Adagrad"]["x"][-1]


@claims(LESSON, "crease")
def test_rmsprop_is_first_below_one_half_and_jumps_for_ever_and_adagrads_loss_goes_on_falling() -> None:
    found = paths(LESSON, "crease")
    below = {label: np.flatnonzero(path["loss"] < 0.5)[0] for label, path in found.items()}
    assert below["RMSprop"] < below["Adagrad"]
    assert found["RMSprop"]["loss"][101::2] == pytest.approx(np.full(100, 0.17), abs=0.01)
    assert found["RMSprop"]["loss"][100::2] == pytest.approx(np.full(101, 0.43), abs=0.01)
    jumps = np.sign(found["RMSprop"]["x"][100:])
    assert (jumps[1:] != jumps[:-1]).all()
    assert found["Adagrad"]["loss"][-1] == pytest.approx(0.1, abs=0.02)
    assert found["Adagrad"]["loss"][-1] < 0.75 * found["Adagrad"]["loss"][200]


@claims(LESSON, "rare-words")
def test_sgd_is_right_in_fewer_than_75_of_100_and_the_others_in_more_than_95() -> None:
    found = {
        label: accuracy(one.model, one.data.validation.inputs, one.data.validation.targets)
        for label, one in trained(LESSON, "rare-words").items()
    }
    assert found.pop("SGD") < 0.75
    assert set(found) == {"Adagrad", "RMSprop", "Adam"}
    assert min(found.values()) > 0.95


@claims(LESSON, "moving-target")
def test_rmsprop_follows_the_target_ten_times_better_than_the_others() -> None:
    found = trained(LESSON, "moving-target")
    mean = {label: np.mean(one.training.loss[50:]) for label, one in found.items()}
    assert mean["RMSprop"] < 0.1 * min(mean["Adagrad"], mean["Adam"])
    assert {run["lr"] for run in params(LESSON, "moving-target").values()} == {0.2}


@claims(LESSON, "moving-target")
def test_rmsprop_goes_round_with_the_target_four_times_in_375_steps() -> None:
    one = trained(LESSON, "moving-target")["RMSprop"]
    assert len(one.data.train.inputs) == 4 * 375
    places = np.array(one.training.places[20:])
    turned = np.ptp(np.unwrap(np.arctan2(places[:, 1], places[:, 0]))) / (2 * np.pi)
    assert turned == pytest.approx(4 * (360 - 20) / 375, abs=0.15)


@claims(LESSON, "moving-target")
def test_adagrad_ends_near_the_average_of_all_targets() -> None:
    found = {
        label: float(np.linalg.norm(one.training.places[-1]))
        for label, one in trained(LESSON, "moving-target").items()
    }
    assert found["Adagrad"] < 0.5
    assert min(found["RMSprop"], found["Adam"]) > 3 * found["Adagrad"]


@claims(LESSON, "adadelta")
def test_epsilon_is_the_rate_of_adadelta() -> None:
    found, given = paths(LESSON, "adadelta"), params(LESSON, "adadelta")
    for label, first in {"eps 1e-6": 0.003, "eps 1e-3": 0.1}.items():
        step = np.diff(found[label]["x"])[0]
        assert step == pytest.approx(np.sqrt(given[label]["eps"] / 0.1), rel=0.01)
        assert step == pytest.approx(first, abs=first / 10)
    assert found["eps 1e-6"]["x"][-1] < -2, "not half of the way"
    assert arrival(found["eps 1e-3"]) == 57
