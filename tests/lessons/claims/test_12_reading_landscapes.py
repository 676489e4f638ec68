"""Reading a network's landscape without being fooled."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from app.engine import begin
from app.messages import FloatArray, Plane
from app.spec import read_request
from tests.lessons.claims.claiming import claims
from tests.lessons.claims.curving import flat, hessian, loss_at, sharpness
from tests.lessons.claims.descending import comparison
from tests.lessons.claims.training import Trained, build, trained

LESSON = "12-reading-landscapes"
THREE = ("best-plane", "random-plane", "straight-line")


def positions(one: Trained) -> FloatArray:
    """The weights along a run, a row each."""
    return np.stack([flat(model).numpy() for _, model in one.along])


def with_weights(one: Trained, scene: str, weights: FloatArray) -> nn.Module:
    """The scene's network with these weights."""
    model = build(comparison(LESSON, scene)["objective"], one.data)
    nn.utils.vector_to_parameters(torch.from_numpy(weights).float(), model.parameters())
    return model


def runs() -> dict[str, Trained]:
    """Three scenes look at the same runs."""
    return trained(LESSON, "best-plane", every=5)


@claims(LESSON, *THREE)
def test_three_scenes_look_at_the_same_runs_of_337_weights_from_one_start() -> None:
    first, *others = (comparison(LESSON, scene) for scene in THREE)
    assert all(other == first for other in others)
    starts = [positions(one)[0] for one in runs().values()]
    assert {len(start) for start in starts} == {337}
    assert all((start == starts[0]).all() for start in starts)


@claims(LESSON, "two-weights")
def test_two_weights_are_all_there_is_and_on_the_round_bowl_sgd_goes_straight() -> None:
    one = trained(LESSON, "two-weights")["SGD"]
    assert sum(each.numel() for each in one.model.parameters()) == 2
    assert torch.linalg.eigvalsh(hessian(one, one.model)).tolist() == pytest.approx([2, 2], abs=1e-5)
    way = np.array(one.training.places)
    way, whole = way - way[0], way[-1] - way[0]
    aside = abs(way[:, 0] * whole[1] - way[:, 1] * whole[0]) / np.linalg.norm(whole)
    assert aside.max() < 1e-4


@claims(LESSON, "best-plane")
def test_the_best_plane_holds_92_percent_and_halves_the_loss_of_the_start() -> None:
    found = runs()
    places = np.concatenate([positions(one) for one in found.values()])
    centre = places.mean(axis=0)
    _, sizes, axes = np.linalg.svd(places - centre, full_matrices=False)
    assert (sizes[:2] ** 2).sum() / (sizes**2).sum() == pytest.approx(0.92, abs=0.01)
    one = found["Adam"]
    start = positions(one)[0]
    shadow = centre + (start - centre) @ axes[:2].T @ axes[:2]
    assert loss_at(one, with_weights(one, "best-plane", start)) == pytest.approx(0.72, abs=0.01)
    assert loss_at(one, with_weights(one, "best-plane", shadow)) == pytest.approx(0.37, abs=0.01)
    off = np.linalg.norm(start - shadow)
    assert off == pytest.approx(1.4, abs=0.05)
    assert off == pytest.approx(0.5 * np.linalg.norm(start - centre), rel=0.05)


@claims(LESSON, "best-plane")
def test_a_random_walk_too_lies_in_its_best_plane_for_about_three_quarters() -> None:
    generator, shares = torch.Generator().manual_seed(0), []
    for _ in range(10):
        walk = torch.randn(300, 337, generator=generator, dtype=torch.float64).cumsum(dim=0)
        sizes = torch.linalg.svdvals(walk - walk.mean(dim=0)) ** 2
        shares.append((sizes[:2].sum() / sizes.sum()).item())
    assert shares == pytest.approx([0.75] * 10, abs=0.06)


