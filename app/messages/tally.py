"""How much work stands behind a message? Runs that have come to their end, and steps."""

from __future__ import annotations

from app.messages.kinds import Chunk, Columns, FanChunk, Finished, Message, SweepCell, Trial


def tally(message: Message, request: object) -> tuple[int, int]:
    """Runs and steps that this message brings; entry 0 of a run is its start, not a step.

    Cells of a sweep and trials do not tell where they ended: they count as what `request` asked for, a
    cell for each of its seeds.
    """
    steps, seeds = getattr(request, "steps", 0), getattr(request, "seeds", 1)
    match message:
        case Chunk():
            return 0, _entries(message.columns) - (message.start == 0)
        case Finished():
            return len(message.runs), 0
        case FanChunk():
            return 1, max(0, _entries(message.trajectory.columns) - 1)
        case SweepCell():
            return seeds, seeds * steps
        case Trial():
            return 1, steps
    return 0, 0


def _entries(columns: Columns) -> int:
    losses = columns["loss"]
    return 0 if losses is None else len(losses)
