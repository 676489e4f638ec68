"""The WebSocket, against the real server."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Server
from tests.web.client import Client, columns, comparison, long_comparison, open_stream

DEEP = "[" * 100_000
LONG_NUMBER = '{"type": "compare", "id": "c1", "comparison": {"steps": ' + "9" * 5000 + "}}"


async def still_works(client: Client) -> None:
    await client.say("compare", "after", comparison=comparison(5))
    heard = await client.hear_until("finished", "after")
    assert len(columns([message for message in heard if message["id"] == "after"], 0)["x"]) == 6


async def test_a_comparison_streams_from_started_to_finished(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(300))
        heard = await client.hear_until("finished")
    assert [heard[0]["type"], heard[-1]["type"]] == ["started", "finished"]
    assert heard[0]["spec"]["objective"]["start"] == [-1.5, 2.0]
    assert {message["type"] for message in heard[1:-1]} == {"chunk"}
    for run in (0, 1):
        assert len(columns(heard, run)["x"]) == 301
    assert [outcome["status"] for outcome in heard[-1]["runs"]] == ["completed", "completed"]


async def test_the_stream_is_the_answer_rounded_to_six_digits(server: Server, http: httpx.Client) -> None:
    whole = http.post("/api/compare", json=comparison(60)).json()
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(60))
        heard = await client.hear_until("finished")
    for run, trajectory in enumerate(whole["runs"]):
        for name, values in columns(heard, run).items():
            assert values == pytest.approx(trajectory[name], rel=5e-6)


async def test_the_same_id_again_replaces_what_is_in_progress(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=long_comparison())
        await client.hear_until("chunk")
        await client.say("compare", comparison=comparison(7, 1, seed=5))
        heard = await client.hear_until("finished")
        second = [index for index, message in enumerate(heard) if message["type"] == "started"]
        assert len(second) == 1
        after = heard[second[0] :]
        assert after[0]["spec"]["seed"] == 5
        assert {message["run"] for message in after if message["type"] == "chunk"} == {0}
        assert len(columns(after, 0)["x"]) == 8
        assert "cancelled" not in {message["type"] for message in heard}


async def test_of_many_replacements_the_newest_is_finished(server: Server) -> None:
    async with open_stream(server) as client:
        for seed in range(40):
            await client.say("compare", comparison=comparison(300, 2, seed))
        seed = -1
        while seed != 39:
            heard = await client.hear_until("started")
            seed = heard[-1]["spec"]["seed"]
        assert len(columns(await client.hear_until("finished"), 1)["x"]) == 301
        await client.say("cancel")
        assert (await client.hear())["type"] == "cancelled"


async def test_ids_do_not_disturb_each_other(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", "a", comparison=comparison(200, 2, 1))
        await client.say("fan", "b", comparison=comparison(50), run=1, param="lr", values=[0.001, 0.01, 0.1])
        heard = await client.hear_until("finished")
        heard += await client.hear_until("finished")
    chunks = [message for message in heard if message["id"] == "a"]
    assert len(columns(chunks, 1)["x"]) == 201
    fans = [message for message in heard if message["type"] == "fan_chunk"]
    assert {fan["index"]: fan["value"] for fan in fans} == {0: 0.001, 1: 0.01, 2: 0.1}
    assert all(fan["id"] == "b" and len(fan["x"]) == 51 and fan["status"] == "completed" for fan in fans)


async def test_landscapes_and_basin_maps_come_on_the_stream_too(server: Server) -> None:
    objective = {"kind": "function", "id": "himmelblau"}
    adam = {"optimizer": "Adam", "params": {"lr": 0.1}}
    async with open_stream(server) as client:
        await client.say("landscape", "l", objective=objective, domain=[-1, 1, -2, 2], resolution=5)
        heard = await client.hear_until("finished", "l")
        await client.say("basins", "b", objective=objective, run=adam, steps=20, resolution=8)
        heard += await client.hear_until("finished", "b")
    landscape = next(message for message in heard if message["type"] == "landscape")
    assert (landscape["resolution"], landscape["y"]) == (5, [-2, -1, 0, 1, 2])
    assert landscape["z"][2][2] == 170
    basins = next(message for message in heard if message["type"] == "basins")
    assert (basins["resolution"], len(basins["basin"]), len(basins["minima"])) == (8, 8, 4)


async def test_a_cancelled_comparison_says_so_and_nothing_follows(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=long_comparison(1))
        await client.hear_until("chunk")
        await client.say("cancel")
        await client.hear_until("cancelled")
        await client.say("compare", "c2", comparison=comparison(5))
        heard = await client.hear_until("finished")
    assert {message["id"] for message in heard} == {"c2"}


async def test_a_pause_stops_the_chunks_and_continue_brings_the_rest(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(4000, 2, 77))
        heard = await client.hear_until("chunk")
        await client.say("pause")
        try:
            while True:
                async with asyncio.timeout(0.5):
                    heard.append(await client.hear())
        except TimeoutError:
            pass
        assert heard[-1]["type"] == "chunk"
        await client.say("continue")
        heard += await client.hear_until("finished")
    assert len(columns(heard, 0)["x"]) == len(columns(heard, 1)["x"]) == 4001


async def silence(client: Client) -> list[dict[str, Any]]:
    """What still comes, until nothing does for half a second."""
    heard = []
    try:
        while True:
            async with asyncio.timeout(0.5):
                heard.append(await client.hear())
    except TimeoutError:
        return heard


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_pause_right_after_a_request_holds_for_it(server: Server, replaced: bool) -> None:
    async with open_stream(server) as client:
        if replaced:
            await client.say("compare", comparison=long_comparison(31))
            await client.hear_until("chunk")
        await client.say("compare", comparison=comparison(12_000, 2, 32 + replaced))
        await client.say("pause")
        heard = await silence(client)
        assert not any(message["type"] == "finished" for message in heard)
        await client.say("continue")
        heard += await client.hear_until("finished")
    newest = max(place for place, message in enumerate(heard) if message["type"] == "started")
    assert len(columns(heard[newest:], 1)["x"]) == 12_001


async def test_a_kept_run_is_steered_like_one_that_has_finished(server: Server, http: httpx.Client) -> None:
    unchanged, changed = comparison(6000, 1, 41), comparison(6000, 2, 41)
    async with open_stream(server) as client:
        await client.say("compare", comparison=unchanged)
        await client.hear_until("finished")
        await client.say("compare", comparison=changed)
        await client.say("steer", run=0, params={"lr": 0.00002})
        heard = await client.hear_until("steered")
        assert heard[-1]["step"] == 6000
        if not any(message["type"] == "finished" for message in heard):
            await client.hear_until("finished")
        await client.say("extend", steps=10)
        heard = await client.hear_until("finished")
    changed["runs"][0] = {**changed["runs"][0], "changes": [{"step": 6000, "params": {"lr": 0.00002}}]}
    whole = http.post("/api/compare", json={**changed, "steps": 6010}).json()["runs"][0]
    assert columns(heard, 0)["x"] == pytest.approx(whole["x"], rel=5e-6)


async def test_more_changes_than_a_comparison_may_have_are_refused(server: Server) -> None:
    changes = [{"step": 1, "params": {"lr": 0.1}}] * 33
    plan = comparison(5)
    plan["runs"] = [{**run, "changes": changes[: 33 - k]} for k, run in enumerate(plan["runs"])]
    async with open_stream(server) as client:
        await client.say("compare", comparison=plan)
        refused = (await client.hear())["error"]
        assert (refused["code"], refused["field"]) == ("limit", "comparison.runs")
        plan["runs"][0]["changes"] = changes[:32]
        await client.say("compare", comparison=plan)
        await client.hear_until("finished")
        await client.say("steer", run=0, params={"lr": 0.1})
        refused = (await client.hear())["error"]
        assert (refused["code"], refused["field"]) == ("limit", "params")


async def test_a_change_belongs_to_the_comparison_that_it_was_meant_for(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=long_comparison(320))
        await client.say("pause")
        for _ in range(3):
            await client.say("steer", run=1, params={"lr": 0.5})
        await client.say("compare", comparison=comparison(50))
        messages = await client.hear_until("finished")
    begins = max(place for place, one in enumerate(messages) if one["type"] == "started")
    assert [run["changes"] for run in messages[begins]["spec"]["runs"]] == [[]] * len(comparison(50)["runs"])
    assert "steered" not in {one["type"] for one in messages[begins:]}
    assert "error" not in {one["type"] for one in messages[begins:]}


async def test_a_schedule_that_cannot_be_longer_is_told_of_where_it_is_extended(server: Server) -> None:
    plan = comparison(20, 1)
    plan["runs"][0]["schedule"] = {"id": "OneCycleLR", "params": {"max_lr": 0.1, "cycle_momentum": False}}
    async with open_stream(server) as client:
        await client.say("compare", comparison=plan)
        await client.hear_until("finished")
        await client.say("extend", steps=5)
        refused = (await client.hear())["error"]
    assert refused["field"] == "steps"
    assert "cannot be extended to 25 steps" in refused["message"]


async def test_steering_changes_the_run_from_its_next_step_on(server: Server, http: httpx.Client) -> None:
    plan = comparison(6000, 1, 3)
    async with open_stream(server) as client:
        await client.say("compare", comparison=plan)
        heard = await client.hear_until("chunk")
        await client.say("steer", run=0, params={"lr": 0.00001})
        heard += await client.hear_until("finished")
    steered = next(message for message in heard if message["type"] == "steered")
    assert 0 < steered["step"] < 6000
    plan["runs"] = [{**plan["runs"][0], "changes": [{"step": steered["step"], "params": {"lr": 0.00001}}]}]
    whole = http.post("/api/compare", json=plan).json()["runs"][0]
    assert columns(heard, 0)["loss"] == pytest.approx(whole["loss"], rel=5e-6)


async def test_a_finished_comparison_can_be_steered_and_extended(server: Server, http: httpx.Client) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(40))
        await client.hear_until("finished")
        await client.say("steer", run=1, params={"lr": 0.5})
        assert await client.hear() == {"type": "steered", "id": "c1", "run": 1, "step": 40}
        await client.say("extend", steps=10)
        heard = await client.hear_until("finished")
    assert heard[0]["type"] == "started"
    assert heard[0]["spec"]["steps"] == 50
    plan = comparison(50)
    plan["runs"] = [plan["runs"][0], {**plan["runs"][1], "changes": [{"step": 40, "params": {"lr": 0.5}}]}]
    whole = http.post("/api/compare", json=plan).json()["runs"]
    for run in (0, 1):
        assert columns(heard, run)["x"] == pytest.approx(whole[run]["x"], rel=5e-6)


async def test_a_live_comparison_can_be_extended(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(5000, 1, 9))
        heard = await client.hear_until("chunk")
        await client.say("extend", steps=100)
        heard += await client.hear_until("finished")
        if sum(message["type"] == "started" for message in heard) == 1:
            assert len(columns(heard, 0)["x"]) == 5101
        await client.say("extend", steps=100_000)
        refused = (await client.hear())["error"]
    assert refused["code"] in ("too_many", "limit", "out_of_range", "too_large")
    assert refused["field"] == "steps"


@pytest.mark.parametrize("until", ["chunk", "finished"])
async def test_a_noisy_comparison_begins_anew_when_it_is_extended(
    server: Server, http: httpx.Client, until: str
) -> None:
    noisy = comparison(4000, 1, 51 if until == "chunk" else 52)
    noisy["objective"]["noise"] = 0.1
    async with open_stream(server) as client:
        await client.say("compare", comparison=noisy)
        await client.hear_until(until)
        await client.say("extend", steps=100)
        await client.hear_until("started")
        heard = await client.hear_until("finished")
    whole = http.post("/api/compare", json={**noisy, "steps": 4100}).json()["runs"][0]
    assert columns(heard, 0)["x"] == pytest.approx(whole["x"], rel=5e-6)


MALFORMED: list[tuple[str, str | None, str | None]] = [
    ("", None, None),
    ("not json", None, None),
    (DEEP[:60_000], None, None),
    (LONG_NUMBER, None, None),
    ('{"type": "compare", "id": "c1", "comparison": NaN}', None, None),
    ('{"type": "compare", "id": "c1", "id": "c2"}', None, None),
    ('{"type": "compare", "id": "c1", "comparison": 1e309}', None, None),
    ('{"type": "cancel", "id": "\\ud800"}', None, None),
    ('{"type": "compare", "id": "c1", "comparison": {"runs": [{"label": "\\ud800"}]}}', None, None),
    ("[]", None, None),
    ("null", None, None),
    ('{"type": "compare"}', None, "id"),
    ('{"type": "compare", "id": 5}', None, "id"),
    ('{"type": "compare", "id": ""}', None, "id"),
    (json.dumps({"type": "compare", "id": "x" * 50_000}), None, "id"),
    ('{"id": "c1"}', "c1", "type"),
    ('{"type": "compute", "id": "c1"}', "c1", "type"),
    ('{"type": ["compare"], "id": "c1"}', "c1", "type"),
    ('{"type": "compare", "id": "c1"}', "c1", "comparison"),
    ('{"type": "compare", "id": "c1", "comparison": 5}', "c1", "comparison"),
    ('{"type": "compare", "id": "c1", "comparison": {}, "spec": {}}', "c1", "spec"),
    ('{"type": "steer", "id": "nobody", "run": 0, "params": {}}', "nobody", "id"),
    ('{"type": "extend", "id": "nobody", "steps": 5}', "nobody", "id"),
    ('{"type": "cancel", "id": "nobody"}', "nobody", "id"),
    (json.dumps({"type": "compare", "id": "c1", "comparison": comparison(10**9)}), "c1", "comparison.steps"),
]


@pytest.mark.parametrize(("text", "identifier", "field"), MALFORMED)
async def test_a_malformed_message_is_answered_and_the_connection_lives(
    server: Server, text: str, identifier: str | None, field: str | None
) -> None:
    async with open_stream(server) as client:
        await client.connection.send(text)
        heard = await client.hear()
        assert heard["type"] == "error"
        assert heard["id"] == identifier
        assert heard["error"]["field"] == field
        assert "Traceback" not in heard["error"]["message"]
        assert len(heard["error"]["message"]) < 400
        await still_works(client)


async def test_an_unknown_optimizer_is_named_with_its_place(server: Server) -> None:
    plan = comparison(5)
    plan["runs"][1] = {"optimizer": "Adamant"}
    async with open_stream(server) as client:
        await client.say("compare", comparison=plan)
        heard = await client.hear()
        assert heard["error"]["code"] == "unknown_optimizer"
        assert heard["error"]["field"] == "comparison.runs[1].optimizer"
        await still_works(client)


async def test_a_refused_change_leaves_the_comparison_as_it_was(server: Server) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"run": 5, "params": {"lr": 0.1}}, "run"),
        ({"run": True, "params": {"lr": 0.1}}, "run"),
        ({"run": 0, "params": [1]}, "params"),
        ({"run": 0, "params": {"lr": -1}}, "params.lr"),
        ({"run": 0, "params": {"speed": 1}}, "params.speed"),
        ({"run": 0}, "params"),
    ]
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(5))
        await client.hear_until("finished")
        for fields, field in refused:
            await client.say("steer", **fields)
            heard = await client.hear()
            assert (heard["type"], heard["error"]["field"]) == ("error", field)
        await client.say("extend", steps=1)
        heard_again = await client.hear_until("finished")
        assert heard_again[0]["spec"]["runs"][0]["changes"] == []


async def test_a_binary_message_is_refused(server: Server) -> None:
    async with open_stream(server) as client:
        await client.connection.send(b'{"type": "cancel", "id": "c1"}')
        assert (await client.hear())["error"]["code"] == "not_text"
        await still_works(client)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = [
    "compare",
    "fan",
    "landscape",
    "basins",
    "sweep",
    "tune",
    "steer",
    "pause",
    "continue",
    "extend",
    "cancel",
]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(KINDS),
    fields=st.dictionaries(
        st.sampled_from(["comparison", "run", "param", "params", "values", "steps"]), ANY_JSON, max_size=4
    ),
)
async def test_no_message_breaks_the_connection(server: Server, kind: str, fields: dict[str, Any]) -> None:
    async with open_stream(server) as client:
        await client.say(kind, "any", **fields)
        assert (await client.hear())["type"] == "error"
        await client.say("compare", "after", comparison=comparison(2, 1))
        await client.hear_until("finished", "after")