@claims(LESSON, "random-plane")
def test_a_random_plane_holds_a_twentieth_of_the_movement_at_most() -> None:
    asked = comparison(LESSON, "random-plane")
    plane = {
        "kind": "random",
        "run": 2,
        "runs": asked["runs"],
        "steps": asked["steps"],
        "seed": asked["seed"],
    }
    request = read_request("landscape", {"objective": asked["objective"], "plane": plane, "resolution": 2})
    (told,) = [message for message in begin(request) if isinstance(message, Plane)]
    for path in told.runs:
        assert path.explained is not None
        assert 0.02 < path.explained < 0.051
    generator, shares = torch.Generator().manual_seed(0), []
    moved = positions(runs()["Adam"]) - positions(runs()["Adam"])[-1]
    for _ in range(200):
        axes = torch.linalg.qr(torch.randn(337, 2, generator=generator, dtype=torch.float64)).Q.numpy()
        shares.append(((moved @ axes) ** 2).sum() / (moved**2).sum())
    assert np.mean(np.array(shares) < 0.05) > 0.95, "two random directions nearly always stand upright on it"


@claims(LESSON, "random-plane")
def test_adam_has_come_almost_as_far_as_its_weights_are_long() -> None:
    places = positions(runs()["Adam"])
    moved = np.linalg.norm(places[-1] - places[0])
    assert moved == pytest.approx(6.8, abs=0.05)
    assert moved == pytest.approx(np.linalg.norm(places[-1]), rel=0.2)


@claims(LESSON, "straight-line")
def test_the_line_has_no_hill_and_the_path_swings_out_by_a_quarter_to_a_third_of_it() -> None:
    for one in runs().values():
        places = positions(one)
        way = places[-1] - places[0]
        points = [places[0] + share * way for share in np.linspace(0, 1, 21)]
        line = [loss_at(one, with_weights(one, "straight-line", point)) for point in points]
        assert max(line) == line[0]
        assert max(np.diff(line)) < 0.01 * line[0], "smoothly"
        unit, walked = way / np.linalg.norm(way), places - places[0]
        aside = np.linalg.norm(walked - np.outer(walked @ unit, unit), axis=1).max() / np.linalg.norm(way)
        assert 0.24 < aside < 0.36


def rescaled(one: Trained) -> nn.Module:
    """The first layer ten times as large, the next one's weights a tenth."""
    model = with_weights(one, "scale", flat(one.model).numpy())
    weights = dict(model.named_parameters())
    with torch.no_grad():
        for name in ("hidden1.weight", "hidden1.bias"):
            weights[name].mul_(10)
        weights["hidden2.weight"].div_(10)
    return model


def filter_normalised(model: nn.Module) -> dict[str, torch.Tensor]:
    """A random direction, for each neuron as long as its weights; none for biases."""
    generator = torch.Generator().manual_seed(1)
    direction = {}
    for name, weight in model.named_parameters():
        drawn = torch.randn(weight.shape, generator=generator)
        scale = (
            weight.detach().norm(dim=1, keepdim=True) / drawn.norm(dim=1, keepdim=True)
            if weight.ndim > 1
            else 0.0
        )
        direction[name] = drawn * scale
    return direction


@claims(LESSON, "scale")
def test_rescaled_it_is_the_same_function_with_more_than_ten_times_the_sharpness() -> None:
    one = trained(LESSON, "scale")["Momentum"]
    other = rescaled(one)
    inputs = one.data.train.inputs
    assert torch.allclose(one.model(inputs), other(inputs), atol=1e-4)
    assert sharpness(one, other) > 10 * sharpness(one, one.model)


@claims(LESSON, "scale")
def test_along_a_filter_normalised_direction_both_have_the_same_loss() -> None:
    one = trained(LESSON, "scale")["Momentum"]
    losses = []
    for model in (with_weights(one, "scale", flat(one.model).numpy()), rescaled(one)):
        direction, here = filter_normalised(model), []
        for _ in range(4):
            with torch.no_grad():
                for name, weight in model.named_parameters():
                    weight.add_(direction[name], alpha=0.25)
            here.append(loss_at(one, model))
        losses.append(here)
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert max(losses[0]) > 1.1 * loss_at(one, one.model), "the way is not flat"
