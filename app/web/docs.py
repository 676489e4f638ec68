"""The API description for people, from vendored files."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.web.pages import render

router = APIRouter(include_in_schema=False)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs(request: Request) -> Response:
    """Swagger UI on `/openapi.json`."""
    return await render(request, "docs.html")
