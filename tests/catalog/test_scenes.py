"""Scenes: each can be run as it stands, and shows what its text says."""

from __future__ import annotations

import copy
import math
from functools import cache
from itertools import pairwise

import pytest

from app.catalog.entries import Scene
from app.catalog.functions import FUNCTIONS
from app.catalog.scenes import FUNCTION_SCENES, MODEL_SCENES, SCENES
from app.spec import read_request, wire
from tests.plain import Columns, plain_loop

of_every_scene = pytest.mark.parametrize("scene", SCENES, ids=[scene.id for scene in SCENES])

VIEW = {
    "layout": ("overlay", "side", "3d"),
    "background": ("contours", "basins"),
    "zScale": ("auto", "linear", "log"),
    "curve": ("loss", "distance", "grad_norm", "lr", "evaluation", "metric", "sharpness"),
    "modelView": ("data", "landscape"),
    "curveScale": ("linear", "log"),
    "axis": ("steps", "evaluations", "seconds"),
}


@cache
def trajectories(id: str) -> dict[str, Columns]:
    """What the plain loop makes of each run of a scene, by label."""
    comparison = next(scene for scene in SCENES if scene.id == id).comparison
    objective = comparison["objective"]
    formula = FUNCTIONS[objective["id"]].formula
    return {
        run["label"]: plain_loop(
            formula,
            objective["start"],
            run["optimizer"],
            run["params"],
            comparison["steps"],
            run["schedule"],
        )
        for run in comparison["runs"]
    }


def end(columns: Columns) -> tuple[float, float]:
    return columns["x"][-1], columns["y"][-1]


def arrived(id: str, columns: Columns) -> int | None:
    """The contract's converged_at."""
    scene = next(scene for scene in SCENES if scene.id == id)
    best = FUNCTIONS[scene.comparison["objective"]["id"]].minima[0][2]
    outside = [
        k for k, loss in enumerate(columns["loss"]) if not loss - best <= 0.01 * (columns["loss"][0] - best)
    ]
    first = outside[-1] + 1
    return first if first < len(columns["loss"]) else None


def test_there_are_a_dozen_scenes_each_under_its_own_id() -> None:
    assert 6 <= len(FUNCTION_SCENES) <= 8
    assert 4 <= len(MODEL_SCENES) <= 8
    assert len({scene.id for scene in SCENES}) == len(SCENES)


@of_every_scene
def test_its_comparison_is_one_that_the_api_takes(scene: Scene) -> None:
    document = copy.deepcopy(scene.comparison)
    taken = wire(read_request("compare", document))
    assert document == scene.comparison
    for run, given in zip(taken["runs"], scene.comparison["runs"], strict=True):
        assert run["label"] == given["label"]
        assert given["params"].items() <= run["params"].items()


@of_every_scene
def test_its_view_uses_the_words_of_the_page(scene: Scene) -> None:
    assert "layout" in scene.view
    for name, choice in scene.view.items():
        assert choice in VIEW[name]


@of_every_scene
def test_its_texts_are_in_both_languages(scene: Scene) -> None:
    for text in (scene.name, scene.about):
        assert text.en.isascii() or "²" in text.en
        assert any("一" <= letter <= "鿿" for letter in text.zh)
    assert scene.about.en.endswith(".")
    assert scene.about.zh.endswith("。")


@of_every_scene
def test_its_json_is_the_entry_of_the_catalog(scene: Scene) -> None:
    assert list(scene.json()) == ["id", "name", "about", "comparison", "view"]
    assert scene.json()["name"] == {"en": scene.name.en, "zh": scene.name.zh}


