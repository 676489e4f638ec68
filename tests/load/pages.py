"""The page's own requests: its address, everything that it loads, and the picture under the paths."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from time import perf_counter as clock
from typing import Self

from tests.load.scene import Scene

AT_ONCE = 6  # connections of a browser to one host
LOADED = re.compile(rb'(?:href|src)="(/(?:static|vendor|api)/[^"]+)"')


class Browser:
    """One connection over HTTP/1.1 that is kept open."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        return await self._ask(f"GET {path} HTTP/1.1", b"")

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a JSON document."""
        return await self._ask(f"POST {path} HTTP/1.1", body)

    async def _ask(self, line: str, body: bytes) -> tuple[int, bytes]:
        assert self._reader is not None
        assert self._writer is not None
        further = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{line}\r\nHost: {self._host}:{self._port}\r\nAccept-Encoding: gzip\r\n{further}\r\n"
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        status, fields = int(answer[9:12]), answer.lower()
        if b"transfer-encoding: chunked" in fields:
            return status, b"".join([piece async for piece in self._pieces()])
        length = re.search(rb"content-length: (\d+)", fields)
        return status, await self._reader.readexactly(int(length[1]) if length else 0)

    async def _pieces(self) -> AsyncIterator[bytes]:
        assert self._reader is not None
        while size := int(await self._reader.readline(), 16):
            yield await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()


async def open_page(host: str, port: int, scene: Scene) -> tuple[float, int]:
    """Seconds until a browser that comes for the first time has all of the page, and its bytes."""
    began, found = clock(), 0
    async with Browser(host, port) as first:
        page = (await first.get("/"))[1]
    paths = [match.decode() for match in dict.fromkeys(LOADED.findall(page))]

    async def load(share: list[str]) -> int:
        async with Browser(host, port) as browser:
            return sum([_whole(path, *await browser.get(path)) for path in share])

    async def look() -> int:
        async with Browser(host, port) as browser:
            return _whole("/api/landscape", *await browser.post("/api/landscape", scene.landscape()))

    shares = [paths[one::AT_ONCE] for one in range(AT_ONCE)]
    found += sum(await asyncio.gather(*map(load, shares), look())) + len(page)
    return clock() - began, found


def _whole(path: str, status: int, body: bytes) -> int:
    assert status == 200, f"expected {path} to be there, got {status}: {body[:200]!r}"
    return len(body)
