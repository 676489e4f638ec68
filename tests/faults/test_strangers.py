"""Nothing is reached past the guard, and no answer leaves without its headers."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, WebSocketRoute

from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from app.web.guard import SECURITY_HEADERS, Guard

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "STRANGE")
OWN = "http://127.0.0.1:8000"
FILLED = {"id": "0" * 64, "format": "csv", "path": "x", "name": "x", "slug": "x"}


def every_route(router: Any) -> Iterator[Any]:
    """The routes of an application, those of the routers that it includes too."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        yield from every_route(included) if included else [route]


def address_of(route: Any) -> str:
    """A path that leads to the route."""
    path = str(route.path)
    for name in getattr(route, "param_convertors", {}):
        for written in (f"{{{name}}}", f"{{{name}:path}}"):
            path = path.replace(written, FILLED.get(name, "x"))
    return f"{path}/js/main.js" if isinstance(route, Mount) else path


@pytest.fixture(scope="module")
def app() -> Guard:
    settings = Settings(requests_per_second=10_000, handshakes_per_second=10_000)
    return create_app(LocalRunner(settings), settings)


async def said(
    app: Any, path: str, method: str | None = "GET", body: str = "{}", **headers: str
) -> list[dict[str, Any]]:
    """What the application sends for a request as it stands on the wire; without a method, a WebSocket's."""
    kind = "http" if method else "websocket"
    incoming: list[dict[str, Any]] = [
        {"type": "http.request", "body": body.encode(), "more_body": False}
        if method
        else {"type": "websocket.connect"},
        {"type": f"{kind}.disconnect", "code": 1005},
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if len(incoming) > 1 else incoming[0]

    async def send(message: Any) -> None:
        sent.append(dict(message))

    named = {"host": "127.0.0.1:8000", **headers}
    scope: dict[str, Any] = {
        "type": kind,
        "http_version": "1.1",
        "scheme": "http" if method else "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5000),
        "extensions": {"websocket.http.response": {}},
        **({"method": method} if method else {"subprotocols": []}),
    }
    with contextlib.suppress(ZeroDivisionError):  # after its answer, what was not foreseen goes to the log
        await app(scope, receive, send)
    return sent


def headers_of(answer: dict[str, Any]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in answer["headers"]}


async def test_no_route_is_reached_by_a_stranger(app: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    routes = list(every_route(app.app))
    assert len(routes) > 30
    monkeypatch.setattr(app, "app", inner)
    for route in routes:
        path = address_of(route)
        for method in (None,) if isinstance(route, WebSocketRoute) else METHODS:
            assert (await said(app, path, method, host="evil.example"))[0]["status"] == 400
            assert (await said(app, path, method, origin="http://evil.example"))[0]["status"] == 403
    assert reached == []
    await said(app, "/healthz")
    assert reached == ["/healthz"]


async def test_what_is_served_is_the_guard_itself() -> None:
    settings = Settings()
    runner = LocalRunner(settings)
    assert type(create_app(runner, settings)) is Guard


async def test_every_answer_of_every_route_carries_the_security_headers(app: Guard) -> None:
    statuses = set()
    for route in every_route(app.app):
        path = address_of(route)
        if isinstance(route, WebSocketRoute):
            continue
        for method in METHODS:
            answer = (await said(app, path, method, "["))[0]
            statuses.add(answer["status"])
            assert_guarded(answer, f"{method} {path}")
    assert {200, 400, 404, 405} <= statuses


async def test_every_status_carries_the_security_headers(app: Guard) -> None:
    async def broken(_: Request) -> Response:
        raise ZeroDivisionError

    app.app.router.add_route("/broken", broken)  # type: ignore[attr-defined]
    tag = headers_of((await said(app, "/"))[0])["etag"]
    wrong = "http://evil.example"
    found = {
        204: await said(app, "/", "OPTIONS", access_control_request_method="POST"),
        304: await said(app, "/", if_none_match=tag),
        400: await said(app, "/", host="evil.example"),
        403: await said(app, "/", origin=wrong),
        404: await said(app, "/nothing"),
        405: await said(app, "/api/compare", "DELETE"),
        413: await said(app, "/api/compare", "POST", content_length="999999"),
        415: await said(app, "/api/checkpoints", "POST", content_type="text/html"),
        422: await said(app, "/api/compare", "POST"),
        500: await said(app, "/broken"),
        503: await said(app, "/readyz"),
    }
    for status, sent in found.items():
        assert sent[0]["status"] == status
        assert_guarded(sent[0], str(status))
    for path, headers in (("/nothing", {}), ("/api/stream", {"origin": wrong})):
        denied = (await said(app, path, None, **headers))[0]
        assert denied["type"] == "websocket.http.response.start"
        assert_guarded(denied, path)


def assert_guarded(answer: dict[str, Any], what: str) -> None:
    headers = headers_of(answer)
    for name, value in SECURITY_HEADERS.items():
        assert headers[name.lower()] == value, f"{what} {answer['status']}: {name}"


async def test_too_many_requests_of_one_address_are_told_when_to_come_again() -> None:
    settings = Settings(requests_per_second=1, handshakes_per_second=1)
    app = create_app(LocalRunner(settings), settings)
    answers = [await said(app, "/api/formula", "POST") for _ in range(11)]
    assert [answer[0]["status"] for answer in answers] == [422] * 10 + [429]
    openings = [await said(app, "/api/stream", None) for _ in range(11)]
    assert [opening[0]["type"] for opening in openings[:10]] == ["websocket.accept"] * 10
    assert openings[10][0]["status"] == 429
    for refused in (answers[10], openings[10]):
        assert headers_of(refused[0])["retry-after"] == "1"
        assert_guarded(refused[0], "429")
        assert json.loads(refused[1]["body"])["error"]["zh"].startswith("每个地址")
    assert (await said(app, "/healthz"))[0]["status"] == 200
    assert (await said(app, "/readyz"))[0]["status"] == 503


async def test_a_page_of_the_same_name_behind_a_proxy_with_tls_comes_in() -> None:
    settings = Settings(hosts="school.example", proxies="127.0.0.1")
    app = create_app(LocalRunner(settings), settings)
    told = {"x_forwarded_for": "203.0.113.9", "x_forwarded_proto": "https", "host": "school.example"}
    own, plain = "https://school.example", "http://school.example"
    assert (await said(app, "/api/stream", None, origin=own, **told))[0]["type"] == "websocket.accept"
    assert (await said(app, "/api/stream", None, origin=plain, **told))[0]["status"] == 403
    assert (await said(app, "/api/formula", "POST", origin=own, **told))[0]["status"] == 422
    unbelieved = create_app(LocalRunner(settings), settings.model_copy(update={"proxies": ()}))
    assert (await said(unbelieved, "/api/stream", None, origin=own, **told))[0]["status"] == 403


async def test_a_script_from_elsewhere_does_not_become_local_by_naming_localhost_to_a_proxy() -> None:
    settings = Settings(proxies="127.0.0.1")
    app = create_app(LocalRunner(settings), settings)
    told = {"host": "localhost", "x_forwarded_for": "203.0.113.9"}
    assert (await said(app, "/api/formula", "POST", **told))[0]["status"] == 403
    told["x_forwarded_for"] = "127.0.0.1"
    assert (await said(app, "/api/formula", "POST", **told))[0]["status"] == 422
