"""Batch size and noise."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from app.messages import FloatArray
from tests.lessons.claims.claiming import claims
from tests.lessons.claims.descending import comparison, params, paths
from tests.lessons.claims.training import Trained, trained

LESSON = "10-batch-size-and-noise"


def design(one: Trained) -> torch.Tensor:
    """A column for the slope and one for the height."""
    inputs = one.data.train.inputs.double()
    return torch.cat([inputs, torch.ones_like(inputs)], dim=1)


def distances(one: Trained) -> FloatArray:
    """How far each position is from the line of least squares."""
    best = torch.linalg.lstsq(design(one), one.data.train.targets.double()).solution[:, 0]
    return np.asarray(np.linalg.norm(np.array(one.training.places) - best.numpy(), axis=1))


def radius(away: FloatArray) -> float:
    """Of the cloud, as a root of mean squares."""
    return float(np.sqrt((away**2).mean()))


@claims(LESSON, "cloud")
def test_the_cloud_grows_a_little_faster_than_the_root_of_the_rate() -> None:
    found = {
        label: radius(np.hypot(path["x"], path["y"])[200:]) for label, path in paths(LESSON, "cloud").items()
    }
    assert found == pytest.approx({"lr 0.02": 0.23, "lr 0.1": 0.52, "lr 0.4": 1.16}, abs=0.015)
    assert found["lr 0.4"] / found["lr 0.02"] > np.sqrt(0.4 / 0.02)
    assert found["lr 0.4"] / found["lr 0.02"] < 1.3 * np.sqrt(0.4 / 0.02)
    assert comparison(LESSON, "cloud")["objective"]["noise"] == 2


@claims(LESSON, "samples")
def test_four_times_the_samples_give_less_than_half_the_noise() -> None:
    found = {label: radius(distances(one)[100:]) for label, one in trained(LESSON, "samples").items()}
    told = {"4 samples": 0.32, "16 samples": 0.13, "64 samples": 0.04}
    assert found == pytest.approx(told, abs=0.005)
    assert found["16 samples"] < 0.5 * found["4 samples"]
    assert found["64 samples"] < 0.5 * found["16 samples"]


@claims(LESSON, "samples", "work", "together")
def test_each_run_takes_as_many_samples_as_its_label_says() -> None:
    for scene in ("samples", "work", "together"):
        asked = comparison(LESSON, scene)
        for run in asked["runs"]:
            taken = asked["objective"]["batch_size"] * run.get("accumulate", 1)
            assert taken == int(run["label"].split()[0])


@claims(LESSON, "work")
def test_step_by_step_they_come_down_alike_and_the_large_batch_costs_sixteen_times_as_much() -> None:
    found = trained(LESSON, "work")
    assert max(distances(one)[10] / distances(one)[0] for one in found.values()) < 0.2
    cost = {label: one.training.evaluations[10] for label, one in found.items()}
    assert (cost["4 samples"], cost["64 samples"]) == (10, 160)


@claims(LESSON, "together")
def test_rate_over_batch_size_decides_the_noise() -> None:
    found = {label: radius(distances(one)[100:]) for label, one in trained(LESSON, "together").items()}
    told = {"4 at 0.05": 0.18, "16 at 0.2": 0.23, "4 at 0.2": 0.55}
    assert found == pytest.approx(told, abs=0.005)
    assert [run["lr"] for run in params(LESSON, "together").values()] == [0.05, 0.2, 0.2]


@claims(LESSON, "together")
def test_the_limit_is_at_a_rate_of_1() -> None:
    columns = design(trained(LESSON, "together")["4 at 0.2"])
    hessian = 2 * columns.T @ columns / len(columns)
    assert 2 / torch.linalg.eigvalsh(hessian).max().item() == pytest.approx(1, abs=1e-6)
