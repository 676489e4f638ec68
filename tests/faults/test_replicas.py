"""Two servers side by side: what one remembers, the other goes on with; without a Redis it says so."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import torch
from safetensors.torch import save

from app.web.redis import COMPARISONS, FILES
from tests.conftest import Server, running_server
from tests.faults.journeys import Traveller, whole
from tests.faults.shared_redis import SharedRedis, running_redis
from tests.faults.test_resume import TRAINING, plan, same
from tests.web.client import long_comparison

UNKNOWN = "unknown_comparison"


@dataclass(frozen=True)
class Replicas:
    """Two servers and what they share."""

    one: Server
    other: Server
    redis: SharedRedis

    @contextmanager
    def without_redis(self) -> Iterator[None]:
        """Have it away for a while."""
        self.redis.stop()
        try:
            yield
        finally:
            self.redis.start()


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    with (
        running_redis() as redis,
        running_server(THALWEG_REDIS=redis.url, THALWEG_WORKERS="1") as one,
        running_server(THALWEG_REDIS=redis.url, THALWEG_WORKERS="1") as other,
    ):
        yield Replicas(one, other, redis)


def weights() -> bytes:
    """What the small network of `TRAINING` can start from."""
    numbers = torch.Generator().manual_seed(3)
    shapes = {"hidden1.weight": (8, 2), "hidden1.bias": (8,), "output.weight": (1, 8), "output.bias": (1,)}
    return save({name: torch.randn(shape, generator=numbers) for name, shape in shapes.items()})


def upload(server: Server, file: bytes) -> str:
    answer = httpx.post(
        f"{server.url}/api/checkpoints", content=file, headers={"Content-Type": "application/octet-stream"}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def starting_from(id: str) -> dict[str, Any]:
    runs = [{**run, "start_from": {"checkpoint": id}} for run in TRAINING["runs"]]
    return {**TRAINING, "runs": runs}


async def moved(traveller: Traveller, to: Server, messages: int = 4) -> None:
    """Begin, be cut off, and go on elsewhere to the end."""
    await traveller.connect()
    await traveller.hear(messages)
    await traveller.cut("reset")
    assert traveller.outcomes is None, "expected the cut to come before the end"
    await traveller.connect(to)
    await traveller.hear_all()


async def test_a_function_cut_on_one_server_goes_on_on_the_other(replicas: Replicas) -> None:
    async with Traveller(replicas.one, {**plan(0), "steps": 3000}) as traveller:
        await traveller.connect()
        await traveller.hear(2)
        await traveller.client.say("steer", run=0, params={"lr": 0.0002})
        await traveller.hear_until(lambda: traveller.steered)
        await traveller.cut("reset")
        await traveller.connect(replicas.other)
        await traveller.hear_all()
    assert traveller.starts == 2
    assert len(traveller.spec["runs"][0]["changes"]) == 1
    assert same(traveller, await whole(replicas.one, traveller.spec))


async def test_a_training_from_uploaded_weights_goes_on_on_the_other_server(replicas: Replicas) -> None:
    id = upload(replicas.one, weights())
    async with Traveller(replicas.one, starting_from(id)) as traveller:
        await moved(traveller, replicas.other)
    assert traveller.starts == 2
    assert same(traveller, await whole(replicas.other, traveller.spec))
    assert traveller.outcomes is not None
    for made in traveller.outcomes[0]["checkpoints"].values():
        file = httpx.get(f"{replicas.one.url}/api/checkpoints/{made}").raise_for_status().content
        assert hashlib.sha256(file).hexdigest() == made


async def test_who_comes_back_takes_the_work_from_the_connection_that_only_seems_alive(
    replicas: Replicas,
) -> None:
    async with Traveller(replicas.one, long_comparison(81)) as traveller:
        await traveller.connect()
        await traveller.hear(2)
        await traveller.cut("silence")
        await traveller.connect()  # there is one worker only
        seen = [len(run.get("loss", ())) for run in traveller.runs]
        await traveller.hear_until(lambda: [len(run.get("loss", ())) for run in traveller.runs] > seen)


async def test_what_was_changed_in_the_shared_memory_is_not_believed(replicas: Replicas) -> None:
    file = weights()
    forged = hashlib.sha256(file + b"1").hexdigest()
    replicas.redis.client.set(FILES + forged, file)
    odd = hashlib.sha256(b"not weights").hexdigest()
    replicas.redis.client.set(FILES + odd, b"not weights")
    for id in (forged, odd):
        assert httpx.get(f"{replicas.one.url}/api/checkpoints/{id}").status_code == 404
        async with Traveller(replicas.one, starting_from(id)) as traveller:
            await traveller.connect()
            await traveller.hear_all()
        assert traveller.refusal
        assert traveller.refusal["code"] == "unknown_checkpoint"
    for number, document in enumerate(
        (
            b"",
            b"\x80\x04N.",
            b"[]",
            b"{}",
            b'{"comparison": {"steps": 1}, "paused": false}',
            b'{"paused": NaN}',
        )
    ):
        token = str(number) * 32
        replicas.redis.client.set(COMPARISONS + token, document)
        async with Traveller(replicas.one, plan(0)) as traveller:
            traveller.token = token
            await traveller.connect()
            await traveller.hear_all()
        assert traveller.refusal
        assert traveller.refusal["code"] == UNKNOWN


async def test_without_the_shared_memory_comparisons_go_on_and_coming_back_is_refused_in_words(
    replicas: Replicas,
) -> None:
    def ready() -> tuple[str, str]:
        answer = httpx.get(f"{replicas.one.url}/readyz").raise_for_status().json()
        return answer["status"], answer["redis"]

    assert ready() == ("ready", "up")
    async with Traveller(replicas.one, long_comparison(82)) as traveller:
        await traveller.connect()
        await traveller.hear(3)
        with replicas.without_redis():
            await traveller.hear(3)
            assert ready() == ("ready", "down")
            assert (await whole(replicas.other, plan(1))).outcomes is not None
            await traveller.cut("close")
            await traveller.connect()
            await traveller.hear_all()
    assert traveller.refusal
    assert traveller.refusal["code"] == UNKNOWN
    assert "cannot be reached" in traveller.refusal["message"]
    async with asyncio.timeout(20):
        while ready() != ("ready", "up"):
            await asyncio.sleep(0.1)
    async with Traveller(replicas.one, {**plan(0), "steps": 3000}) as traveller:
        await moved(traveller, replicas.other)
        assert traveller.starts == 2


async def test_servers_that_share_nothing_say_how_they_could(server: Server, replicas: Replicas) -> None:
    async with Traveller(server, long_comparison(83)) as traveller:
        await moved(traveller, replicas.other)
    assert traveller.refusal
    assert traveller.refusal["code"] == UNKNOWN
    assert "THALWEG_REDIS" in traveller.refusal["message"]
