"""Full-batch descent drives the curvature to its line, and keeps it there: Cohen et al. (2021, 2022)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from app.catalog.scenes import MODEL_SCENES
from app.engine import begin
from app.messages import Curvature, FloatArray
from app.spec import RunSpec, read_request


def followed(id: str, name: str) -> Iterator[tuple[RunSpec, FloatArray, FloatArray]]:
    """Each run of a scene with a column of its curvature and its line's height."""
    scene = next(scene for scene in MODEL_SCENES if scene.id == id)
    request = read_request("curvature", {"comparison": scene.comparison, "points": 40})
    said = [message for message in begin(request) if isinstance(message, Curvature)]
    for number, run in enumerate(request.comparison.runs):
        own = [message.columns for message in said if message.run == number]
        curvature, threshold = (
            np.concatenate([columns[column] for columns in own]) for column in (name, "threshold")
        )
        assert len(curvature) > 20
        yield run, curvature, threshold


def test_the_sharpness_of_each_run_rises_to_its_line_and_hovers_there() -> None:
    for run, sharpness, threshold in followed("network_at_the_edge", "sharpness"):
        assert set(threshold) == {2 / run.params["lr"]}
        assert sharpness[0] < 0.75 * threshold[0]
        last_quarter = sharpness[-len(sharpness) // 4 :]
        assert abs(last_quarter.mean() / threshold[0] - 1) < 0.15
        assert sharpness.max() < 1.5 * threshold[0]


def test_what_adaptive_methods_feel_hovers_at_their_own_lines() -> None:
    lines = {"Adam": 38, "RMSprop": 2, "Adagrad": 2}
    for run, curvature, threshold in followed("adaptive_at_their_edge", "preconditioned"):
        assert threshold[1:] == pytest.approx(lines[run.optimizer] / run.params["lr"])
        last_half = curvature[len(curvature) // 2 :]
        assert abs(last_half.mean() / threshold[-1] - 1) < 0.1
        assert np.abs(last_half / threshold[-1] - 1).max() < 0.3
