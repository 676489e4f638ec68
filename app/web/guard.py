"""The one gate for HTTP and WebSocket: who may come in, how much they may bring, what every answer says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Refusal
from app.sentences import told
from app.settings import Settings
from app.web.errors import refusal_response
from app.web.limits import Doorkeeper
from app.web.proxies import Proxies, is_loopback, party

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ANY = "*"
UPLOADS = "/api/checkpoints"  # the one place for bodies that are files
WORK = "/api/"  # where what is posted costs work

SECURITY_HEADERS = {
    # Plotly and the page's own components set style attributes; no script stands in a page.
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(?P<port>[0-9]{1,5}))?")


class Guard:
    """Wraps the whole application: nothing is reached past it, no answer leaves without its headers.

    `hosts` are the names the server was told to listen on; loopback names, the address of the connection
    itself and the configured names are its own too.
    """

    def __init__(self, app: ASGIApp, settings: Settings, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self._hosts = LOOPBACK_NAMES | {name.lower() for name in (*hosts, *settings.hosts)}
        self._origins = frozenset(settings.origins)
        self._scripts = settings.scripts
        self._embedding = _embedding_headers(settings.embed_origins)
        self._proxies = Proxies(settings.proxies)
        self._doorkeeper = Doorkeeper(settings)
        self._max_body = settings.max_body_bytes
        self._max_upload = settings.max_checkpoint_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope = self._proxies.resolved(scope, headers)
        guarded_send = self._with_headers(scope["path"], headers, send)
        try:
            self._check_host(scope, headers)
            self._check_origin(scope, headers)
            self._check_length(scope, headers)
            self._check_rate(scope)
        except Refusal as refusal:
            await refusal_response(refusal)(scope, receive, guarded_send)
            return
        if _is_preflight(scope, headers):
            await Response(status_code=204)(scope, receive, guarded_send)
            return
        await self.app(scope, self._counted(scope, receive), guarded_send)

    def _check_host(self, scope: Scope, headers: Headers) -> None:
        given = headers.getlist("host")
        match = _HOST.fullmatch(given[0].lower()) if len(given) == 1 else None
        own = match is not None and (match["name"] in self._hosts or match["name"] == _address(scope))
        if len(given) != 1 or (not own and ANY not in self._hosts):
            shown = given[0][:100] if given else ""
            message = told(
                "expected a Host that this server answers to, got {shown!r}; THALWEG_HOSTS can name it",
                shown=shown,
            )
            raise Refusal("wrong_host", message, None, 400)

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        given = headers.getlist("origin")
        if ANY in self._origins:
            return
        if not given:
            if _changes_state(scope) and not (self._scripts or _over_loopback(scope, headers)):
                message = told(
                    "expected an Origin header; THALWEG_SCRIPTS=true lets scripts from elsewhere in"
                )
                raise Refusal("wrong_origin", message, None, 403)
            return
        secure = scope["scheme"] in ("https", "wss")
        own = f"{'https' if secure else 'http'}://{headers['host']}"
        if len(given) > 1 or (given[0] != own and given[0] not in self._origins):
            message = told(
                "expected a page of this server, got Origin {given!r}; THALWEG_ORIGINS can name it",
                given=given[0][:100],
            )
            raise Refusal("wrong_origin", message, None, 403)

    def _most(self, scope: Scope) -> int:
        """How many bytes a request may bring."""
        return self._max_upload if scope["path"] == UPLOADS else self._max_body

    def _check_length(self, scope: Scope, headers: Headers) -> None:
        declared, most = headers.get("content-length", "0"), self._most(scope)
        if not declared.isdecimal() or len(declared) > 18 or int(declared) > most:
            raise _too_large(most)

    def _check_rate(self, scope: Scope) -> None:
        if scope["type"] == "websocket":
            self._doorkeeper.handshake(party(scope))
        elif scope["method"] not in SAFE_METHODS and scope["path"].startswith(WORK):
            self._doorkeeper.request(party(scope))

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        """`receive` with a limit on the body's bytes, for those who did not declare them."""
        if scope["type"] == "websocket":
            return receive  # the protocol itself holds each message to its limit
        received, most = 0, self._most(scope)

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise _too_large(most)
            return message

        return counted

    def _with_headers(self, path: str, request: Headers, send: Send) -> Send:
        """`send` with the security headers on every answer, and CORS headers for configured origins."""
        security = self._embedding if _is_for_frames(path) else SECURITY_HEADERS
        origin = request.get("origin")
        foreign = origin is not None and (origin in self._origins or ANY in self._origins)

        async def guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers.update(security)
                if foreign and origin is not None:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Allow-Headers"] = "Content-Type"
                    headers["Access-Control-Allow-Methods"] = "GET, POST"
                    headers.add_vary_header("Origin")
            await send(message)

        return guarded


def _embedding_headers(origins: Iterable[str]) -> dict[str, str]:
    """The security headers of what may stand in frames of these origins."""
    allowed = " ".join(origins)
    if not allowed:
        return SECURITY_HEADERS
    headers = {name: value for name, value in SECURITY_HEADERS.items() if name != "X-Frame-Options"}
    headers["Content-Security-Policy"] += f" {allowed}"  # its last rule is that of frames
    return headers


def _is_for_frames(path: str) -> bool:
    """Whether a page is made to stand in frames on pages of other origins."""
    return path in ("/embed", "/lessons") or path.startswith("/lessons/")


def _too_large(most: int) -> Refusal:
    return Refusal(
        "too_large", told("expected a body of at most {most} bytes, got more", most=most), None, 413
    )


def _is_preflight(scope: Scope, headers: Headers) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "OPTIONS"
        and "access-control-request-method" in headers
    )


def _changes_state(scope: Scope) -> bool:
    """Whether a browser would have sent an Origin: with a WebSocket and with every unsafe method it does."""
    return scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS


def _over_loopback(scope: Scope, headers: Headers) -> bool:
    match = _HOST.fullmatch(headers["host"].lower())
    address = (scope.get("server") or ("",))[0]
    try:
        return (
            match is not None
            and match["name"] in LOOPBACK_NAMES
            and ipaddress.ip_address(address).is_loopback
            and is_loopback(scope)
        )
    except ValueError:
        return False


def _address(scope: Scope) -> str | None:
    """The address at which the connection arrived, as a Host header writes it."""
    server = scope.get("server")
    if not server:
        return None
    return f"[{server[0]}]" if ":" in server[0] else str(server[0])
