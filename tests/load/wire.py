"""A WebSocket client that costs next to nothing: it reads the head of each message, and no JSON."""

from __future__ import annotations

import asyncio
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

HEAD = re.compile(rb'\{"type":"(\w+)","id":(?:"([^"]*)"|null)(?:,"index":(\d+))?')
KEPT_BYTES = 1024
OPEN_SECONDS = 30.0
CONTINUED, TEXT, CLOSE, PING, PONG = 0x0, 0x1, 0x8, 0x9, 0xA
HANDSHAKE = (
    "GET /api/stream HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the server: what its head says, and the beginning of its text."""

    type: str
    id: str
    index: int | None  # of a value of a fan
    text: bytes


class TurnedAway(Exception):
    """The server did not take the connection; the text is what it answered."""


class Wire(asyncio.Protocol):
    """One connection; `hear` is called with each message, `lost` with the code when it is over."""

    def __init__(self, hear: Callable[[Heard], None], lost: Callable[[int | None], None]) -> None:
        self.bytes = 0
        self._hear = hear
        self._lost = lost
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._first = 0  # the first byte of the frame that is being read
        self._left = 0  # bytes of it that are still to come
        self._text = bytearray()
        self._code: int | None = None

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        hear: Callable[[Heard], None],
        lost: Callable[[int | None], None],
        own: str | None = None,
    ) -> Wire:
        """A connection that the server has taken, or `TurnedAway`; it comes from the address `own`."""
        loop = asyncio.get_running_loop()
        address = None if own is None else (own, 0)
        _, wire = await loop.create_connection(lambda: cls(hear, lost), host, port, local_addr=address)
        assert wire._transport is not None
        wire._transport.write(HANDSHAKE.format(host=host, port=port).encode())
        async with asyncio.timeout(OPEN_SECONDS):
            await wire._opened
        return wire

    def send(self, text: bytes) -> None:
        """Send one message of text."""
        self._send(TEXT, text)

    def leave(self) -> None:
        """Close as a browser does that goes elsewhere."""
        self._send(CLOSE, struct.pack("!H", 1001))
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._opened.done():
            self._opened.set_exception(TurnedAway(self._buffer.decode(errors="replace")))
        else:
            self._lost(self._code)

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        self._buffer += data
        if not self._opened.done() and not self._shaken():
            return
        while self._left or self._next_frame():
            taken = min(self._left, len(self._buffer))
            room = KEPT_BYTES - len(self._text)
            if room > 0:
                self._text += self._buffer[: min(taken, room)]
            del self._buffer[:taken]
            self._left -= taken
            if self._left:
                return
            self._end_frame()

    def _shaken(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or not self._buffer.startswith(b"HTTP/1.1 101"):
            return False
        del self._buffer[: end + 4]
        self._opened.set_result(None)
        return True

    def _next_frame(self) -> bool:
        """Read the head of a frame; false while it is not here as a whole."""
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        size, short = 2, buffer[1] & 0x7F
        form = {126: "!H", 127: "!Q"}.get(short)
        if form is not None:
            size += struct.calcsize(form)
            if len(buffer) < size:
                return False
        self._left = short if form is None else struct.unpack_from(form, buffer, 2)[0]
        self._first = buffer[0]
        del buffer[:size]
        if not self._left:
            self._end_frame()
            return self._next_frame()
        return True

    def _end_frame(self) -> None:
        kind, last = self._first & 0x0F, bool(self._first & 0x80)
        if not last:
            return
        text = bytes(self._text)
        self._text.clear()
        if kind in (TEXT, CONTINUED):
            match = HEAD.match(text)
            assert match is not None, f"expected a message with a type and an id, got {text[:80]!r}"
            index = None if match[3] is None else int(match[3])
            self._hear(Heard(match[1].decode(), (match[2] or b"").decode(), index, text))
        elif kind == PING:
            self._send(PONG, text)
        elif kind == CLOSE:
            self._code = struct.unpack("!H", text[:2])[0] if len(text) > 1 else None

    def _send(self, kind: int, payload: bytes) -> None:
        """A frame under the key of four zeros, which leaves its payload as it is."""
        if self._transport is None or self._transport.is_closing():
            return
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, size)
        self._transport.write(head + bytes(4) + payload)
