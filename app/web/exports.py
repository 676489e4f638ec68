"""Comparisons as files."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.errors import Refusal
from app.export.formats import FORMATS, format_of
from app.sentences import told
from app.spec import read_request
from app.web.bodies import read_document
from app.web.openapi import body, described_files
from app.web.work import answer

router = APIRouter(prefix="/api")

# A name that is none of these is refused in our own words, so that the type stays a plain one.
FormatName = Annotated[str, Path(json_schema_extra={"enum": list(FORMATS)})]


@router.post(
    "/export/{format}", tags=["work"], summary="A comparison as a file", openapi_extra=body("export"),
    responses=described_files(
        "export", {format.media_type: format.about for format in FORMATS.values()}, "404"
    ),
)  # fmt: skip
async def export(request: Request, format: FormatName) -> Response:
    """`script` (.py), `ipynb`, `html` (replays alone), `csv`, `parquet`, `json`, `figure` or `gif`."""
    kind = format_of(format)
    document = await read_document(request)
    if not isinstance(document, dict):
        raise Refusal("wrong_type", told("expected an object with a comparison"), None)
    if "format" in document:
        raise Refusal(
            "unknown_field", told("the address names the format; leave it out of the body"), "format"
        )
    form = await asyncio.to_thread(read_request, "export", {**document, "format": format})
    headers = {"Content-Disposition": f'attachment; filename="thalweg{kind.extension}"'}
    return await answer(request, form, kind.media_type, headers)
