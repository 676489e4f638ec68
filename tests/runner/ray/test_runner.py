"""The cluster as a runner: what arrives, what stops, what is held back."""

from __future__ import annotations

from tests.runner.conftest import collect
from tests.runner.fake_engine import Task
from tests.runner.ray.conftest import StartRunner

FAKE = "tests.runner.fake_engine"


async def test_messages_arrive_in_order_and_encoded_with_the_id(start_runner: StartRunner) -> None:
    runner = await start_runner(FAKE)
    messages = await collect(runner.stream(Task(messages=3), "c1", "s"))
    assert [message["type"] for message in messages] == ["landscape"] * 3 + ["finished"]
    assert [message["x"][0] for message in messages[:-1]] == [1, 2, 3]
    assert {message["id"] for message in messages} == {"c1"}
