"""An answer that leaves piece by piece, so that a large one is never whole in the server's memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.errors import Refusal
from app.runner import Running


class Pieces(StreamingResponse):
    """The first piece of an answer and the rest of it; a client that does not take one in time is left."""

    def __init__(self, first: bytes, rest: Running, seconds: float) -> None:
        super().__init__(_all_of(first, rest), media_type="application/json")
        self._running = rest
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._running.cancel()

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(self._seconds):
                await send(message)

        # What has begun cannot be refused any more: it breaks off.
        with suppress(TimeoutError, Refusal):
            await super().stream_response(send_in_time)


async def _all_of(first: bytes, rest: Running) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
