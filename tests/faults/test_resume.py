"""A connection that is lost costs nothing: what comes after is what would have come."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from tests.conftest import Server
from tests.faults.journeys import Traveller, any_way, whole
from tests.plain import plain_loop
from tests.web.client import comparison, long_comparison, open_stream

ROSENBROCK = "(1 - x)**2 + 100*(y - x**2)**2"
STEPS = 600
STAIRS: dict[str, Any] = {"id": "StepLR", "params": {"step_size": 150}}
NOWHERE = "x" * 32
TRAINING: dict[str, Any] = {
    "objective": {
        "kind": "model",
        "model": {"id": "mlp", "params": {"hidden": [8], "dropout": 0.2}},
        "dataset": {"id": "moons", "params": {"samples": 80}},
        "loss": {"id": "BCEWithLogitsLoss"},
        "batch_size": 16,
        "evaluation": {"every": 20},
    },
    "runs": [
        {"optimizer": "Adam", "params": {"lr": 0.02}},
        {"optimizer": "SGD", "params": {"lr": 0.1}},
    ],
    "steps": 300,
}


def plan(seed: int) -> dict[str, Any]:
    """Runs of every kind: with a state, a schedule, noise that is drawn."""
    return {
        "objective": {"kind": "function", "id": "rosenbrock", "noise": 0.1 * (seed % 2)},
        "runs": [
            {"optimizer": "SGD", "params": {"lr": 0.0003 + seed * 1e-6, "momentum": 0.5}},
            {"optimizer": "Adam", "params": {"lr": 0.01}, "schedule": STAIRS},
        ],
        "steps": STEPS,
        "seed": seed,
    }  # fmt: skip


def same(joined: Traveller, uncut: Traveller) -> bool:
    """Whether the same was told, but for how long it took."""
    outcomes = [
        [{**outcome, "summary": {**outcome["summary"], "seconds": 0}} for outcome in told.outcomes or ()]
        for told in (joined, uncut)
    ]
    return (
        joined.runs == uncut.runs
        and joined.evaluations == uncut.evaluations
        and outcomes[0] == outcomes[1]
        and joined.refusal is uncut.refusal is None
    )


async def journey(
    server: Server, comparison: dict[str, Any], seed: int, cuts: int, changes: bool
) -> Traveller:
    """A comparison whose connection is cut so often, steered and extended on the way."""
    random = Random(seed)
    async with Traveller(server, comparison) as traveller:
        await traveller.connect()
        for number in range(cuts):
            await traveller.hear_until(lambda: traveller.token)
            await traveller.hear(random.randrange(6))
            if changes and traveller.outcomes is None:
                if number % 3 == 0:
                    params = {"lr": random.choice((0.0002, 0.0004))}
                    await traveller.client.say("steer", run=0, params=params)
                if number == cuts // 2:
                    await traveller.client.say("extend", steps=100)
                await traveller.hear(random.randrange(3))
            await traveller.cut(any_way(random))
            traveller.outcomes = None
            await traveller.connect()
        await traveller.hear_all()
    return traveller


@pytest.mark.parametrize("seed", range(4))
async def test_a_function_cut_ten_times_is_told_as_if_nothing_had_happened(server: Server, seed: int) -> None:
    traveller = await journey(server, plan(seed), seed, cuts=10, changes=True)
    assert traveller.cuts == 10
    uncut = await whole(server, traveller.spec)
    assert same(traveller, uncut)
    for run, told in zip(traveller.runs, traveller.spec["runs"], strict=True):
        objective = traveller.spec["objective"]
        plain = plain_loop(
            ROSENBROCK, objective["start"], told["optimizer"], told["params"], traveller.spec["steps"],
            told["schedule"], told["changes"], objective["noise"], traveller.spec["seed"],
        )  # fmt: skip
        assert run["loss"] == plain["loss"].tolist()


async def test_a_training_cut_ten_times_is_told_as_if_nothing_had_happened(server: Server) -> None:
    traveller = await journey(server, TRAINING, 7, cuts=10, changes=True)
    assert traveller.cuts == 10
    uncut = await whole(server, traveller.spec)
    assert len(traveller.evaluations[0]["step"]) > 10
    assert same(traveller, uncut)


async def test_a_change_that_was_told_is_not_lost_with_the_connection(server: Server) -> None:
    async with Traveller(server, comparison(2000)) as traveller:
        await traveller.connect()
        await traveller.hear(3)
        await traveller.client.say("steer", run=1, params={"lr": 0.002})
        await traveller.hear_until(lambda: traveller.steered)
        await traveller.cut("reset")
        await traveller.connect()
        await traveller.hear_all()
    (step,) = [step for _, step in traveller.steered]
    (change,) = traveller.spec["runs"][1]["changes"]
    assert (change["step"], change["params"]) == (step, {"lr": 0.002})
    assert same(traveller, await whole(server, traveller.spec))


async def test_who_paused_comes_back_to_a_pause(server: Server) -> None:
    async with Traveller(server, long_comparison(80)) as traveller:
        await traveller.connect()
        await traveller.hear(2)
        await traveller.client.say("pause", "c1")
        await asyncio.sleep(0.2)
        await traveller.cut("close")
        await traveller.connect()
        await traveller.hear(1)
        assert traveller.starts == 2
        await traveller.hear_until_quiet()
        assert traveller.outcomes is None
        before = len(traveller.runs[0].get("loss", ()))
        await traveller.client.say("continue", "c1")
        await traveller.hear_until(lambda: len(traveller.runs[0].get("loss", ())) > before)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "missing", "token"),
        ({"token": NOWHERE, "entries": [], "evaluated": []}, "unknown_comparison", "token"),
        ({"token": "x" * 60_000, "entries": [], "evaluated": []}, "unknown_comparison", "token"),
        ({"token": "../" * 10, "entries": [], "evaluated": []}, "unknown_comparison", "token"),
        ({"token": 5, "entries": [], "evaluated": []}, "wrong_type", "token"),
        ({"token": NOWHERE, "entries": [-1], "evaluated": [None]}, "wrong_type", "entries"),
        ({"token": NOWHERE, "entries": [True], "evaluated": [None]}, "wrong_type", "entries"),
        ({"token": NOWHERE, "entries": [None], "evaluated": [None]}, "wrong_type", "entries"),
        ({"token": NOWHERE, "entries": 3, "evaluated": [None]}, "wrong_type", "entries"),
        ({"token": NOWHERE, "entries": [1], "evaluated": ["1"]}, "wrong_type", "evaluated"),
        ({"token": NOWHERE, "entries": [1], "evaluated": [1], "steps": 1}, "unknown_field", "steps"),
    ],
)  # fmt: skip
async def test_a_way_back_that_leads_nowhere_is_refused_in_words(
    server: Server, fields: dict[str, Any], code: str, field: str
) -> None:
    async with open_stream(server) as client:
        await client.say("resume", **fields)
        error = (await client.hear())["error"]
    assert (error["code"], error["field"]) == (code, field)
    if code == "unknown_comparison":
        assert "THALWEG_REDIS" in error["message"]
        assert "THALWEG_REDIS" in error["zh"]


@pytest.mark.parametrize(
    ("entries", "evaluated"),
    [([51], [None]), ([52, 51], [None, None]), ([0, 0], [None, 51]), ([0] * 3, [None] * 3)],
)  # fmt: skip
async def test_what_no_client_of_it_can_have_is_no_way_back(
    server: Server, entries: list[int], evaluated: list[int | None]
) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(50))
        token = (await client.hear_until("finished"))[0]["resume"]
        await client.say("resume", "c2", token=token, entries=entries, evaluated=evaluated)
        assert (await client.hear())["error"]["code"] == "unknown_comparison"


async def test_tokens_are_new_for_each_comparison_and_only_comparisons_have_one(server: Server) -> None:
    async with open_stream(server) as client:
        tokens = []
        for _ in range(3):
            await client.say("compare", comparison=comparison(5))
            tokens.append((await client.hear_until("finished"))[0]["resume"])
        assert len(set(tokens)) == 3
        assert {len(token) for token in tokens} == {32}
        await client.say("landscape", "l1", objective=comparison()["objective"], resolution=10)
        assert "resume" not in (await client.hear_until("finished"))[0]
