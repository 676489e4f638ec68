"""A client whose connection is cut again and again, and that goes on by token with what it has."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from random import Random
from typing import Any, Self

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.conftest import Server
from tests.web.client import Client

COLUMNS = ("x", "y", "loss", "grad_norm", "distance")
MEASURED = ("step", "train_loss", "validation_loss", "train_metric", "validation_metric")


class Traveller:
    """Joins what it hears as the page does, and notices every gap and every repetition."""

    def __init__(self, server: Server, comparison: dict[str, Any], identifier: str = "c1") -> None:
        self.server = server
        self.comparison = comparison
        self.id = identifier
        self.runs: list[dict[str, list[Any]]] = [{} for _ in comparison["runs"]]
        self.evaluations: list[dict[str, list[Any]]] = [{} for _ in comparison["runs"]]
        self.spec: dict[str, Any] = {}
        self.token: str | None = None
        self.steered: list[tuple[int, int]] = []
        self.outcomes: list[dict[str, Any]] | None = None
        self.refusal: dict[str, Any] | None = None
        self.starts = self.cuts = 0
        self._client: Client | None = None
        self._silent: list[Client] = []

    @property
    def client(self) -> Client:
        assert self._client is not None
        return self._client

    async def connect(self, server: Server | None = None) -> None:
        """Arrive, and ask for the comparison or for what of it is still to come."""
        self.server = server or self.server
        url = self.server.stream_url
        self._client = Client(await connect(url, max_size=None, max_queue=None, compression=None))
        if self.token is None:
            await self.client.say("compare", self.id, comparison=self.comparison)
            return
        evaluated = [(one.get("step") or [None])[-1] for one in self.evaluations]
        entries = [len(run.get("loss", ())) for run in self.runs]
        fields = {"token": self.token, "entries": entries, "evaluated": evaluated}
        await self.client.say("resume", self.id, **fields)

    async def hear(self, messages: int = 1) -> None:
        """Take in that many messages, or all up to the end."""
        while messages > 0 and self.outcomes is None and self.refusal is None:
            self.take(await self.client.hear())
            messages -= 1

    async def hear_until(self, condition: Callable[[], object]) -> None:
        """Take in messages until something holds."""
        while not condition():
            self.take(await self.client.hear())

    async def hear_until_quiet(self, seconds: float = 0.4) -> None:
        """Take in what is on its way, until nothing has come for a while."""
        with contextlib.suppress(TimeoutError):
            while True:
                self.take(await asyncio.wait_for(self.client.hear(), seconds))

    async def hear_all(self) -> None:
        """Take in messages until the end."""
        await self.hear_until(lambda: self.outcomes is not None or self.refusal is not None)

    def take(self, message: dict[str, Any]) -> None:
        """Join one message to what there is."""
        match message["type"]:
            case "started":
                self._started(message)
            case "chunk":
                join(self.runs[message["run"]], message, [name for name in COLUMNS if name in message])
            case "evaluation":
                former = self.evaluations[message["run"]].get("step", [])
                assert not former or former[-1] < message["step"][0], "an evaluation came twice"
                join(self.evaluations[message["run"]], {**message, "from": len(former)}, MEASURED)
            case "steered":
                self.steered.append((message["run"], message["step"]))
            case "finished":
                self.outcomes = message["runs"]
            case "error":
                self.refusal = message["error"]

    async def cut(self, how: str) -> None:
        """Lose the connection: by a `close` frame, a `reset`, or `silence` that nobody is told of."""
        connection = self.client.connection
        match how:
            case "close":
                await connection.close()
            case "reset":
                end = connection.transport.get_extra_info("socket")
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.transport.abort()
            case "silence":
                connection.transport.pause_reading()
                self._silent.append(self.client)
        self._client = None
        self.cuts += 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """End all connections."""
        clients = [*self._silent, *([self._client] if self._client else [])]
        for client in clients:
            client.connection.transport.abort()
            with contextlib.suppress(ConnectionClosed, TimeoutError):
                await asyncio.wait_for(client.connection.wait_closed(), 5)

    def _started(self, message: dict[str, Any]) -> None:
        self.starts += 1
        if message["resume"] != self.token:
            self.runs = [{} for _ in self.runs]
            self.evaluations = [{} for _ in self.evaluations]
        self.token, self.spec = message["resume"], message["spec"]


def join(run: dict[str, list[Any]], message: dict[str, Any], names: Any) -> None:
    """Append columns; what a message begins with must be where the last one ended."""
    assert message["from"] == max(map(len, run.values()), default=0), "a gap, or what was sent already"
    for name in names:
        run.setdefault(name, [])
        if message[name] is not None:
            run[name] += message[name]


async def whole(server: Server, comparison: dict[str, Any]) -> Traveller:
    """The same comparison on one connection that holds."""
    async with Traveller(server, comparison) as traveller:
        await traveller.connect()
        await traveller.hear_all()
    assert traveller.refusal is None
    return traveller


def any_way(random: Random) -> str:
    """One of the ways in which connections end."""
    return random.choice(("close", "reset", "silence"))
