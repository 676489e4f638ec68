"""Is it alive, is it ready? For containers and load balancers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import Refusal
from app.messages import dump
from app.runner import Runner
from app.sentences import told
from app.web.sharing import Sharing

router = APIRouter(tags=["health"])


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Is the server alive?")
async def alive() -> Response:
    """Answers at once, whatever the workers do."""
    return Response(dump({"status": "ok"}), media_type="application/json")


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", summary="Can the server work?")
async def ready(request: Request) -> Response:
    """200 when a worker is warm and the server is not shutting down, else 503 with the reason.

    Where servers share a Redis it says whether that can be reached: without it comparisons go on, but who
    loses a connection begins anew.
    """
    runner: Runner = request.app.state.runner
    census = runner.census
    if census.draining:
        raise Refusal("draining", told("the server is shutting down; others can take its place"), status=503)
    if not census.ready:
        raise Refusal("not_ready", told("no worker is ready; try again in a second"), status=503)
    workers = {"warm": census.warm, "busy": census.busy, "waiting": census.waiting}
    sharing: Sharing = request.app.state.sharing
    shared = {} if sharing.link is None else {"redis": "up" if await sharing.reachable() else "down"}
    return Response(dump({"status": "ready", **workers, **shared}), media_type="application/json")
