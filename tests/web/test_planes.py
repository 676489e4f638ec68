"""Planes over HTTP and on the stream: in order, in time, ended when told, and beside the training itself."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.conftest import Server
from tests.web.client import open_stream
from tests.web.test_api import strict
from tests.web.test_models import ADAM, MODEL, refused

SGD: dict[str, Any] = {"optimizer": "SGD", "params": {"lr": 0.1}}


def landscape(kind: str = "random", steps: int = 20, resolution: int = 5, **plane: Any) -> dict[str, Any]:
    laid = {"kind": kind, "runs": [ADAM, SGD], "steps": steps, **plane}
    return {"objective": MODEL, "plane": laid, "resolution": resolution}


def test_an_answer_over_http_has_the_grid_and_the_plane_with_its_runs(http: httpx.Client) -> None:
    found = strict(http.post("/api/landscape", json=landscape("joint_pca", steps=20)))
    assert len(found["x"]) == len(found["y"]) == len(found["z"]) == len(found["z"][0]) == 5
    plane = found["plane"]
    assert plane["kind"] == "joint_pca"
    assert found["x"][0] == plane["domain"][0] < plane["domain"][1] == found["x"][-1]
    assert sum(plane["explained"]) <= 1
    assert [run["run"] for run in plane["runs"]] == [0, 1]
    for run in plane["runs"]:
        assert run["step"] == list(range(21))
        for name in ("x", "y", "residual", "relative", "loss", "plane_loss"):
            assert len(run[name]) == 21, name
    compared = strict(http.post("/api/compare", json={"objective": MODEL, "runs": [ADAM, SGD], "steps": 20}))
    evaluation = compared["runs"][0]["evaluation"]
    for step, loss in zip(evaluation["step"], evaluation["train_loss"], strict=True):
        assert plane["runs"][0]["loss"][step] == pytest.approx(loss, rel=1e-5)


def test_an_interpolation_answers_for_each_run(http: httpx.Client) -> None:
    found = strict(http.post("/api/landscape", json=landscape("interpolation", resolution=9)))
    assert [run["run"] for run in found["runs"]] == [0, 1]
    for run in found["runs"]:
        assert (run["alpha"][0], run["alpha"][-1], len(run["train_loss"])) == (-0.5, 1.5, 9)
        assert run["path"]["alpha"][-1] == pytest.approx(1)


async def test_the_stream_begins_with_the_plane_and_refines_its_grid(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("landscape", "p", **landscape(resolution=30))
        heard = await client.hear_until("finished")
    kinds = [message["type"] for message in heard if message["type"] != "progress"]
    expected = [
        "started",
        "plane",
        "landscape",
        "path_loss",
        "path_loss",
        "landscape",
        "landscape",
        "finished",
    ]
    assert kinds == expected
    assert [message["resolution"] for message in heard if message["type"] == "landscape"] == [13, 25, 30]
    plane = next(message for message in heard if message["type"] == "plane")
    assert (plane["normalization"], plane["draw"], plane["domain"]) == ("filter", 0, [-1, 1, -1, 1])
    assert "domain" not in heard[0]["spec"]


async def test_a_long_look_is_cancelled_at_once_and_its_worker_goes_on(server: Server) -> None:
    images = {
        "kind": "model",
        "model": {"id": "lenet5"},
        "dataset": {"id": "digits", "params": {"size": "28"}},
        "loss": {"id": "CrossEntropyLoss"},
        "batch_size": 64,
    }
    async with open_stream(server) as client:
        request = landscape(steps=2, resolution=101)
        await client.say("landscape", "p", **{**request, "objective": images})
        await client.hear_until("plane")
        began = time.monotonic()
        await client.say("cancel", "p")
        await client.hear_until("cancelled")
        assert time.monotonic() - began < 1.0
        await client.say("landscape", "q", **landscape())
        await client.hear_until("finished", "q")


async def test_who_follows_a_training_asks_with_more_and_more_steps(
    server: Server, http: httpx.Client
) -> None:
    async with open_stream(server) as client:
        for steps in (10, 25, 60):
            await client.say("landscape", "p", **landscape("pca", steps=steps))
            heard = await client.hear_until("finished")
            plane = next(message for message in heard if message["type"] == "plane")
            assert plane["runs"][0]["step"] == list(range(steps + 1))
    whole = strict(http.post("/api/landscape", json=landscape("pca", steps=60)))
    assert plane["runs"][0]["x"] == pytest.approx(whole["plane"]["runs"][0]["x"], rel=1e-5)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (
            landscape("weights", weights=["hidden1.weight[9,0]", "a"]),
            (422, "unknown_weight", "plane.weights[0]"),
        ),
        (landscape(run=7), (422, "out_of_range", "plane.run")),
        (landscape("three_points", ends=[0]), (422, "out_of_range", "plane.ends")),
        (landscape(step=21), (422, "out_of_range", "plane.step")),
        (landscape(colour="red"), (422, "unknown_field", "plane.colour")),
    ],
)
def test_a_plane_that_cannot_be_laid_is_refused(
    http: httpx.Client, request_: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert refused(http.post("/api/landscape", json=request_)) == expected


def test_a_diverged_centre_is_refused_where_it_stands(http: httpx.Client) -> None:
    line = {
        "kind": "model",
        "model": {"id": "linear"},
        "dataset": {"id": "line"},
        "loss": {"id": "MSELoss"},
    }
    document = landscape("hessian", run=1, steps=40)
    document["plane"]["runs"] = [ADAM, {**SGD, "params": {"lr": 1000.0}}]
    answer = http.post("/api/landscape", json={**document, "objective": line})
    assert refused(answer) == (422, "diverged", "plane.run")


def test_checkpoints_made_on_the_way_can_be_downloaded(http: httpx.Client) -> None:
    laid = landscape(steps=33)
    strict(http.post("/api/landscape", json=laid))
    compared = strict(http.post("/api/compare", json={"objective": MODEL, "runs": [ADAM, SGD], "steps": 33}))
    for run in compared["runs"]:
        for identifier in run["checkpoints"].values():
            assert http.get(f"/api/checkpoints/{identifier}").status_code == 200
