"""A text, such as the address of a scene, as a picture that a phone reads."""

from __future__ import annotations

import asyncio
import io

import segno
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import Refusal
from app.sentences import told
from app.spec import read_qr_text
from app.web.bodies import read_document
from app.web.openapi import body, described_files

router = APIRouter(prefix="/api")

SVG = "image/svg+xml"
QUIET_ZONE = 4  # empty modules around the code, as readers expect them


@router.post(
    "/qr", tags=["work"], summary="A text as a QR code", openapi_extra=body("qr"),
    responses=described_files("qr", {SVG: "black on white, with its quiet zone"}),
)  # fmt: skip
async def qr(request: Request) -> Response:
    """An SVG without a size of its own, for text of at most 2,000 characters."""
    text = read_qr_text(await read_document(request))
    return Response(await asyncio.to_thread(qr_svg, text), media_type=SVG)


def qr_svg(text: str) -> bytes:
    """The code as an SVG that fills what it is put in; its correction is the highest at its size."""
    picture = io.BytesIO()
    try:
        code = segno.make_qr(text, error="l", boost_error=True)
    except (segno.DataOverflowError, UnicodeError):
        message = told("expected text that fits into a QR code, which holds at most 2953 bytes of it")
        raise Refusal("too_long", message, "text") from None
    code.save(picture, kind="svg", border=QUIET_ZONE, light="#fff", omitsize=True, xmldecl=False, nl=False)
    return picture.getvalue()
