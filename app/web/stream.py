"""The WebSocket: one reader, and a lane for each id on which work comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from itertools import count
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app.errors import Refusal
from app.messages import failed
from app.runner import Runner, session_of
from app.sentences import told
from app.settings import Settings
from app.spec import KINDS, read_json
from app.web.errors import nothing_at, refusal_response
from app.web.files import Files
from app.web.lane import Lane
from app.web.ledger import Share
from app.web.limits import Pace, Rate, check_places
from app.web.opening import RETURN_FIELDS, form_fields
from app.web.proxies import party
from app.web.sharing import REFRESHED_AFTER, Sharing

router = APIRouter()

MAX_ID_LENGTH = 100
CLOSE_IDLE = 1001
CLOSE_POLICY = 1008
OPENING = {kind: form_fields(kind) for kind in KINDS if KINDS[kind].streamed}
FIELDS = {
    **OPENING,
    "resume": set(RETURN_FIELDS),
    "steer": {"run", "params"},
    "extend": {"steps"},
    "pause": set[str](),
    "continue": set[str](),
    "cancel": set[str](),
}
_numbers = count(1)


class ConnectionOver(Exception):
    """The connection has ended or must end; `code` closes it, None when there is nobody to tell."""

    def __init__(self, code: int | None = None, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@router.websocket("/api/stream")
async def stream(socket: WebSocket) -> None:
    """Serve one client until it leaves."""
    state = socket.app.state
    connections: set[Connection] = state.connections
    limits: Settings = state.settings
    address = party(socket.scope)
    try:
        check_places(address, [connection.address for connection in connections], limits)
    except Refusal as refusal:
        await socket.send_denial_response(refusal_response(refusal))
        return
    if state.runner.census.draining:
        message = told("the server is shutting down; try again in a moment")
        await socket.send_denial_response(refusal_response(Refusal("stopping", message, status=503)))
        return
    connection = Connection(socket, state.runner, limits, address, state.sharing)
    connections.add(connection)
    watch, began = connection.runner.watch, time.perf_counter()
    watch.connected(connection.session, socket.client.host if socket.client else None)
    try:
        await connection.serve()
    finally:
        connections.discard(connection)
        code, reason = connection.ending
        watch.disconnected(connection.session, code, reason, time.perf_counter() - began)


@router.websocket("/{path:path}")
async def elsewhere(socket: WebSocket) -> None:
    """Say that there is no other WebSocket."""
    await socket.send_denial_response(refusal_response(nothing_at(socket.scope["path"])))


class Connection:
    """One client: its lanes by id, and the limits it is held to."""

    def __init__(
        self, socket: WebSocket, runner: Runner, limits: Settings, address: str, sharing: Sharing
    ) -> None:
        self.runner = runner
        self.address = address
        self.files: Files = sharing.files
        self.share = Share(sharing.ledger)
        self.session = session_of(address, f"stream-{next(_numbers)}")
        self._socket = socket
        self._limits = limits
        self._lanes: dict[str, Lane] = {}
        self._tasks = asyncio.TaskGroup()
        self.ending: tuple[int | None, str] = (None, "")  # how it was closed, by either side

    async def serve(self) -> None:
        """Read until the client leaves or must go; then all its work stops."""
        await self._socket.accept()
        try:
            async with self._tasks:
                self.spawn(self._read())
                self.spawn(self._stay_remembered())
        except* ConnectionOver as group:
            over = group.exceptions[0]
            if isinstance(over, ConnectionOver) and over.code is not None:
                self.ending = (over.code, over.reason)
                await self._close(over.code, over.reason)
        finally:
            for lane in self._lanes.values():
                lane.stop()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside the reader, until it ends or the connection does."""
        return self._tasks.create_task(work)

    async def send(self, message: bytes) -> None:
        """Send one message; a client that does not take it in time is given up."""
        try:
            async with asyncio.timeout(self._limits.send_seconds):
                await self._socket.send_text(message.decode())
        except (TimeoutError, WebSocketDisconnect) as error:
            raise ConnectionOver from error

    async def refuse(self, identifier: str | None, refusal: Refusal) -> None:
        """Tell the client of a refusal; it is counted, and the connection lives on."""
        self.runner.watch.refused(refusal.code, refusal.field, self.session)
        await self.send(failed(identifier, refusal.body()))

    async def _read(self) -> None:
        # Always reading: a message left in the socket while the server streams would stall its pings.
        rate, pace = Rate(self._limits.messages_per_second), Pace(self._limits.reading_share)
        while True:
            try:
                async with asyncio.timeout(self._limits.idle_seconds):
                    message = await self._socket.receive()
            except TimeoutError:
                raise ConnectionOver(CLOSE_IDLE, "nothing was said for too long") from None
            if message["type"] == "websocket.disconnect":
                self.ending = (message.get("code"), message.get("reason") or "")
                raise ConnectionOver
            if not rate.admits():
                raise ConnectionOver(CLOSE_POLICY, "too many messages in a second")
            began = time.thread_time()
            self._receive(message)
            await pace.after(time.thread_time() - began)

    async def _stay_remembered(self) -> None:
        """Have what is remembered last for its time from the end of the connection on, whenever that is."""
        while True:
            await asyncio.sleep(self._limits.resume_seconds * REFRESHED_AFTER)
            for lane in list(self._lanes.values()):
                await lane.stay_remembered()

    def _receive(self, message: Any) -> None:
        identifier = None
        try:
            text = message.get("text")
            if text is None:
                raise Refusal(
                    "not_text", told("expected a text message with JSON, got a binary one"), None, 400
                )
            document = read_json(text)
            identifier = _identifier(document)
            self._obey(identifier, document)
        except Refusal as refusal:
            self.spawn(self.refuse(identifier, refusal))

    def _obey(self, identifier: str, document: dict[str, Any]) -> None:
        kind = _kind(document)
        fields = {name: value for name, value in document.items() if name not in ("type", "id")}
        for name in fields:
            if name not in FIELDS[kind]:
                expected = ", ".join(sorted(FIELDS[kind])) or told("nothing more")
                message = told(
                    "{kind} has no field {name!r}; it takes {expected}",
                    kind=kind,
                    name=name[:40],
                    expected=expected,
                )
                raise Refusal("unknown_field", message, name[:40])
        lane = self._lane(identifier, opens=kind in OPENING or kind == "resume")
        match kind:
            case "steer":
                lane.steer(fields)
            case "extend":
                lane.extend(fields)
            case "pause":
                lane.pause()
            case "continue":
                lane.resume()
            case "cancel":
                lane.cancel()
            case "resume":
                lane.go_back(fields)
            case _:
                lane.open(kind, fields)

    def _lane(self, identifier: str, opens: bool) -> Lane:
        lane = self._lanes.pop(identifier, None)
        if lane is None:
            if not opens:
                message = told(
                    "there is no request with the id {identifier!r} here; start one with {opening}",
                    identifier=identifier,
                    opening=", ".join(OPENING),
                )
                raise Refusal("unknown_id", message, "id")
            self._make_room()
            lane = Lane(self, identifier)
        self._lanes[identifier] = lane  # the last in the order of use
        return lane

    def _make_room(self) -> None:
        """Forget the ended lane that was used longest ago, when there are too many."""
        limit = self._limits.requests_at_once
        if len(self._lanes) < limit:
            return
        ended = next((name for name, lane in self._lanes.items() if not lane.busy), None)
        if ended is None:
            message = told(
                "expected at most {limit} requests at once on one connection; wait, or cancel one",
                limit=limit,
            )
            raise Refusal("busy", message, None, 429)
        del self._lanes[ended]

    async def _close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(self._limits.send_seconds):
                await self._socket.close(code, reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            pass  # it has gone by itself meanwhile


def _identifier(document: Any) -> str:
    if not isinstance(document, dict):
        message = told(
            "expected a JSON object with type and id, got {document!r}", document=str(document)[:40]
        )
        raise Refusal("wrong_type", message)
    identifier = document.get("id")
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= MAX_ID_LENGTH:
        message = told(
            "expected id to be a text of 1 to {max_id_length} characters, got {identifier!r}",
            max_id_length=MAX_ID_LENGTH,
            identifier=str(identifier)[:40],
        )
        raise Refusal("wrong_type", message, "id")
    return identifier


def _kind(document: dict[str, Any]) -> str:
    kind = document.get("type")
    if not isinstance(kind, str) or kind not in FIELDS:
        message = told(
            "expected type to be one of {fields}, got {kind!r}", fields=", ".join(FIELDS), kind=str(kind)[:40]
        )
        raise Refusal("unknown_type", message, "type")
    return kind
