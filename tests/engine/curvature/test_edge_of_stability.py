"""Gradient descent drives the sharpness to 2/lr, and keeps it there: Cohen et al. (2021)."""

from __future__ import annotations

import numpy as np

from app.catalog.scenes import MODEL_SCENES
from app.engine import begin
from app.messages import Curvature
from app.spec import read_request


def test_the_sharpness_of_each_run_rises_to_its_line_and_hovers_there() -> None:
    scene = next(scene for scene in MODEL_SCENES if scene.id == "network_at_the_edge")
    request = read_request("curvature", {"comparison": scene.comparison, "points": 40})
    said = [message for message in begin(request) if isinstance(message, Curvature)]
    for number, run in enumerate(request.comparison.runs):
        own = [message.columns for message in said if message.run == number]
        sharpness = np.concatenate([columns["sharpness"] for columns in own])
        threshold = np.concatenate([columns["threshold"] for columns in own])
        assert len(sharpness) > 20
        assert set(threshold) == {2 / run.params["lr"]}
        assert sharpness[0] < 0.75 * threshold[0]
        last_quarter = sharpness[-len(sharpness) // 4 :]
        assert abs(last_quarter.mean() / threshold[0] - 1) < 0.15
        assert sharpness.max() < 1.5 * threshold[0]