def test_the_first_visit_sees_six_optimizers_arrive_inside_the_plot_on_paths_that_differ() -> None:
    first = SCENES[0]
    assert [run["label"] for run in first.comparison["runs"]] == [
        "SGD", "Momentum", "Adagrad", "RMSprop", "Adam", "AdamW",
    ]  # fmt: skip
    assert first.comparison["steps"] == 300
    xmin, xmax, ymin, ymax = FUNCTIONS[first.comparison["objective"]["id"]].domain
    paths = trajectories(first.id)
    for columns in paths.values():
        assert columns["x"].min() > xmin + 0.3
        assert columns["x"].max() < xmax - 0.3
        assert columns["y"].min() > ymin + 0.3
        assert columns["y"].max() < ymax - 0.3
        assert arrived(first.id, columns) is not None
    crossings = sorted(columns["x"][(columns["y"] < 9.5).argmax()] for columns in paths.values())
    assert min(b - a for a, b in pairwise(crossings)) > 0.1, "where they pass y = 9.5"


def test_the_first_visit_sees_two_destinations_and_weight_decay_alone_parts_adam_from_adamw() -> None:
    paths = trajectories("six_ways_down")
    left = {label for label, columns in paths.items() if columns["x"][-1] < 0}
    assert left == {"Adagrad", "Adam"}
    adam, adamw = SCENES[0].comparison["runs"][4:]
    assert adam["params"]["lr"] == adamw["params"]["lr"]


def test_a_rate_of_the_first_visit_decides_the_destination() -> None:
    objective = SCENES[0].comparison["objective"]
    formula = FUNCTIONS[objective["id"]].formula
    ends = [
        plain_loop(formula, objective["start"], "Adagrad", {"lr": lr}, 300)["x"][-1] for lr in (0.5, 2.0, 5.0)
    ]
    assert min(ends) < 0 < max(ends)


def test_lbfgs_arrives_first_in_the_valley_even_when_gradients_are_counted() -> None:
    cost = {}
    for label, columns in trajectories("valley_by_curvature").items():
        step = arrived("valley_by_curvature", columns)
        cost[label] = math.inf if step is None else columns["evaluations"][step]
    assert cost["LBFGS"] < 0.5 * min(cost[label] for label in ("Momentum", "Adam", "RMSprop"))


def test_turning_the_ravine_slows_only_the_methods_that_scale_each_axis() -> None:
    def steps(id: str, label: str) -> float:
        step = arrived(id, trajectories(id)[label])
        return math.inf if step is None else step

    for label in ("SGD", "Momentum"):
        assert 0.5 < steps("turned_ravine", label) / steps("ravine", label) < 1.5
    for label in ("Adagrad", "RMSprop", "Adam"):
        assert steps("turned_ravine", label) > 3 * steps("ravine", label)


def test_sgd_lingers_longest_at_the_saddle() -> None:
    away = {
        label: (abs(columns["y"]) > 0.5).argmax()
        for label, columns in trajectories("leaving_a_saddle").items()
    }
    assert all(away.values()), "each of them leaves"
    assert max(away, key=lambda label: away[label]) == "SGD"


def test_each_rate_rests_below_its_edge_of_stability_and_the_largest_diverges() -> None:
    paths = trajectories("edge_of_stability")
    assert paths["lr 0.5"]["diverged_at"] is not None
    sharpness = []
    for lr in (0.05, 0.25, 0.4):
        x, y = end(paths[f"lr {lr}"])
        assert x * y == pytest.approx(1.0, abs=1e-6)
        assert x * x + y * y < 2 / lr
        sharpness.append(x * x + y * y)
    assert sharpness == sorted(sharpness, reverse=True)


def test_decay_brings_the_loss_on_the_crease_down_and_a_constant_rate_does_not() -> None:
    final = {
        label: columns["loss"][-20:].max() for label, columns in trajectories("decay_on_a_crease").items()
    }
    assert final["constant"] > 0.5
    assert all(loss < 0.1 * final["constant"] for label, loss in final.items() if label != "constant")


def test_the_basins_scene_reaches_more_than_one_minimum() -> None:
    assert len({(round(x), round(y)) for x, y in map(end, trajectories("basins_of_momentum").values())}) > 1
