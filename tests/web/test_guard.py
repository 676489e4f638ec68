"""Who may come in, and what every answer says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import WebSocketRoute

from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from app.web.guard import SECURITY_HEADERS, Guard
from tests.web.conftest import BASE

COMPARISON = {
    "objective": {"kind": "function", "id": "rosenbrock"},
    "runs": [{"optimizer": "Adamant"}],
    "steps": 3,
}
STRANGERS = [
    "http://evil.com",
    "null",
    "http://127.0.0.1.evil.com:8000",
    "http://127.0.0.1:8001",
    "https://127.0.0.1:8000",
    "http://127.0.0.1.:8000",
    "HTTP://127.0.0.1:8000",
    "http://localhost:8000",
    "http://127.0.0.1:8000/",
    "http://evil.com@127.0.0.1:8000",
    "",
]
WRONG_HOSTS = [
    "evil.com",
    "127.0.0.1.evil.com",
    "127.0.0.1.:8000",
    "127.0.0.1:80:80",
    "a/b",
    "",
    "127.0.0.1:x",
    "10.0.0.7",
]


def guarded(**limits: Any) -> Guard:
    settings = Settings(**limits)
    return create_app(LocalRunner(settings), settings)


def client(app: Guard, **options: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE, **options)


def every_route(router: Any) -> Iterator[Any]:
    """The routes of an application, those of the routers that it includes too."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        yield from every_route(included) if included else [route]


async def handshake(
    app: Guard, headers: dict[str, str], server: str = "127.0.0.1", path: str = "/api/stream"
) -> list[dict[str, Any]]:
    """What the application sends to a WebSocket's opening with these headers, until it waits for more."""
    sent: list[dict[str, Any]] = []
    incoming: list[dict[str, Any]] = [
        {"type": "websocket.connect"},
        {"type": "websocket.disconnect", "code": 1005},
    ]

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": (server, 8000),
        "client": (server, 5000),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    return sent


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_stranger_is_refused_before_its_socket_is_accepted(cold_app: Guard, origin: str) -> None:
    sent = await handshake(cold_app, {"host": "127.0.0.1:8000", "origin": origin})
    assert sent[0]["type"] == "websocket.http.response.start"
    assert sent[0]["status"] == 403
    assert b"content-security-policy" in dict(sent[0]["headers"])
    assert not cold_app.app.state.connections  # type: ignore[attr-defined]


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_strangers_request_is_refused(cold: httpx.AsyncClient, origin: str) -> None:
    answer = await cold.post("/api/compare", json=COMPARISON, headers={"Origin": origin})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "wrong_origin"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:9000", "http://localhost:9000"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
async def test_the_servers_own_pages_come_in(cold_app: Guard, host: str, origin: str) -> None:
    sent = await handshake(cold_app, {"host": host, "origin": origin})
    assert sent[0]["type"] == "websocket.accept"


async def test_a_program_without_an_origin_comes_in_over_loopback_only(cold_app: Guard) -> None:
    assert (await handshake(cold_app, {"host": "127.0.0.1:8000"}))[0]["type"] == "websocket.accept"
    elsewhere = await handshake(cold_app, {"host": "10.1.2.3:8000"}, server="10.1.2.3")
    assert elsewhere[0]["status"] == 403
    invited = await handshake(guarded(origins="*"), {"host": "10.1.2.3:8000"}, server="10.1.2.3")
    assert invited[0]["type"] == "websocket.accept"


async def test_scripts_from_other_machines_come_in_where_configured_and_foreign_pages_do_not() -> None:
    app = guarded(scripts=True)
    host = "10.1.2.3:8000"
    script = await handshake(app, {"host": host}, server="10.1.2.3")
    assert script[0]["type"] == "websocket.accept"
    page = await handshake(app, {"host": host, "origin": "http://evil.com"}, server="10.1.2.3")
    assert page[0]["status"] == 403
    # As docker publishes a port: the name is loopback's, the address is the container's.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as visitor:
        assert (await visitor.post("/api/compare", json=COMPARISON)).status_code == 422


@pytest.mark.parametrize("hosts", ["", "*"])
async def test_a_request_that_names_no_host_is_refused(hosts: str) -> None:
    app = guarded(hosts=hosts)
    assert (await handshake(app, {}))[0]["status"] == 400
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "scheme": "http", "method": "POST", "path": "/api/compare", "headers": []}
    await app({**scope, "query_string": b"", "server": ("127.0.0.1", 8000)}, receive, send)
    assert sent[0]["status"] == 400
    assert b"content-security-policy" in dict(sent[0]["headers"])


