"""What a client brings: a body in time, and as JSON."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Request

from app.errors import Refusal
from app.sentences import told
from app.settings import Settings
from app.spec import read_json


async def read_document(request: Request) -> Any:
    """The body as strict JSON; otherwise a `Refusal`."""
    limits: Settings = request.app.state.settings
    return read_json(await read_body(request, limits.send_seconds))


async def read_body(request: Request, seconds: float) -> bytes:
    """The body, if it is here in time; the gate holds it to its size."""
    try:
        async with asyncio.timeout(seconds):
            return await request.body()
    except TimeoutError:
        message = told("expected the whole body within {seconds:g} seconds", seconds=seconds)
        raise Refusal("too_slow", message, None, 408) from None
