"""Sweeps and tunings against the real server: as an answer, on the stream, and left half-way."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.conftest import Server
from tests.engine.trials.trying import moons
from tests.web.client import open_stream

OBJECTIVE = {"kind": "function", "id": "rosenbrock"}
RATES = [10.0 ** (k / 8 - 4) for k in range(32)]
MOMENTA = [k / 32 for k in range(32)]


def sweep(**changes: Any) -> dict[str, Any]:
    return {
        "objective": OBJECTIVE,
        "run": {"optimizer": "SGD"},
        "params": {"lr": RATES},
        "steps": 60,
        **changes,
    }


def tune(**changes: Any) -> dict[str, Any]:
    runs = [{"optimizer": "SGD"}, {"optimizer": "Adam"}]
    return {"objective": OBJECTIVE, "runs": runs, "steps": 60, "trials": 6, **changes}


async def test_a_sweep_on_the_stream_is_its_answer_cell_by_cell(server: Server, http: httpx.Client) -> None:
    answer = http.post("/api/sweep", json=sweep())
    assert answer.status_code == 200
    body = answer.json()
    assert {len(column) for column in body.values()} == {32}
    assert set(body["status"]) == {"completed", "diverged"}
    async with open_stream(server) as client:
        await client.say("sweep", **sweep())
        heard = await client.hear_until("finished")
    assert heard[0]["type"] == "started"
    assert heard[0]["spec"]["run"]["label"] == "SGD"
    cells = [message for message in heard if message["type"] == "sweep_cell"]
    assert sorted(cell["index"] for cell in cells) == [[index] for index in range(32)]
    for cell in cells:
        (index,) = cell["index"]
        for name in ("final_loss", "best_loss", "status"):
            assert cell[name] == body[name][index]
        assert cell["quartiles"] is None
    progress = [message for message in heard if message["type"] == "progress"]
    assert (progress[-1]["done"], progress[-1]["total"]) == (32, 32)


def test_a_models_sweep_over_seeds_has_quartiles(http: httpx.Client) -> None:
    request = sweep(objective=moons(batch_size=16), params={"lr": [0.1, 1.0]}, steps=10, seeds=3)
    body = http.post("/api/sweep", json=request).json()
    for index in (0, 1):
        first, third = body["quartiles"][index]["final_loss"]
        assert first <= body["final_loss"][index] <= third


@pytest.mark.parametrize("method", ["grid", "random", "tpe"])
async def test_a_tuning_on_the_stream_is_its_answer_trial_by_trial(
    server: Server, http: httpx.Client, method: str
) -> None:
    body = http.post("/api/tune", json=tune(method=method)).json()
    async with open_stream(server) as client:
        await client.say("tune", **tune(method=method))
        heard = await client.hear_until("finished")
    trials = [message for message in heard if message["type"] == "trial"]
    fields = ("run", "number", "params", "value", "status")
    assert [{name: trial[name] for name in fields} for trial in trials] == body["trials"]
    (best,) = [message["runs"] for message in heard if message["type"] == "tuned"]
    assert best == body["best"]
    for number, found in enumerate(best):
        values = [
            trial["value"] for trial in trials if trial["run"] == number and trial["status"] == "completed"
        ]
        assert found["value"] == min(values)


@pytest.mark.parametrize(
    ("kind", "request_of", "part"),
    [
        ("sweep", lambda: sweep(params={"lr": RATES, "momentum": MOMENTA}, steps=2000), "sweep_cell"),
        ("sweep", lambda: sweep(objective=moons(), params={"lr": RATES}, steps=2000), "sweep_cell"),
        ("tune", lambda: tune(trials=200, steps=5000), "trial"),
        ("tune", lambda: tune(objective=moons(), trials=200, steps=2000), "trial"),
    ],
)
async def test_what_was_sent_before_a_cancel_stands_and_nothing_follows(
    server: Server, kind: str, request_of: Any, part: str
) -> None:
    async with open_stream(server) as client:
        await client.say(kind, **request_of())
        heard = await client.hear_until(part)
        asked = time.monotonic()
        await client.say("cancel")
        heard += await client.hear_until("cancelled")
        assert time.monotonic() - asked < 1.0
        assert [message for message in heard if message["type"] == part]
        assert not {"finished", "tuned", "error"} & {message["type"] for message in heard}
        await client.say(kind, "c2", **(sweep() if kind == "sweep" else tune()))
        after = await client.hear_until("finished")
    assert {message["id"] for message in after} == {"c2"}


async def test_a_newer_request_replaces_the_one_under_way(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("tune", **tune(trials=200, steps=5000))
        await client.hear_until("trial")
        await client.say("tune", **tune(trials=3))
        heard = await client.hear_until("tuned")
    begun = [place for place, message in enumerate(heard) if message["type"] == "started"]
    assert [heard[place]["spec"]["trials"] for place in begun] == [3]
    assert sum(message["type"] == "trial" for message in heard[begun[0] :]) == 6


async def test_what_is_under_way_cannot_be_steered(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("sweep", **sweep(params={"lr": RATES, "momentum": MOMENTA}, steps=2000))
        await client.hear_until("started")
        await client.say("steer", run=0, params={"lr": 0.1})
        heard = await client.hear_until("error")
    assert heard[-1]["error"]["code"] == "not_steerable"


@pytest.mark.parametrize(
    ("kind", "document", "field"),
    [
        ("sweep", sweep(params={"lr": [1], "momentum": [0], "dampening": [0]}), "params"),
        ("tune", tune(ranges={"lr": [1, 0.1]}), "ranges.lr"),
        ("tune", tune(goal="best_validation_loss"), "goal"),
    ],
)
async def test_a_refusal_names_its_field_on_both_ways(
    server: Server, http: httpx.Client, kind: str, document: dict[str, Any], field: str
) -> None:
    answer = http.post(f"/api/{kind}", json=document)
    assert answer.status_code == 422
    async with open_stream(server) as client:
        await client.say(kind, **document)
        heard = await client.hear()
    assert heard["error"] == answer.json()["error"]
    assert heard["error"]["field"] == field
