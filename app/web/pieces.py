"""An answer that leaves piece by piece, so that a large one is never whole on its way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.errors import Refusal
from app.runner import Running

PIECE_BYTES = 1 << 18


class InTime(StreamingResponse):
    """Pieces of an answer; a client that does not take one within `seconds` is left."""

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        seconds: float,
        media_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._seconds = seconds

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(self._seconds):
                await send(message)

        # What has begun cannot be refused any more: it breaks off.
        with suppress(TimeoutError, Refusal):
            await super().stream_response(send_in_time)


class Pieces(InTime):
    """The first piece of an answer and the rest of it, as work brings them."""

    def __init__(
        self,
        first: bytes,
        rest: Running,
        seconds: float,
        media_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(_all_of(first, rest), seconds, media_type, headers)
        self._running = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._running.cancel()


async def _all_of(first: bytes, rest: Running) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def cut(file: bytes) -> AsyncIterator[bytes]:
    """A file in pieces."""
    for start in range(0, len(file), PIECE_BYTES):
        yield file[start : start + PIECE_BYTES]
