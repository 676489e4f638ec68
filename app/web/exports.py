"""Comparisons as files."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import Refusal
from app.export.formats import format_of
from app.spec import read_request
from app.web.bodies import read_document
from app.web.openapi import answers, body
from app.web.work import answer

router = APIRouter(prefix="/api")


@router.post(
    "/export/{format}", tags=["work"], summary="A comparison as a file", openapi_extra=body("export"),
    responses=answers("export"),
)  # fmt: skip
async def export(request: Request, format: str) -> Response:
    """`script` (.py), `ipynb`, `html` (replays alone), `csv`, `parquet`, `json`, `figure` or `gif`."""
    kind = format_of(format)
    document = await read_document(request)
    if not isinstance(document, dict):
        raise Refusal("wrong_type", "expected an object with a comparison", None)
    if "format" in document:
        raise Refusal("unknown_field", "the address names the format; leave it out of the body", "format")
    form = await asyncio.to_thread(read_request, "export", {**document, "format": format})
    headers = {"Content-Disposition": f'attachment; filename="thalweg{kind.extension}"'}
    return await answer(request, form, kind.media_type, headers)
