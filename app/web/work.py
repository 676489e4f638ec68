"""One piece of work and its whole answer: begun with the request, left when the client is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from app.runner import Runner, Running, session_of
from app.settings import Settings
from app.spec import Request as Work
from app.web.pieces import Pieces
from app.web.proxies import party
from app.web.sharing import Sharing


async def answer(
    request: Request,
    work: Work,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """What the work comes to, in pieces, as they come."""
    runner: Runner = request.app.state.runner
    limits: Settings = request.app.state.settings
    sharing: Sharing = request.app.state.sharing
    await sharing.files.bring(work)
    running = runner.answer(work, session_of(party(request.scope)))
    answer = None
    first = asyncio.create_task(_first(running))
    gone = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait((first, gone), return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            return Response(status_code=499)  # nobody is there to read it
        answer = Pieces(first.result(), running, limits.send_seconds, media_type, headers)
        return answer
    finally:
        first.cancel()
        gone.cancel()
        if answer is None:
            running.cancel()


async def _first(running: Running) -> bytes:
    """The first piece of an answer: once it is here, all went well."""
    return await anext(running)


async def _disconnected(request: Request) -> None:
    """Return when the client has left; the body has been read, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
