"""Every failure as the contract's JSON: a code, a sentence, a field."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.errors import Refusal
from app.messages import dump
from app.sentences import told

RETRY_SECONDS = 1
SEEN = "thalweg.seen"  # of a scope: what those around it are told of the request
UNREAD = (408, 413)  # the rest of the body is still to come, and nobody will read it


def refusal_response(refusal: Refusal) -> Response:
    """The refusal as a response; also an ASGI application that denies a WebSocket its handshake."""
    headers = {"Cache-Control": "no-store"}
    if refusal.status in (429, 503):
        headers["Retry-After"] = str(RETRY_SECONDS)
    if refusal.status in UNREAD:
        headers["Connection"] = "close"
    answer = Refused(dump(refusal.body()), refusal.status, headers, "application/json")
    answer.code = refusal.code
    return answer


class Refused(Response):
    """An answer that leaves its code in the scope, for those around it."""

    code = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.get(SEEN, {})["refused"] = self.code
        await super().__call__(scope, receive, send)


def nothing_at(path: str) -> Refusal:
    """What is told about a path where nothing is."""
    return Refusal(
        "not_found",
        told("there is nothing at {path!r}; /docs lists what there is", path=path[:100]),
        None,
        404,
    )


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
    path = request.scope["path"]
    match error.status_code:
        case 404:
            refusal = nothing_at(path)
        case 405:
            message = told("{path!r} does not take {method}", path=path[:100], method=request.method)
            refusal = Refusal("method_not_allowed", message, None, 405)
        case status:
            refusal = Refusal("http_error", told("{detail}", detail=error.detail), None, status)
    response = refusal_response(refusal)
    response.headers.update(error.headers or {})
    return response


def _failed(_: Request, error: Exception) -> Response:
    return refusal_response(
        Refusal("internal_error", told("the server failed to answer; its log says why"), None, 500)
    )
