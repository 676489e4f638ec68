"""The page, its static files, and plotly.js out of the plotly package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, HTTPException, Request
from starlette.responses import Response

from app import __version__
from app.assets import folder, modules, plotly_path, templates
from app.translation import LANGUAGES, TAGS, Language, language_of
from app.web.static import ASK_FIRST, FOREVER, Files, is_known, respond

router = APIRouter(include_in_schema=False)

PLOTLY = "/vendor/plotly.min.js"


def install(application: FastAPI) -> None:
    """Serve the page and everything that it loads."""
    application.state.files = Files("/static", folder("static"), {PLOTLY: plotly_path()})
    application.include_router(router)


@router.api_route("/", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """The page."""
    return await render(request, "index.html")


@router.api_route("/embed", methods=["GET", "HEAD"])
async def embed(request: Request) -> Response:
    """The page for frames; it is told whose pages may speak to it."""
    hosts = " ".join(request.app.state.settings.embed_origins)
    return await render(request, "embed.html", "embed", hosts=hosts)


@router.api_route("/embed/builder", methods=["GET", "HEAD"])
async def builder(request: Request) -> Response:
    """The page that puts together a frame for a page of the teacher's own."""
    return await render(request, "builder.html", hosts=" ".join(request.app.state.settings.embed_origins))


@router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
@router.api_route(PLOTLY, methods=["GET", "HEAD"])
async def file(request: Request) -> Response:
    """A file of the page, or plotly.js out of its package; kept forever under an address with a version."""
    files: Files = request.app.state.files
    found = (await files.current()).files.get(request.scope["path"])
    if found is None:
        raise HTTPException(404)
    return respond(request, found, FOREVER if "v" in request.query_params else ASK_FIRST)


def language_for(request: Request) -> Language:
    """The language of the person who asks."""
    return language_of(request.query_params.get("lang"), request.headers.get("accept-language"))


async def render(
    request: Request, template: str, *beside: str, status: int = 200, **values: object
) -> Response:
    """A template as a page that the browser asks about each time; `beside` are further folders of modules."""
    files: Files = request.app.state.files
    digest = (await files.current()).digest
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
            plotly=f"{PLOTLY}?v={version('plotly')}",
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
    if status == 200 and is_known(request, etag):
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
