"""The page, its static files, and plotly.js out of the plotly package."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import __version__
from app.assets import folder, modules, plotly_path, templates
from app.translation import LANGUAGES, TAGS, Language, language_of

router = APIRouter(include_in_schema=False)

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

# Some systems know other types for these, and a module of the wrong type is not run.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/css", ".css")
mimetypes.add_type("image/svg+xml", ".svg")


def install(application: FastAPI) -> None:
    """Serve the page and everything that it loads."""
    application.include_router(router)
    application.mount("/static", CachedFiles(directory=folder("static")), name="static")


class CachedFiles(StaticFiles):
    """Static files that are kept forever under an address with a version, and asked for again without."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER if b"v=" in scope["query_string"] else ASK_FIRST
        return response


@router.api_route("/", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """The page."""
    return render(request, "index.html")


@router.api_route("/embed", methods=["GET", "HEAD"])
async def embed(request: Request) -> Response:
    """The page for frames; it is told whose pages may speak to it."""
    hosts = " ".join(request.app.state.settings.embed_origins)
    return render(request, "embed.html", "embed", hosts=hosts)


@router.api_route("/embed/builder", methods=["GET", "HEAD"])
async def builder(request: Request) -> Response:
    """The page that puts together a frame for a page of the teacher's own."""
    return render(request, "builder.html", hosts=" ".join(request.app.state.settings.embed_origins))


@router.api_route("/vendor/plotly.min.js", methods=["GET", "HEAD"])
async def plotly(request: Request) -> Response:
    """plotly.js as the plotly package brings it; squeezed for those who take it, for it is large."""
    path = plotly_path()
    etag = f'"{version("plotly")}"'
    headers = {
        "ETag": etag,
        "Cache-Control": FOREVER if "v" in request.query_params else ASK_FIRST,
        "Vary": "Accept-Encoding",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        squeezed = await asyncio.to_thread(_squeezed, path)
        return Response(
            squeezed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/javascript"
        )
    return FileResponse(path, headers=headers, media_type="text/javascript")


def language_for(request: Request) -> Language:
    """The language of the person who asks."""
    return language_of(request.query_params.get("lang"), request.headers.get("accept-language"))


def render(request: Request, template: str, *beside: str, status: int = 200, **values: object) -> Response:
    """A template as a page that the browser asks about each time; `beside` are further folders of modules."""
    digest = _digest(folder("static"))
    language = language_for(request)
    chosen = _chosen(request)
    text = (
        templates(language)
        .get_template(template)
        .render(
            version=__version__,
            language=language,
            tag=TAGS[language],
            theme=chosen.get("theme"),
            asset=lambda path: f"/static/{path}?v={digest}",
            page=lambda path, **changes: _address(path, {**chosen, **changes}),
            plotly=f"/vendor/plotly.min.js?v={version('plotly')}",
            modules=_modules(folder("static"), *beside),
            **values,
        )
    )
    content = text.encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": ASK_FIRST,
        "Content-Language": TAGS[language],
        "Vary": "Accept-Language",
    }
    if status == 200 and etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, status, headers, media_type="text/html; charset=utf-8")


def _chosen(request: Request) -> dict[str, str]:
    """What the address of a page says of its looks, to be kept from page to page."""
    asked = request.query_params
    known = {"lang": LANGUAGES, "theme": ("light", "dark")}
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def _address(path: str, looks: Mapping[str, str]) -> str:
    return f"{quote(path)}?{urlencode(looks)}" if looks else quote(path)


def _modules(root: Path, *beside: str) -> list[str]:
    """The addresses of the page's modules: told at once, they are not found one import after another."""
    return [f"/static/{path.relative_to(root).as_posix()}" for path in modules(root, *beside)]


def _digest(root: Path) -> str:
    """What changes when any file under `root` does; from sizes and times, for each page asks for it."""
    digest = hashlib.sha256(__version__.encode())
    for directory, _, names in os.walk(root):
        for name in names:
            facts = os.stat(os.path.join(directory, name))
            digest.update(f"{name}:{facts.st_size}:{facts.st_mtime_ns};".encode())
    return digest.hexdigest()[:12]


@cache
def _squeezed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6)