@pytest.mark.parametrize("path", ["/api/nothing", "/", "/static/js/main.js"])
async def test_an_unknown_websocket_is_told_so_in_the_contracts_form(cold_app: Guard, path: str) -> None:
    sent = await handshake(cold_app, {"host": "127.0.0.1:8000"}, path=path)
    assert sent[0]["status"] == 404
    assert b"content-security-policy" in dict(sent[0]["headers"])
    assert json.loads(sent[1]["body"])["error"]["code"] == "not_found"


async def test_a_configured_origin_comes_in_and_may_read_the_answer() -> None:
    school = "https://school.example"
    app = guarded(origins=school)
    sent = await handshake(app, {"host": "127.0.0.1:8000", "origin": school})
    assert sent[0]["type"] == "websocket.accept"
    async with client(app, headers={"Origin": school}) as visitor:
        asked = {"Access-Control-Request-Method": "POST"}
        preflight = await visitor.options("/api/compare", headers=asked)
        answer = await visitor.post("/api/compare", json=COMPARISON)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert answer.status_code == 422
    assert answer.headers["access-control-allow-origin"] == school
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("host", WRONG_HOSTS)
async def test_a_host_of_another_site_is_refused(cold_app: Guard, host: str) -> None:
    async with client(cold_app) as visitor:
        answer = await visitor.get("/healthz", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "wrong_host"
    assert (await handshake(cold_app, {"host": host, "origin": f"http://{host}"}))[0]["status"] == 400


async def test_configured_hosts_and_the_address_of_the_connection_are_the_servers_own() -> None:
    app = guarded(hosts="optimizers.school.example")
    async with client(app) as visitor:
        for host, status in [
            ("optimizers.school.example", 200),
            ("Optimizers.School.Example:80", 200),
            ("x.y", 400),
        ]:
            assert (await visitor.get("/healthz", headers={"Host": host})).status_code == status
    own = await handshake(app, {"host": "10.1.2.3:8000", "origin": "http://10.1.2.3:8000"}, server="10.1.2.3")
    assert own[0]["type"] == "websocket.accept"
    async with client(guarded(hosts="*")) as visitor:
        assert (await visitor.get("/healthz", headers={"Host": "anything.example"})).status_code == 200


async def test_no_websocket_route_is_reached_past_the_guard(cold_app: Guard) -> None:
    sockets = [route.path for route in every_route(cold_app.app) if isinstance(route, WebSocketRoute)]
    assert sockets == ["/api/stream", "/{path:path}"]
    for path in ("/api/stream", "/api/nothing"):
        sent = await handshake(cold_app, {"host": "127.0.0.1:8000", "origin": "http://evil.com"}, path=path)
        assert sent[0]["status"] == 403


async def test_every_answer_carries_the_security_headers(cold: httpx.AsyncClient, cold_app: Guard) -> None:
    async def broken(_: Request) -> Response:
        raise ZeroDivisionError

    cold_app.app.router.add_route("/broken", broken)  # type: ignore[attr-defined]
    catalog = await cold.get("/api/catalog")
    answers = {
        200: catalog,
        304: await cold.get("/api/catalog", headers={"If-None-Match": catalog.headers["etag"]}),
        400: await cold.post("/api/compare", content=b"{"),
        403: await cold.get("/", headers={"Origin": "http://evil.com"}),
        404: await cold.get("/nothing"),
        405: await cold.delete("/api/compare"),
        413: await cold.post("/api/compare", content=b" " * 100_000),
        422: await cold.post("/api/compare", json=COMPARISON),
        500: await cold.get("/broken"),
        503: await cold.get("/readyz"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        for name, value in SECURITY_HEADERS.items():
            assert answer.headers[name] == value, (status, name)
        if status >= 400:
            assert set(answer.json()["error"]) == {"code", "message", "field", "zh"}


async def test_the_policy_allows_no_inline_script_and_no_eval(cold: httpx.AsyncClient) -> None:
    policy = (await cold.get("/healthz")).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"


async def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(cold: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b" " * 4096

    answer = await cold.post("/api/compare", content=endless())
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"
    assert sent < 20


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30, "x"])
async def test_a_nonsensical_length_is_refused(cold: httpx.AsyncClient, length: str) -> None:
    answer = await cold.post("/api/compare", content=b"{}", headers={"Content-Length": length})
    assert answer.status_code == 413
