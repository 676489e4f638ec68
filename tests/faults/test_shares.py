"""One address that takes all it can: the others still get in, and health stays good (real uvicorn)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.web.limits import BURST_SECONDS
from tests.faults.conftest import Cold, holds, serving
from tests.web.client import comparison

HOG, OTHER = "127.0.0.1", "127.0.0.2"
CONNECTIONS = 12
QUEUE = 20
HALF = {"max_connections": CONNECTIONS, "max_queue": QUEUE, "scripts": True}


@pytest.fixture(scope="module")
def server() -> Iterator[Cold]:
    with serving(**HALF) as server:
        yield server


@contextmanager
def stream(server: Cold, address: str, **headers: str) -> Iterator[ClientConnection]:
    """A WebSocket from one of this machine's addresses."""
    with connect(server.stream_url, sock=server.connect(address), additional_headers=headers) as client:
        yield client


def hear(client: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(client.recv(timeout=15))
    return message


def ask(client: ClientConnection, name: str) -> dict[str, Any]:
    """Ask for a comparison; the first message that comes back."""
    client.send(json.dumps({"type": "compare", "id": name, "comparison": comparison(5)}))
    return hear(client)


def healthy(server: Cold) -> bool:
    return httpx.get(f"{server.url}/healthz").status_code == 200


def test_one_address_gets_half_of_the_connections_and_the_others_come_in(server: Cold) -> None:
    with ExitStack() as opened:
        for _ in range(CONNECTIONS // 2):
            opened.enter_context(stream(server, HOG))
        with pytest.raises(InvalidStatus, match="429") as refused, stream(server, HOG):
            pass
        assert refused.value.response.headers["Retry-After"] == "1"
        assert "of this address" in json.loads(refused.value.response.body)["error"]["message"]
        for _ in range(CONNECTIONS // 2):
            opened.enter_context(stream(server, OTHER))
        with pytest.raises(InvalidStatus, match="429"), stream(server, "127.0.0.3"):
            pass
        assert healthy(server)
    holds(lambda: not server.connections)
    with stream(server, HOG):
        pass


def test_one_address_fills_half_of_the_queue_and_the_others_come_in(server: Cold) -> None:
    with ExitStack() as opened:
        greedy = [opened.enter_context(stream(server, HOG)) for _ in range(2)]
        for number in range(QUEUE // 2):
            assert ask(greedy[number % 2], f"c{number}")["type"] == "started"
        refused = ask(greedy[0], "one more")
        assert refused["error"]["code"] == "busy"
        assert "10 requests of this address wait already" in refused["error"]["message"]
        answer = httpx.post(f"{server.url}/api/compare", json=comparison(5))
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
        other = opened.enter_context(stream(server, OTHER))
        assert ask(other, "c1")["type"] == "started"
        assert healthy(server)


def let_in(server: Cold, clients: list[str]) -> int:
    """How many WebSockets open, one after another, that say they are forwarded for these clients."""
    count = 0
    for client in clients:
        with suppress(InvalidStatus), stream(server, HOG, **{"X-Forwarded-For": client}):
            count += 1
    return count


FORGED = [f"203.0.113.{number}" for number in range(30)]


def test_a_forged_address_is_not_believed_without_a_trusted_proxy() -> None:
    with serving(**HALF, handshakes_per_second=1) as server:
        assert BURST_SECONDS <= let_in(server, FORGED) < 30


def test_behind_a_trusted_proxy_each_client_has_its_own_share() -> None:
    with serving(**HALF, handshakes_per_second=1, proxies=HOG) as server:
        assert let_in(server, FORGED) == 30
        assert BURST_SECONDS <= let_in(server, [f"{forged}, 198.51.100.7" for forged in FORGED]) < 30
