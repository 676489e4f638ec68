"""Who listens to what the server says and does: each answer is told to the watch, and operators read it."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Refusal
from app.sentences import told
from app.settings import Settings
from app.watch import Watch
from app.web.errors import SEEN

router = APIRouter(include_in_schema=False)

LAG_EVERY_SECONDS = 0.25
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
NOWHERE = "none"  # the route of what fits none
GONE = 499  # nobody was there to take the answer


class Watched:
    """Wraps the whole application, its guard too, and tells the watch of every answer and refusal."""

    def __init__(self, app: ASGIApp, watch: Watch) -> None:
        self.app = app
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), GONE
        scope[SEEN] = seen = {"route": NOWHERE}

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, heard)
        finally:
            if "refused" in seen:
                self._watch.refused(seen["refused"])
            if scope["type"] == "http":
                seconds = time.perf_counter() - began
                self._watch.answered(scope["method"], seen["route"], scope["path"], status, seconds)


class Routed:
    """Stands within, where it is known which route a request took, and tells so to those around it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            if SEEN in scope:
                scope[SEEN]["route"] = route_of(scope)


def route_of(scope: Scope) -> str:
    """The template of the route that a request took: the same for every path that fits it."""
    return str(getattr(scope.get("route"), "path", NOWHERE))


async def measure_lag(watch: Watch) -> None:
    """Tell how late the event loop is, four times a second, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_EVERY_SECONDS
        await asyncio.sleep(LAG_EVERY_SECONDS)
        watch.metrics.lag.observe(max(0.0, loop.time() - due))


@router.api_route("/metrics", methods=["GET", "HEAD"])
async def metrics(request: Request) -> Response:
    """The figures, for the addresses that may read them.

    What a proxy passes on is nobody's own request, wherever the proxy stands: it is refused.
    """
    limits: Settings = request.app.state.settings
    address = request.client.host if request.client else ""
    forwarded = any(name in request.headers for name in FORWARDED)
    if "*" not in limits.metrics and (forwarded or not _within(address, limits.metrics)):
        message = told("the figures are for whom THALWEG_METRICS names, and are not passed on by a proxy")
        raise Refusal("forbidden", message, None, 403)
    watch: Watch = request.app.state.runner.watch
    figures, media_type = watch.metrics.exposition(request.headers.get("accept", ""))
    return Response(figures, headers={"Cache-Control": "no-store", "Content-Type": media_type})


def _within(address: str, networks: Iterable[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found  # as a server of both kinds of addresses sees it
    return any(found in ipaddress.ip_network(network) for network in networks)
