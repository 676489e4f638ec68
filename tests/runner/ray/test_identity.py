"""What a cluster says is what one process says: bit for bit, but for the seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import torch

from app.export.desk import begin
from app.messages import Message, answer, encode
from app.spec import Request, wire
from tests.runner.conftest import collect
from tests.runner.ray.conftest import StartRunner
from tests.runner.ray.requests import EVERY, functions, models

Document = dict[str, Any]
COLUMNS = ("x", "y", "loss", "grad_norm", "lr", "distance", "step", "train_loss", "validation_metric")


def alone(request: Request) -> list[Message]:
    """All that one process says."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return [message for message in begin(request) if message is not None]
    finally:
        torch.set_num_threads(threads)


def timeless(value: Any) -> Any:
    """A document without what depends on how fast it came."""
    if isinstance(value, dict):
        return {name: timeless(item) for name, item in value.items() if name != "seconds"}
    return [timeless(item) for item in value] if isinstance(value, list) else value


def joined(messages: list[Document], kind: str) -> dict[int, dict[str, list[Any]]]:
    """The columns of each run, its chunks or evaluations joined in the order in which they came."""
    runs: dict[int, dict[str, list[Any]]] = {}
    for message in messages:
        if message["type"] == kind:
            columns = runs.setdefault(message["run"], {})
            assert message.get("from", 0) == len(columns.get("loss", [])) or kind != "chunk"
            for name in COLUMNS:
                if isinstance(message.get(name), list):
                    columns.setdefault(name, []).extend(message[name])
    return runs


@pytest.mark.parametrize("name", EVERY)
async def test_an_answer_is_that_of_one_process(start_runner: StartRunner, name: str) -> None:
    request = EVERY[name]
    runner = await start_runner()
    body = b"".join([piece async for piece in runner.answer(request)])
    version = str(torch.__version__).split("+")[0]
    expected = answer(alone(request), wire(request), version)
    assert timeless(orjson.loads(body)) == timeless(orjson.loads(expected))


@pytest.mark.parametrize("request_", [functions(), models()], ids=["functions", "models"])
async def test_streamed_trajectories_are_those_of_one_process(
    start_runner: StartRunner, request_: Request
) -> None:
    runner = await start_runner()
    messages = await collect(runner.stream(request_, "c1", "s"))
    expected = list(streamed(alone(request_)))
    for kind in ("chunk", "evaluation"):
        assert joined(messages, kind) == joined(expected, kind)
    assert [message["type"] for message in messages].count("finished") == 1
    assert timeless(messages[-1]) == timeless(expected[-1])


@pytest.mark.parametrize("name", ["sweep of a model", "random on a model", "landscape of a model"])
async def test_streamed_pieces_come_once_and_progress_never_goes_back(
    start_runner: StartRunner, name: str
) -> None:
    runner = await start_runner()
    messages = await collect(runner.stream(EVERY[name], "c1", "s"))
    expected = list(streamed(alone(EVERY[name])))
    said = [message for message in messages if message["type"] != "progress"]
    wanted = [message for message in expected if message["type"] != "progress"]
    assert said[-1]["type"] == wanted[-1]["type"] == "finished"
    assert sorted(map(orjson.dumps, said)) == sorted(map(orjson.dumps, wanted))
    shares = [(one["done"], one["total"]) for one in messages if one["type"] == "progress"]
    if name != "landscape of a model":
        assert [done for done, _ in shares] == sorted({done for done, _ in shares})
        assert shares[-1][0] == shares[-1][1] == expected[-3 if "random" in name else -2]["total"]


def streamed(messages: list[Message]) -> Iterator[Document]:
    """The messages as a client of the stream gets them, those for nobody left out."""
    for message in messages:
        if type(message).__name__ != "Weights":
            yield orjson.loads(encode(message, "c1"))
