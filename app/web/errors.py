"""Every failure as the contract's JSON: a code, a sentence, a field."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.errors import Refusal
from app.messages import dump

RETRY_SECONDS = 1
_CODES = {404: "not_found", 405: "method_not_allowed"}


def refusal_response(refusal: Refusal) -> Response:
    """The refusal as a response; also an ASGI application that denies a WebSocket its handshake."""
    headers = {"Cache-Control": "no-store"}
    if refusal.status in (429, 503):
        headers["Retry-After"] = str(RETRY_SECONDS)
    return Response(dump(refusal.body()), refusal.status, headers, "application/json")


def install(app: FastAPI) -> None:
    """Answer every failure in the contract's form."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http_failure)
    app.add_exception_handler(Exception, _failed)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refusal_response(error)


def _http_failure(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = request.scope["path"][:100]
    message = {
        404: f"there is nothing at {path!r}; /docs lists what there is",
        405: f"{path!r} does not take {request.method}",
    }.get(error.status_code, error.detail)
    code = _CODES.get(error.status_code, "http_error")
    response = refusal_response(Refusal(code, message, None, error.status_code))
    response.headers.update(error.headers or {})
    return response


def _failed(_: Request, error: Exception) -> Response:
    return refusal_response(
        Refusal("internal_error", "the server failed to answer; its log says why", None, 500)
    )
