"""Curvature and spectra against the real server: as an answer, on the stream, and left half-way."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.conftest import Server
from tests.web.client import open_stream

MODEL = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [8], "activation": "tanh"}},
    "dataset": {"id": "moons", "params": {"samples": 64}},
    "loss": {"id": "BCEWithLogitsLoss"},
}
LENET = {
    "kind": "model",
    "model": {"id": "lenet5"},
    "dataset": {"id": "digits"},
    "loss": {"id": "CrossEntropyLoss"},
    "batch_size": 16,
}
SGD = {"optimizer": "SGD", "params": {"lr": 0.1}}
ADAM = {"optimizer": "Adam", "params": {"lr": 0.01}}
LBFGS = {"optimizer": "LBFGS"}


def comparison(objective: dict[str, Any] = MODEL, steps: int = 20, **more: Any) -> dict[str, Any]:
    return {"objective": objective, "runs": [SGD, ADAM, LBFGS], "steps": steps, "seed": 0, **more}


async def test_curvature_on_the_stream_is_its_answer_point_by_point(
    server: Server, http: httpx.Client
) -> None:
    document: dict[str, Any] = {"comparison": comparison(), "points": 6}
    body = http.post("/api/curvature", json=document).json()
    async with open_stream(server) as client:
        await client.say("curvature", **document)
        heard = await client.hear_until("finished")
    assert heard[0]["type"] == "started"
    assert heard[0]["spec"]["points"] == 6
    for number, run in enumerate(body["runs"]):
        own = [each for each in heard if each["type"] == "curvature" and each["run"] == number]
        assert run["step"] == [0, 4, 8, 12, 16, 20] == [step for each in own for step in each["step"]]
        for name in ("sharpness", "normalised"):
            joined = [value for each in own for value in each[name]]
            assert joined == pytest.approx(run[name], rel=1e-4)
    descent, adam, newton = body["runs"]
    assert descent["threshold"] == [20.0] * 6
    assert descent["preconditioned"] is None
    assert adam["preconditioned"][0] is None
    assert all(value > 0 for value in adam["preconditioned"][1:])
    assert newton["threshold"] is newton["preconditioned"] is None
    assert set(newton["reason"]) == {"en", "zh"}
    assert descent["reason"] is None


async def test_a_function_has_both_eigenvalues_and_a_direction_at_every_step(
    server: Server, http: httpx.Client
) -> None:
    function = {"kind": "function", "id": "rosenbrock"}
    document: dict[str, Any] = {"comparison": comparison(function, runs=[ADAM, SGD])}
    adam, diverging = http.post("/api/curvature", json=document).json()["runs"]
    assert adam["step"] == list(range(21))
    # By hand at the start (-1.5, 2): [[1902, 600], [600, 200]].
    assert adam["sharpness"][0] == pytest.approx(1051 + (851**2 + 600**2) ** 0.5)
    assert adam["smallest"][0] == pytest.approx(1051 - (851**2 + 600**2) ** 0.5)
    assert len(adam["direction"][0]) == 2
    assert adam["normalised"] is None
    assert len(diverging["step"]) < 21
    async with open_stream(server) as client:
        await client.say("curvature", **document)
        heard = await client.hear_until("finished")
    told = [each for each in heard if each["type"] == "curvature"]
    assert told[0]["sharpness"] == pytest.approx(adam["sharpness"], rel=1e-5)


async def test_a_spectrum_on_the_stream_is_its_answer(server: Server, http: httpx.Client) -> None:
    document: dict[str, Any] = {"comparison": comparison(), "run": 1, "step": 11}
    body = http.post("/api/spectrum", json=document).json()
    assert (body["run"], body["step"], body["exact"], body["parameters"]) == (1, 11, True, 33)
    assert body["trace"] == pytest.approx(sum(body["eigenvalues"]))
    assert (body["smallest"], body["largest"]) == (body["eigenvalues"][0], body["eigenvalues"][-1])
    async with open_stream(server) as client:
        await client.say("spectrum", **document)
        heard = await client.hear_until("finished")
    (told,) = [each for each in heard if each["type"] == "spectrum"]
    assert told["density"] == pytest.approx(body["density"], rel=1e-3)


@pytest.mark.parametrize("kind", ["curvature", "spectrum"])
async def test_a_large_network_can_be_left_half_way(server: Server, kind: str) -> None:
    runs = {"curvature": [SGD, ADAM], "spectrum": [SGD]}[kind]
    document = comparison(LENET, 4, runs=runs)
    async with open_stream(server) as client:
        await client.say(kind, comparison=document)
        heard = await client.hear_until("curvature" if kind == "curvature" else "progress")
        asked = time.monotonic()
        await client.say("cancel")
        heard += await client.hear_until("cancelled")
        assert time.monotonic() - asked < 1.0
        assert not {"finished", "error"} & {message["type"] for message in heard}
        await client.say("curvature", "c2", comparison=comparison(steps=4))
        after = await client.hear_until("finished")
    assert {message["id"] for message in after} == {"c2"}


async def test_a_loss_without_a_hessian_is_said_or_refused(server: Server, http: httpx.Client) -> None:
    iris = {**MODEL, "dataset": {"id": "iris"}, "loss": {"id": "CrossEntropyLoss"}}
    flat = {**SGD, "loss": {"id": "MultiMarginLoss"}}
    document = comparison(iris, 4, runs=[SGD, flat])
    measured, missing = http.post("/api/curvature", json={"comparison": document, "points": 3}).json()["runs"]
    assert measured["available"]
    assert missing["run"] == 1
    assert not missing["available"]
    assert set(missing["reason"]) == {"en", "zh"}
    answer = http.post("/api/spectrum", json={"comparison": document, "run": 1})
    assert answer.status_code == 422
    async with open_stream(server) as client:
        await client.say("spectrum", comparison=document, run=1)
        heard = await client.hear()
    assert heard["error"] == answer.json()["error"]
    assert heard["error"]["field"] == "comparison.runs[1].loss.id"
