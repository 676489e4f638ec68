"""Whatever is sent, over HTTP or on the stream: an answer in the contract's form, never a failure."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from typing import Any, NoReturn

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from app.web.examples import REQUEST_EXAMPLES
from app.web.guard import Guard
from tests.faults.fuzzing import fuzzed

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**9, 2**63, 10**299, -0.0, 1e308, 5e-324])
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\ud800", "\x00", "__proto__", "__class__", "<img src=x onerror=alert(1)>", "x" * 300])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
PATHS = {"qr": "/api/qr", "export": "/api/export/csv", "checkpoint": "/api/export/checkpoint"}
KINDS = sorted(kind for kind in REQUEST_EXAMPLES if kind != "export")
STREAMED = ("compare", "fan", "landscape", "basins", "curvature", "spectrum", "inspect", "sweep", "tune")
ACCEPTED = {200, 400, 413, 422, 429}


class Busy(LocalRunner):
    """A runner that has no place for anything that is well formed."""

    def stream(self, *_: Any, **__: Any) -> NoReturn:
        raise Refusal("busy", "everybody works", status=429)

    answer = stream


@pytest.fixture(scope="module")
def app() -> Guard:
    settings = Settings(requests_per_second=1_000_000, handshakes_per_second=1_000_000)
    return create_app(Busy(settings), settings)


@pytest.fixture
async def http(app: Guard) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)  # a failure of the application fails the test
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


def places(document: Any) -> list[tuple[Any, Any]]:
    """Every place in a document: what holds it, and the key or the index there."""
    found: list[tuple[Any, Any]] = []
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, inner in items:
        found.append((document, key))
        if isinstance(inner, dict | list):
            found += places(inner)
    return found


@st.composite
def spoiled(draw: st.DrawFn, kinds: Any = tuple(KINDS)) -> tuple[str, dict[str, Any]]:
    """A good request of some kind with a few things in it replaced, added or left out."""
    kind = draw(st.sampled_from(kinds))
    examples = REQUEST_EXAMPLES[kind]
    document = copy.deepcopy(examples[draw(st.sampled_from(sorted(examples)))])
    for _ in range(draw(st.integers(1, 3))):
        holders = places(document)
        if not holders:
            break
        holder, key = draw(st.sampled_from(holders))
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                holder[key] = draw(ANYTHING)
            case "remove":
                del holder[key]
            case "add" if isinstance(holder, dict):
                holder[draw(st.text(max_size=8))] = draw(ANYTHING)
    return kind, document


def written(document: Any) -> str:
    """The document as JSON that a careless client sends: with NaN, half characters and long numbers."""
    return json.dumps(document).replace(str(10**299), "9" * 5000)


def strictly(text: str | bytes) -> Any:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"literal {name} in JSON")

    return json.loads(text, parse_constant=refuse)


def assert_told(body: Any) -> None:
    """A refusal as the contract has it, in a sentence in both languages, without anything of the inside."""
    error = body["error"]
    assert set(error) == {"code", "message", "field", "zh"}
    assert error["code"] != "internal_error"
    assert error["field"] is None or isinstance(error["field"], str)
    for sentence in (error["message"], error["zh"]):
        assert 0 < len(sentence) < 1000
        assert "Traceback" not in sentence
        assert "\n" not in sentence


async def assert_answered(http: httpx.AsyncClient, kind: str, content: bytes) -> None:
    answer = await http.post(PATHS.get(kind, f"/api/{kind}"), content=content)
    assert answer.status_code in ACCEPTED, answer.text
    if answer.status_code != 200:
        assert_told(strictly(answer.content))


@fuzzed
@given(spoiled())
async def test_any_spoiled_request_is_answered(app: Guard, spoilt: tuple[str, Any]) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        await assert_answered(http, spoilt[0], written(spoilt[1]).encode("utf-8", "surrogatepass"))


@fuzzed
@given(st.sampled_from(KINDS), st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
async def test_any_bytes_are_answered(app: Guard, kind: str, content: bytes) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        await assert_answered(http, kind, content)


HOSTILE = [
    b"",
    b"\xff\xfe{}",
    b"[" * 65_000,
    b'{"a":' * 10_000,
    b'{"steps": ' + b"9" * 5000 + b"}",
    b'{"steps": NaN}',
    b'{"steps": Infinity}',
    b'{"steps": 1e309}',
    b'{"steps": 1, "steps": 2}',
    b'{"unknown": 1}',
    b'{"steps": 1000000000}',
    b'"' + b"x" * 60_000 + b'"',
    b'{"\\ud800": 1}',
    b"{}x",
    b"1" * 65_000,
    b"-" * 65_000,
]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_route_answers_what_is_hostile(http: httpx.AsyncClient, kind: str) -> None:
    for content in HOSTILE:
        await assert_answered(http, kind, content)


async def conversation(app: Guard, messages: list[dict[str, Any]]) -> list[str]:
    """What the stream says to some messages, one after another, each in answer to its own."""
    answers: asyncio.Queue[str] = asyncio.Queue()
    said: list[str] = []

    async def spoken() -> AsyncIterator[dict[str, Any]]:
        yield {"type": "websocket.connect"}
        for message in messages:
            yield {"type": "websocket.receive", **message}
            said.append(await asyncio.wait_for(answers.get(), 10))
        yield {"type": "websocket.disconnect", "code": 1000}

    incoming = spoken()

    async def receive() -> dict[str, Any]:
        return await anext(incoming)

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send":
            await answers.put(message["text"])

    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": "/api/stream",
        "raw_path": b"/api/stream",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000")],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5000),
        "subprotocols": [],
    }
    await app(scope, receive, send)
    return said


@st.composite
def stream_messages(draw: st.DrawFn) -> str:
    """A message for the stream that is nearly right."""
    kind, document = draw(spoiled(STREAMED))
    fields = {"comparison": document} if kind == "compare" else document
    message = {"type": kind, "id": draw(st.sampled_from(["c1", "c2"]) | ANYTHING), **fields}
    if draw(st.booleans()):
        message["type"] = draw(st.sampled_from(["steer", "extend", "resume", "compute"]) | ANYTHING)
    text = written(message)
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 4)) == 0 else text


@fuzzed
@given(st.lists(stream_messages(), min_size=1, max_size=4))
async def test_any_messages_are_answered_and_the_connection_lives(app: Guard, texts: list[str]) -> None:
    said = await conversation(app, [{"text": text} for text in texts] + [{"bytes": b"\x00"}])
    assert len(said) == len(texts) + 1
    for text in said:
        document = strictly(text)
        if document["type"] != "steered":  # a change of what has ended waits for its extension
            assert document["type"] == "error"
            assert_told(document)
