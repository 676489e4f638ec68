"""Changes on the way: what comes of them is what a request with them from the start gives."""

from __future__ import annotations

import asyncio
from itertools import zip_longest
from typing import Any

import orjson
import pytest

from app.errors import BEGINS_ANEW, Refusal
from app.runner.ray.job import Job
from app.spec import Change, Comparison, Request, with_change
from tests.runner.ray.conftest import StartRunner
from tests.runner.ray.requests import RUNS, functions, models
from tests.runner.ray.test_identity import alone, joined, streamed, timeless

Document = dict[str, Any]


async def begun(running: Job, messages: list[Document]) -> None:
    """Read until every run has begun."""
    heard = set[int]()
    while len(heard) < len(RUNS):
        messages.append(orjson.loads(await anext(running)))
        if messages[-1]["type"] == "chunk":
            heard.add(messages[-1]["run"])


async def rest(running: Job, messages: list[Document]) -> None:
    """Read to the end."""
    messages += [orjson.loads(message) async for message in running]


def check(messages: list[Document], request: Request) -> None:
    """The client has what one process says of this request."""
    expected = list(streamed(alone(request)))
    assert differences(joined(messages, "chunk"), joined(expected, "chunk")) == []
    assert timeless(messages[-1]) == timeless(expected[-1])


def differences(came: dict[int, Any], wanted: dict[int, Any]) -> list[tuple[int, str, int]]:
    """Where columns of runs differ for the first time: run, name, entry; short, unlike the columns."""
    found = []
    for run in sorted({*came, *wanted}):
        ours, theirs = came.get(run, {}), wanted.get(run, {})
        for name in sorted({*ours, *theirs}):
            pairs = zip_longest(ours.get(name, ()), theirs.get(name, ()), fillvalue="nothing")
            found += [(run, name, entry) for entry, (one, other) in enumerate(pairs) if one != other][:1]
    return found


def changed(request: Request, run: int, step: int, lr: float) -> Comparison:
    assert isinstance(request, Comparison)
    return with_change(request, run, Change(step=step, params={"lr": lr}))


def longer(request: Comparison, steps: int) -> Comparison:
    return request.model_copy(update={"steps": request.steps + steps})


@pytest.mark.parametrize(
    ("request_", "run"), [(functions(8_000), 0), (models(4_000), 2)], ids=["functions", "models"]
)
async def test_a_run_is_steered_on_its_way(start_runner: StartRunner, request_: Comparison, run: int) -> None:
    runner = await start_runner()
    running = runner.stream(request_, "c1", "s")
    messages: list[Document] = []
    await begun(running, messages)
    step = await running.steer(run, {"lr": 0.03})
    assert 0 < step < request_.steps
    await rest(running, messages)
    assert [(one["run"], one["step"]) for one in messages if one["type"] == "steered"] == [(run, step)]
    check(messages, changed(request_, run, step, 0.03))


async def test_models_are_extended_those_that_have_ended_too(start_runner: StartRunner) -> None:
    runner = await start_runner()
    request = models(1_000)
    running = runner.stream(request, "c1", "s")
    messages: list[Document] = []
    reading = asyncio.create_task(rest(running, messages))
    while not any(piece.state.name == "ENDED" for piece in running.pieces):
        await asyncio.sleep(0.005)
    assert not running.over
    await running.extend(200)
    await reading
    assert isinstance(request, Comparison)
    check(messages, longer(request, 200))


async def test_functions_are_extended_unless_their_noise_forbids_it(start_runner: StartRunner) -> None:
    runner = await start_runner()
    noisy = runner.stream(functions(15_000), "c1", "s")
    await anext(noisy)
    with pytest.raises(Refusal) as caught:
        await noisy.extend(10)
    assert caught.value.code == BEGINS_ANEW
    await noisy.aclose()
    request = functions(6_000)
    assert isinstance(request, Comparison)
    clean = Comparison.model_validate(
        {**request.model_dump(), "objective": {**request.objective.model_dump(), "noise": 0.0}}
    )
    running = runner.stream(clean, "c1", "s")
    messages: list[Document] = [orjson.loads(await anext(running))]
    await running.extend(100)
    await rest(running, messages)
    check(messages, longer(clean, 100))


@pytest.mark.parametrize("request_", [functions(8_000), models(1_500)], ids=["functions", "models"])
async def test_paused_work_frees_its_processors_is_steered_at_rest_and_goes_on(
    start_runner: StartRunner, request_: Comparison
) -> None:
    runner = await start_runner()
    running = runner.stream(request_, "c1", "s")
    messages: list[Document] = []
    await begun(running, messages)
    running.pause()
    reading = asyncio.create_task(rest(running, messages))
    while runner._following:
        await asyncio.sleep(0.01)
    step = await running.steer(2, {"lr": 0.01})
    other = runner.stream(functions(50), "c2", "s")
    assert b"finished" in [message async for message in other][-1]
    assert not reading.done()
    running.resume()
    await reading
    check(messages, changed(request_, 2, step, 0.01))


async def test_a_client_that_knows_a_part_gets_the_rest(start_runner: StartRunner) -> None:
    runner = await start_runner()
    request = models(300)
    messages: list[Document] = []
    await rest(runner.stream(request, "c1", "s", {"chunk 0": 301, "chunk 1": 120}), messages)
    chunks = [(one["run"], one["from"]) for one in messages if one["type"] == "chunk"]
    assert min(first for run, first in chunks if run == 1) == 120
    assert 0 not in dict(chunks)
    expected = joined(list(streamed(alone(request))), "chunk")
    assert joined([one for one in messages if one.get("run") == 2], "chunk")[2] == expected[2]
