"""The samples are what their dataset says they are, by rules written here anew."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from sklearn import datasets as sources
from sklearn.decomposition import PCA
from torch import Tensor

from app.catalog import datasets
from app.catalog.datasets import describe, make_dataset
from app.catalog.datasets.making import RECIPES

REAL = Path(datasets.__file__).parent / "real"


def drawn(id: str, **params: Any) -> tuple[Any, Any]:
    """What the dataset's function draws, before it is split and standardised, as NumPy arrays."""
    inputs, targets = RECIPES[id].make(generator=torch.Generator().manual_seed(0), **params)
    return inputs.numpy(), targets.numpy()


def residual(x: Any, y: Any) -> float:
    """What the best straight line leaves over, as a standard deviation."""
    return float(np.std(y - np.polyval(np.polyfit(x[:, 0], y[:, 0], 1), x)))


def test_without_noise_a_line_is_straight_and_noise_is_as_large_as_asked_for() -> None:
    assert residual(*drawn("line", samples=500, noise=0.0)) < 1e-6
    assert residual(*drawn("line", samples=5000, noise=0.5)) == pytest.approx(0.5, rel=0.05)


def test_the_sine_has_the_periods_asked_for() -> None:
    x, y = drawn("noisy_sine", samples=4000, noise=0.0, periods=3.0)
    signs = np.sign(y[np.argsort(x[:, 0]), 0])
    # Three periods cross zero six times between their ends.
    assert np.count_nonzero(np.diff(signs)) in (5, 6, 7)


def test_only_training_targets_at_the_right_are_outliers() -> None:
    x, y = drawn("outliers", samples=400, noise=0.0, outliers=0.2, train=300)
    off = np.abs(y - (0.8 * x + 0.5))[:, 0] > 1
    assert off[:300].sum() == 60
    assert not off[300:].any()
    assert (x[off] > 0).all()


def test_the_noise_grows_from_left_to_right() -> None:
    x, y = drawn("heteroscedastic", samples=5000, noise=1.0)
    off = y - (0.8 * x + 0.4 * np.sin(2 * x))
    left, right = off[x < -1].std(), off[x > 1].std()
    assert right > 4 * left


def test_the_mean_and_the_variance_of_counts_are_the_rate() -> None:
    x, y = drawn("counts", samples=5000, rate=3.0)
    middle = y[np.abs(x) < 0.2]
    assert middle.mean() == pytest.approx(3, rel=0.1)
    assert middle.var() == pytest.approx(3, rel=0.2)


def test_the_drifting_line_turns_while_training_and_rests_after() -> None:
    x, y = drawn("drifting_target", samples=1000, noise=0.0, turns=0.25, train=800)
    assert residual(x[800:], y[800:]) < 1e-5
    assert np.polyfit(x[:8, 0], y[:8, 0], 1) == pytest.approx([2, 0], abs=0.05)
    assert np.polyfit(x[800:, 0], y[800:, 0], 1) == pytest.approx([0, 2], abs=1e-5)
    data = make_dataset("drifting_target", {})
    assert data.shape.ordered


def test_moons_are_half_circles() -> None:
    points, label = drawn("moons", samples=300, noise=0.0)
    centre = np.where(label[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    offset = points - centre
    assert np.hypot(*offset.T) == pytest.approx(1, abs=1e-5)
    assert (np.where(label == 0, offset[:, 1], -offset[:, 1]) > -1e-6).all()


def test_circles_have_their_radii() -> None:
    points, label = drawn("circles", samples=300, noise=0.0, factor=0.3)
    assert np.hypot(*points.T) == pytest.approx(np.where(label == 0, 1.0, 0.3), abs=1e-5)


def test_the_arms_of_the_spirals_are_half_a_turn_apart() -> None:
    points, label = drawn("spirals", samples=300, noise=0.0, turns=1.0)
    distance = np.hypot(*points.T)
    angle = np.arctan2(points[:, 1], points[:, 0]) - 2 * np.pi * distance - np.pi * label
    assert np.cos(angle) == pytest.approx(1, abs=1e-4)


def test_exclusive_or_is_true_where_the_signs_differ() -> None:
    points, label = drawn("xor", samples=300, noise=0.1)
    assert (label == (points[:, 0] * points[:, 1] < 0)).all()


def test_the_rare_class_has_its_share() -> None:
    _, label = drawn("imbalanced_blobs", samples=1000, noise=0.5, share=0.07)
    assert label.sum() == 70


def test_blobs_lie_around_a_circle() -> None:
    points, label = drawn("blobs", samples=4000, noise=0.2, classes=4)
    centres = [points[label == index].mean(axis=0) for index in range(4)]
    assert np.array(centres) == pytest.approx(np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]), abs=0.05)


def test_labels_are_given_by_three_discs_that_overlap() -> None:
    points, labels = drawn("multilabel_regions", samples=2000, noise=0.0)
    for label, centre in zip(labels.T, ((0.5, 0), (0, 0.5), (-0.35, -0.35)), strict=True):
        assert (label == (np.hypot(*(points - centre).T) < 0.75)).all()
    assert set(labels.sum(axis=1)) == {0, 1, 2, 3}


