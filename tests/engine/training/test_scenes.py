"""The scenes in which models learn show what their texts say."""

from __future__ import annotations

from functools import cache

from app.catalog.scenes import MODEL_SCENES
from app.messages import Evaluations
from app.spec import read_request
from tests.engine.training.trainings import Document, finish


@cache
def told(id: str) -> dict[str, tuple[Document, Evaluations]]:
    """What each run of a scene recorded, by label."""
    scene = next(scene for scene in MODEL_SCENES if scene.id == id)
    request = read_request("compare", scene.comparison)
    trained = finish(request)
    return {
        run.label: (trained.columns[number], trained.evaluations[number])
        for number, run in enumerate(request.runs)
    }


def last_metric(id: str) -> dict[str, float]:
    return {label: float(evaluations.validation_metric[-1]) for label, (_, evaluations) in told(id).items()}


def test_sgd_has_yet_to_bend_the_boundary_when_the_others_have() -> None:
    accuracy = last_metric("bending_a_boundary")
    sgd = accuracy.pop("SGD")
    assert sgd < 0.91
    assert min(accuracy.values()) > 0.95


def test_outliers_drag_the_squared_errors_line_alone() -> None:
    rmse = last_metric("what_outliers_pull")
    assert rmse["squared"] > 3 * max(rmse["absolute"], rmse["Huber"])


def test_rare_words_are_learned_by_all_but_sgd() -> None:
    accuracy = last_metric("rare_words")
    sgd = accuracy.pop("SGD")
    assert sgd < 0.75
    assert min(accuracy.values()) > 0.95


def test_rmsprop_alone_keeps_up_with_the_moving_target() -> None:
    mean = {label: columns["loss"][50:].mean() for label, (columns, _) in told("a_moving_target").items()}
    assert mean["RMSprop"] < 0.05 * min(mean["Adagrad"], mean["Adam"])


def test_momentum_and_adam_read_digits_and_sgd_at_the_same_rate_lags() -> None:
    accuracy = last_metric("digits_with_lenet")
    assert min(accuracy["Momentum"], accuracy["Adam"]) > 0.95
    assert 1 - accuracy["SGD"] > 3 * (1 - accuracy["Momentum"])
