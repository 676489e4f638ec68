"""A WebSocket client for tests: speaks JSON, strictly, and never waits forever."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NoReturn

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.conftest import Server

SECONDS = 15.0
LONG_STEPS = 20_000


def comparison(steps: int = 50, runs: int = 2, seed: int = 0, **objective: Any) -> dict[str, Any]:
    """A small comparison on Rosenbrock; many steps make it last."""
    chosen = [{"optimizer": "SGD", "params": {"lr": 0.0001}}, {"optimizer": "Adam", "params": {"lr": 0.01}}]
    return {
        "objective": {"kind": "function", "id": "rosenbrock", **objective},
        "runs": [chosen[k % 2] for k in range(runs)],
        "steps": steps,
        "seed": seed,
    }


def long_comparison(seed: int = 0) -> dict[str, Any]:
    """One that takes many seconds."""
    return comparison(LONG_STEPS, 8, seed)


class Client:
    """One connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, kind: str, identifier: str = "c1", **fields: Any) -> None:
        await self.connection.send(json.dumps({"type": kind, "id": identifier, **fields}))

    async def hear(self) -> dict[str, Any]:
        """The next message, as strict JSON."""
        text = await asyncio.wait_for(self.connection.recv(), SECONDS)
        assert isinstance(text, str)
        message: dict[str, Any] = json.loads(text, parse_constant=_refuse)
        return message

    async def hear_until(self, kind: str, identifier: str | None = None) -> list[dict[str, Any]]:
        """All messages up to the first of that kind."""
        heard = [await self.hear()]
        while heard[-1]["type"] != kind or (identifier and heard[-1]["id"] != identifier):
            heard.append(await self.hear())
        return heard

    async def closed(self) -> int | None:
        """Read on until the server closes; the code."""
        async with asyncio.timeout(SECONDS):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code


@asynccontextmanager
async def open_stream(server: Server, **options: Any) -> AsyncIterator[Client]:
    """A connection to a server's stream that takes in all that comes, unless told otherwise."""
    options = {"max_size": None, "max_queue": None, "compression": None, **options}
    async with connect(server.stream_url, **options) as connection:
        yield Client(connection)


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")


def columns(messages: list[dict[str, Any]], run: int) -> dict[str, list[float]]:
    """The chunks of one run joined, after checking that they leave no gap and do not overlap."""
    joined: dict[str, list[float]] = {"x": [], "y": [], "loss": []}
    for message in messages:
        if message["type"] == "chunk" and message["run"] == run:
            assert message["from"] == len(joined["x"])
            for name, values in joined.items():
                values += message[name]
    return joined
