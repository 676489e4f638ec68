"""The files of the page, read once: a request for one is answered from memory, squeezed where that helps."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

# Whoever edits a file sees it with the next page; hundreds of requests in the same second cost one look.
LOOK_AGAIN_SECONDS = 1.0
# What gzip makes but little shorter, a picture for one, is not worth the browser's unpacking.
WORTH_SQUEEZING = 0.9

# Some systems know other types for these, and a module of the wrong type is not run.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/css", ".css")
mimetypes.add_type("image/svg+xml", ".svg")


@dataclass(frozen=True, slots=True)
class Kept:
    """Content as it is sent; `squeezed` is None where gzip gains nothing."""

    content: bytes
    squeezed: bytes | None
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The files at one moment by their address, and what changes when any of them does."""

    files: Mapping[str, Kept]
    digest: str


class Files:
    """The files of a folder under an address, and single ones from elsewhere under theirs."""

    def __init__(self, address: str, root: Path, others: Mapping[str, Path]) -> None:
        self._address = address
        self._root = root
        self._others = others
        self._edition: Edition | None = None
        self._due = 0.0
        self._looking = asyncio.Lock()

    async def current(self) -> Edition:
        """The files as they were at most a second ago."""
        if self._edition is None or time.monotonic() >= self._due:
            async with self._looking:
                if self._edition is None or time.monotonic() >= self._due:
                    self._edition = await asyncio.to_thread(self._look)
                    self._due = time.monotonic() + LOOK_AGAIN_SECONDS
        return self._edition

    def _look(self) -> Edition:
        files = {address: _kept_as_is(path) for address, path in self._paths()}
        told = "".join(f"{address}:{file.etag};" for address, file in sorted(files.items()))
        return Edition(files, hashlib.sha256(told.encode()).hexdigest()[:12])

    def _paths(self) -> Iterator[tuple[str, Path]]:
        for directory, _, names in os.walk(self._root):
            for path in (Path(directory, name) for name in names):
                # A link may lead out of the folder.
                if not path.is_symlink():
                    yield f"{self._address}/{path.relative_to(self._root).as_posix()}", path
        yield from self._others.items()


def _kept_as_is(path: Path) -> Kept:
    facts = path.stat()
    return _kept(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=2048)
def _kept(path: Path, _size: int, _changed: int) -> Kept:
    return keep(path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream")


def keep(content: bytes, media_type: str) -> Kept:
    """Content made ready to be sent many times."""
    squeezed = gzip.compress(content, compresslevel=6, mtime=0)
    return Kept(
        content,
        squeezed if len(squeezed) < WORTH_SQUEEZING * len(content) else None,
        media_type,
        # The same on every server that has the same file. Weak: squeezed or not, it is one file.
        f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
    )


def respond(request: Request, file: Kept, caching: str = ASK_FIRST) -> Response:
    """The file, or that a browser has it already."""
    headers = {"ETag": file.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if is_known(request, file.etag):
        return Response(status_code=304, headers=headers)
    if file.squeezed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.squeezed, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


def is_known(request: Request, etag: str) -> bool:
    """Whether the browser has this already; a proxy that squeezes makes a strong tag weak on the way."""
    known = request.headers.get("if-none-match", "").split(",")
    return etag.removeprefix("W/") in [tag.strip().removeprefix("W/") for tag in known]
