"""The pages that teach: the lessons, each beside its scenes, and the guide."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from app.lessons import Library, Shelf, read_guide
from app.translation import LANGUAGES
from app.web.pages import language_for, render

router = APIRouter(include_in_schema=False)

# Where a scene of a lesson is shown, and where it is opened in full; its link follows after a #.
SCENES = "/embed"
FULL = "/"


@router.api_route("/lessons", methods=["GET", "HEAD"])
async def lessons(request: Request) -> Response:
    """All lessons, and the files that could not be read."""
    return await _list(request, await _library(request))


@router.api_route("/lessons/{name}", methods=["GET", "HEAD"])
async def lesson(request: Request, name: str) -> Response:
    """One lesson; where there is none of that name, the list says so."""
    library = await _library(request)
    found = library.find(name)
    if found is None:
        return await _list(request, library, missing=name[:100])
    language = language_for(request)
    place = library.lessons.index(found)
    following = library.lessons[place + 1] if place + 1 < len(library.lessons) else None
    return await render(
        request,
        "lesson.html",
        lesson=found,
        text=found.text(language),
        following=following,
        scenes=SCENES,
        full=FULL,
        html=Markup,
    )


@router.api_route("/guide", methods=["GET", "HEAD"])
async def guide(request: Request) -> Response:
    """How to read each view."""
    text = await asyncio.to_thread(read_guide, language_for(request))
    return await render(request, "guide.html", guide=text, html=Markup)


async def _library(request: Request) -> Library:
    shelf: Shelf = request.app.state.shelf
    return await asyncio.to_thread(shelf.library)


async def _list(request: Request, library: Library, missing: str | None = None) -> Response:
    return await render(
        request,
        "lessons.html",
        status=200 if missing is None else 404,
        library=library,
        missing=missing,
        chinese=language_for(request) == "zh",
        languages=LANGUAGES,
        html=Markup,
    )
