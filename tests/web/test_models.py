"""Models over HTTP and the stream: data, losses, training, weights that come and go."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest
import torch
from safetensors.torch import load, save

from tests.conftest import Server, running_server
from tests.web.client import open_stream
from tests.web.test_api import strict

MODEL: dict[str, Any] = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [4]}},
    "dataset": {"id": "moons", "params": {"samples": 40}},
    "loss": {"id": "BCEWithLogitsLoss"},
    "batch_size": 8,
}
ADAM: dict[str, Any] = {"optimizer": "Adam", "params": {"lr": 0.05}}


def training(steps: int = 20, **run: Any) -> dict[str, Any]:
    """A comparison of one run on a small network."""
    return {"objective": MODEL, "runs": [{**ADAM, **run}], "steps": steps}


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = strict(answer)["error"]
    return answer.status_code, error["code"], error["field"]


def test_a_dataset_is_shown_with_its_samples(http: httpx.Client) -> None:
    shown = strict(http.post("/api/dataset", json={"dataset": MODEL["dataset"]}))
    assert (shown["task"], shown["metric"], len(shown["classes"])) == ("binary", "accuracy", 2)
    for split, count in (("train", 30), ("validation", 10)):
        assert len(shown[split]["inputs"]) == len(shown[split]["targets"]) == count
        assert {len(row) for row in shown[split]["inputs"]} == {2}
        assert set(shown[split]["targets"]) <= {0, 1}
    assert refused(http.post("/api/dataset", json={"dataset": {"id": "x"}})) == (
        422,
        "unknown_dataset",
        "dataset.id",
    )


def test_the_textbook_example_of_cross_entropy_comes_out_as_in_the_textbook(http: httpx.Client) -> None:
    shown = strict(
        http.post(
            "/api/loss",
            json={"loss": {"id": "CrossEntropyLoss"}, "output": [[2.0, 1.0, 0.1]], "target": [0]},
        )
    )
    probabilities = next(term["values"] for term in shown["terms"] if term["name"] == "softmax")
    assert [round(value, 3) for value in probabilities[0]] == [0.659, 0.242, 0.099]
    assert round(shown["value"], 3) == 0.417
    assert set(shown["expects"]) == {"en", "zh"}


def test_one_sample_of_a_loss_is_followed_from_output_to_loss(http: httpx.Client) -> None:
    document = {"loss": {"id": "MSELoss"}, "output": [[2.5], [0.0]], "target": [[3.0], [1.0]]}
    assert "chain" not in strict(http.post("/api/loss", json=document))
    chain = strict(http.post("/api/loss", json={**document, "sample": 1}))["chain"]
    assert [line["name"] for line in chain["lines"]] == ["r_c", "own", "reduced"]
    assert {name: chain["values"][name] for name in ("r", "own", "others", "reduced")} == {
        "r": -1.0,
        "own": 1.0,
        "others": 0.25,
        "reduced": 0.625,
    }
    beyond = http.post("/api/loss", json={**document, "sample": 2})
    assert refused(beyond) == (422, "bad_loss_input", None)


@pytest.mark.parametrize(
    ("loss", "output", "target"),
    [
        ("CrossEntropyLoss", [[2.0, 1.0]], [5]),
        ("CrossEntropyLoss", [[2.0, 1.0]], [0, 1]),
        ("CrossEntropyLoss", [["a", "b"]], [0]),
        ("CrossEntropyLoss", [[1.0], [1.0, 2.0]], [0, 0]),
        ("CrossEntropyLoss", [], []),
        ("BCELoss", [[2.0]], [[1.0]]),
        ("MSELoss", [[[[1.0]]]], [[1.0]]),
        ("MSELoss", [{"a": 1}], [None]),
        ("TripletMarginLoss", [[1.0]], []),
    ],
)
def test_rows_that_a_loss_cannot_take_are_refused_with_what_it_needs(
    http: httpx.Client, loss: str, output: Any, target: Any
) -> None:
    answer = http.post("/api/loss", json={"loss": {"id": loss}, "output": output, "target": target})
    assert refused(answer) == (422, "bad_loss_input", None)
    assert loss in answer.json()["error"]["message"]


def test_a_model_is_trained_and_told_with_its_evaluations(http: httpx.Client) -> None:
    document = strict(http.post("/api/compare", json=training()))
    run = document["runs"][0]
    assert len(run["loss"]) == 21
    assert {"x", "y"}.isdisjoint(run)
    evaluation = run["evaluation"]
    assert evaluation["metric"] == "accuracy"
    assert {len(evaluation[name]) for name in ("step", "train_loss", "validation_metric")} == {
        len(evaluation["step"])
    }
    assert document["spec"]["objective"]["penalty"] == {"l1": 0, "l2": 0}
    again = strict(http.post("/api/compare", json=document["spec"]))
    assert again["runs"][0]["loss"] == run["loss"]


def test_the_weights_of_a_run_can_be_downloaded_and_started_from(http: httpx.Client) -> None:
    ids = strict(http.post("/api/compare", json=training()))["runs"][0]["checkpoints"]
    for which in ("best", "last"):
        kept = http.get(f"/api/checkpoints/{ids[which]}")
        assert (kept.status_code, kept.headers["content-type"]) == (200, "application/octet-stream")
        assert f"thalweg-{ids[which][:12]}.safetensors" in kept.headers["content-disposition"]
        assert int(kept.headers["content-length"]) == len(kept.content)
        assert hashlib.sha256(kept.content).hexdigest() == ids[which]
        exported = http.post("/api/export/checkpoint", json={"comparison": training(), "which": which})
        assert f"thalweg-mlp-Adam-{which}.safetensors" in exported.headers["content-disposition"]
        assert exported.content == kept.content
    assert set(load(kept.content)) == {"hidden1.weight", "hidden1.bias", "output.weight", "output.bias"}
    tuned = training(1, start_from={"checkpoint": ids["best"]}, frozen=["hidden1"])
    assert http.post("/api/compare", json=tuned).status_code == 200
    head = http.head(f"/api/checkpoints/{ids['last']}")
    assert (head.status_code, head.content) == (200, b"")


def test_an_uploaded_file_can_be_started_from_and_taken_back(http: httpx.Client) -> None:
    weights = {"weight": torch.tensor([[0.5, -0.25]]), "bias": torch.tensor([0.125])}
    file = save({f"output.{name}": tensor for name, tensor in weights.items()})
    answer = http.post("/api/checkpoints", content=file, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 201
    kept = strict(answer)
    assert kept["id"] == hashlib.sha256(file).hexdigest()
    assert kept["layers"] == [
        {"name": "output.bias", "shape": [1], "dtype": "F32"},
        {"name": "output.weight", "shape": [1, 2], "dtype": "F32"},
    ]
    assert http.get(f"/api/checkpoints/{kept['id']}").content == file
    run = {**ADAM, "start_from": {"checkpoint": kept["id"]}}
    plan = {"objective": {**MODEL, "model": {"id": "logistic"}}, "runs": [run], "steps": 1}
    assert http.post("/api/compare", json=plan).status_code == 200
    answer = http.post("/api/compare", json={**plan, "objective": MODEL})
    assert refused(answer)[:2] == (422, "checkpoint_mismatch")
    assert "hidden1.weight" in answer.json()["error"]["message"]


def test_what_is_not_there_is_told(http: httpx.Client) -> None:
    unknown = "0" * 64
    assert refused(http.get(f"/api/checkpoints/{unknown}")) == (404, "unknown_checkpoint", None)
    assert refused(http.get("/api/checkpoints/..%2F..%2Fetc%2Fpasswd"))[0] == 404
    answer = http.post("/api/compare", json=training(start_from={"checkpoint": unknown}))
    assert refused(answer) == (422, "unknown_checkpoint", "runs[0].start_from.checkpoint")
    assert refused(http.post("/api/export/onnx", json={}))[:2] == (404, "unknown_format")
    assert refused(http.post("/api/export/checkpoint", json={"comparison": 3})) == (
        422,
        "wrong_type",
        "comparison",
    )


async def test_the_stream_refuses_a_fan_on_a_model_and_an_unknown_checkpoint(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("fan", comparison=training(), run=0, param="lr", values=[0.1])
        error = (await client.hear())["error"]
        assert (error["code"], error["field"]) == ("functions_only", "comparison.objective")
        await client.say("compare", comparison=training(start_from={"checkpoint": "0" * 64}))
        error = (await client.hear())["error"]
        assert (error["code"], error["field"]) == (
            "unknown_checkpoint",
            "comparison.runs[0].start_from.checkpoint",
        )
        await client.say("compare", comparison=training(5))
        heard = await client.hear_until("finished")
    kinds = {message["type"] for message in heard}
    assert {"started", "chunk", "evaluation", "snapshot", "finished"} <= kinds
    assert set(heard[-1]["runs"][0]["checkpoints"]) == {"best", "last"}


async def test_a_model_can_be_steered_and_the_link_tells_how(server: Server, http: httpx.Client) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=training(10))
        await client.hear_until("finished")
        await client.say("steer", run=0, params={"lr": 0.5})
        assert (await client.hear())["step"] == 10
        await client.say("extend", steps=10)
        heard = await client.hear_until("finished")
    losses = [value for message in heard if message["type"] == "chunk" for value in message["loss"]]
    told = training(20, changes=[{"step": 10, "params": {"lr": 0.5}}])
    whole = strict(http.post("/api/compare", json=told))["runs"][0]
    assert json.dumps(losses) == json.dumps(whole["loss"])


def test_a_run_whose_weights_were_let_go_is_trained_anew() -> None:
    tight = running_server(THALWEG_CHECKPOINT_MEGABYTES="8", THALWEG_WORKERS="1")
    with tight as server, httpx.Client(base_url=server.url, timeout=30) as http:
        ids = strict(http.post("/api/compare", json=training()))["runs"][0]["checkpoints"]
        file = save({"weight": torch.zeros(2_097_120)})  # the whole shelf but for some 50 bytes
        assert http.post("/api/checkpoints", content=file).status_code == 201
        assert http.get(f"/api/checkpoints/{ids['best']}").status_code == 404
        assert strict(http.post("/api/compare", json=training()))["runs"][0]["checkpoints"] == ids
        assert http.get(f"/api/checkpoints/{ids['best']}").status_code == 200
