"""Weights that come and go: uploaded to start from, downloaded to keep."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import Refusal
from app.messages import dump
from app.runner import Runner
from app.sentences import told
from app.settings import Settings
from app.spec import CheckpointRequest, ModelObjective, read_checkpoint, read_request, unknown_checkpoint
from app.web.bodies import read_body, read_document
from app.web.files import Files
from app.web.openapi import body, created, file_body, files
from app.web.pieces import InTime, cut
from app.web.sharing import Sharing
from app.web.work import answer

router = APIRouter(prefix="/api")

FILE = "application/octet-stream"
UPLOADS_AT_ONCE = 4


@router.post(
    "/checkpoints", tags=["checkpoints"], summary="Weights to start from", status_code=201,
    openapi_extra=file_body(), responses=created("checkpoints", ("400", "413", "415", "429")),
)  # fmt: skip
async def upload(request: Request) -> Response:
    """Keeps a safetensors file; a run's `start_from` can name the `id` that comes back."""
    _check_type(request)
    limits: Settings = request.app.state.settings
    async with _one_of_few(request):
        file = await read_body(request, limits.upload_seconds)
        layers, identifier = await asyncio.to_thread(_read, file)
    runner: Runner = request.app.state.runner
    runner.shelf.put(identifier, file)
    await files_of(request).sent()
    return Response(dump({"id": identifier, "layers": layers}), 201, media_type="application/json")


@router.head("/checkpoints/{id}", include_in_schema=False)
@router.get(
    "/checkpoints/{id}", tags=["checkpoints"], summary="A checkpoint's file",
    responses=files("checkpoint", ("404",)),
)  # fmt: skip
async def download(request: Request, id: str) -> Response:
    """The safetensors file of that `id`, while the server keeps it."""
    limits: Settings = request.app.state.settings
    file = await files_of(request).find(id)
    if file is None:
        raise unknown_checkpoint(id, None, 404)
    headers = {**_named(id[:12]), "Content-Length": str(len(file))}
    return InTime(cut(file), limits.send_seconds, FILE, headers)


@router.post(
    "/export/checkpoint", tags=["checkpoints"], summary="The weights of one run",
    openapi_extra=body("checkpoint"), responses=files("checkpoint"),
)  # fmt: skip
async def export(request: Request) -> Response:
    """A safetensors file with a run's best weights by validation loss, or its last."""
    document = await read_document(request)
    form = await asyncio.to_thread(read_request, "checkpoint", document)
    return await answer(request, form, FILE, _named(_name(form)))


def files_of(request: Request) -> Files:
    """Where this server looks for checkpoints."""
    sharing: Sharing = request.app.state.sharing
    return sharing.files


def _check_type(request: Request) -> None:
    given = request.headers.get("content-type", FILE).partition(";")[0].strip().lower()
    if given != FILE:
        message = told(
            "expected a safetensors file as a body of {file}, got {given!r}", file=FILE, given=given[:60]
        )
        raise Refusal("not_safetensors", message, None, 415)


@asynccontextmanager
async def _one_of_few(request: Request) -> AsyncIterator[None]:
    """Hold one of the few places for uploads, which are much larger than other bodies."""
    state = request.app.state
    if state.uploads >= UPLOADS_AT_ONCE:
        raise Refusal("busy", told("other files are being uploaded; try again in a second"), status=429)
    state.uploads += 1
    try:
        yield
    finally:
        state.uploads -= 1


def _read(file: bytes) -> tuple[list[dict[str, object]], str]:
    return read_checkpoint(file), hashlib.sha256(file).hexdigest()


def _name(form: CheckpointRequest) -> str:
    objective = form.comparison.objective
    assert isinstance(objective, ModelObjective)
    return f"{objective.model.id}-{form.comparison.runs[form.run].optimizer}-{form.which}"


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="thalweg-{name}.safetensors"'}
