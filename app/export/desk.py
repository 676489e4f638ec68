"""What a worker answers: the engine's own work, and files made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app import engine
from app.engine import NO_CHECKPOINTS, TrajectoryStore
from app.engine.work import FixedWork, Work
from app.export.formats import format_of
from app.export.material import Material
from app.messages import NO_PAST, File, Message, Past
from app.spec import ExportRequest, Request

__all__ = ["TrajectoryStore", "begin"]


def begin(
    request: Request,
    store: TrajectoryStore | None = None,
    checkpoints: Mapping[str, bytes] = NO_CHECKPOINTS,
    past: Past = NO_PAST,
) -> Work:
    """The work that answers a checked request, as the engine's `begin`; of an export it is a file."""
    if isinstance(request, ExportRequest):
        return FixedWork(_written(request, checkpoints))
    return engine.begin(request, store, checkpoints, past)


def _written(request: ExportRequest, checkpoints: Mapping[str, bytes]) -> Iterator[Message | None]:
    yield None
    yield File(format_of(request.format).write(Material(request.comparison, checkpoints=checkpoints)))