def test_soft_labels_are_probabilities_that_heat_evens_out() -> None:
    _, cold = drawn("soft_labels", samples=500, noise=0.5, classes=3, temperature=0.1)
    _, hot = drawn("soft_labels", samples=500, noise=0.5, classes=3, temperature=5.0)
    for probabilities in (cold, hot):
        assert (probabilities >= 0).all()
        assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert cold.max(axis=1).mean() > 0.9
    assert hot.max(axis=1).mean() < 0.6
    assert (cold.argmax(axis=1) == hot.argmax(axis=1)).all()


def test_without_noise_the_hidden_score_decides_every_pair() -> None:
    points, target = drawn("pairs_to_rank", samples=300, noise=0.0)
    score = points @ [2, -1]
    assert (target == np.where(score[:, 0] > score[:, 1], 1, -1)).all()


def test_similar_pairs_and_triplets_are_told_by_the_first_feature_alone() -> None:
    points, target = drawn("similar_pairs", samples=300, noise=0.0, classes=4)
    assert (target == np.where(points[:, 0, 0] == points[:, 1, 0], 1, -1)).all()
    points, target = drawn("triplets", samples=300, noise=0.0, classes=4)
    assert (points[:, 0, 0] == points[:, 1, 0]).all()
    assert (points[:, 0, 0] != points[:, 2, 0]).all()
    assert target.shape == (300, 0)


def test_rare_words_tell_the_class_and_common_ones_do_not() -> None:
    tokens, label = drawn("rare_features", samples=3000, noise=0.0, rare=60)
    common, rare = tokens[:, :40], tokens[:, 40:]
    assert (rare % 2 == label[:, None]).all()
    assert set(np.unique(common)) == set(range(10))
    assert set(np.unique(rare)) == set(range(10, 70))
    assert abs(np.corrcoef((common == 3).sum(axis=1), label)[0, 1]) < 0.1


@pytest.mark.parametrize("name", ["digits", "iris", "wine", "breast_cancer", "diabetes"])
def test_measured_data_are_those_of_scikit_learn(name: str) -> None:
    options = {"scaled": False} if name == "diabetes" else {}
    source = getattr(sources, f"load_{name}")(**options)
    tensors = load_file(REAL / f"{name}.safetensors")
    assert (tensors["inputs"].astype(np.float32) == source.data.astype(np.float32)).all()
    assert (tensors["targets"] == source.target).all()


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes"])
def test_the_two_splits_hold_every_measured_sample_once(name: str) -> None:
    source = getattr(sources, f"load_{name}")()
    data = make_dataset(name, {})
    split = torch.cat([data.train.inputs, data.validation.inputs]).double()
    for column, measured in zip(split.T, torch.tensor(source.data).T, strict=True):
        assert unit(column).sort().values.numpy() == pytest.approx(unit(measured).sort().values, abs=1e-4)
    targets = torch.cat([data.train.targets, data.validation.targets]).flatten().double()
    assert unit(targets).sort().values.numpy() == pytest.approx(
        unit(torch.tensor(source.target).double()).sort().values, abs=1e-4
    )


def unit(column: Tensor) -> Tensor:
    """The column with mean 0 and deviation 1, whatever its scale was."""
    return (column - column.mean()) / column.std()


@pytest.mark.parametrize("size", [8, 28])
def test_digits_are_scaled_pictures_of_the_pixels_that_are_shown(size: int) -> None:
    data = make_dataset("digits", {"size": str(size)})
    assert data.pictures is not None
    source = {tuple(image.astype(int)): label for image, label in zip(*_digits(), strict=True)}
    shown = describe("digits", {"size": str(size)})
    assert shown["train"]["inputs"] is None
    for picture, label in zip(shown["validation"]["inputs"], shown["validation"]["targets"], strict=True):
        assert source[tuple(map(int, picture))] == label
    # What the model sees is the picture, scaled: the corners of the pixels agree up to a line.
    seen = data.validation.inputs[:, 0]
    scaled = torch.nn.functional.interpolate(
        data.pictures.reshape(-1, 1, 8, 8), size=(size, size), mode="bilinear"
    )
    together = torch.stack([seen.flatten(), scaled.flatten()])
    assert float(torch.corrcoef(together)[0, 1]) == pytest.approx(1, abs=1e-5)


def _digits() -> tuple[Any, Any]:
    source = sources.load_digits()
    return source.data, source.target


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "digits"])
def test_the_projection_is_that_of_scikit_learn(name: str) -> None:
    data = make_dataset(name, {})
    found = describe(name, {})["projection"]
    reference = PCA(2).fit(data.train.inputs.flatten(1).double().numpy())
    assert found["explained"] == pytest.approx(reference.explained_variance_ratio_, rel=1e-6)
    for split, inputs in (("train", data.train.inputs), ("validation", data.validation.inputs)):
        expected = reference.transform(inputs.flatten(1).double().numpy())
        for axis in (0, 1):
            column = np.array(found[split])[:, axis]
            sign = np.sign(column @ expected[:, axis])
            assert column == pytest.approx(sign * expected[:, axis], abs=1e-5)


def test_the_readme_names_every_file_with_its_sum() -> None:
    sums = dict(
        reversed(line.split())
        for line in re.findall(r"^[0-9a-f]{64}  \S+$", (REAL / "README.md").read_text(), re.M)
    )
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in REAL.glob("*.safetensors")}
    assert sums == files
