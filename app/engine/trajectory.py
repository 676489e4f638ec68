"""How did a run go? Its columns joined, and its outcome by the contract's rules."""

from __future__ import annotations

import numpy as np

from app.engine.columns import floats
from app.engine.record import Ending
from app.messages import Badge, Columns, FloatArray, Outcome, Summary, Validation

ARRIVED_SHARE = 0.01
OSCILLATING_SHARE = 0.3
STALLED_SHARE = 0.001
LAST_SHARE = 5
LAST_AT_LEAST = 10
STANDARD_ERRORS = 2


def outcome_of(
    columns: Columns,
    ending: Ending | None,
    lowest: float | None,
    batched: bool = False,
    validation: Validation | None = None,
) -> Outcome:
    """How the run ended. `ending` is None for a completed one, `lowest` the best known value, if any.

    `batched`: its losses are those of one batch after another, which go up and down by their samples alone.
    """
    loss = floats(columns, "loss")
    distance = columns["distance"]
    best = int(np.nanargmin(loss)) if not np.isnan(loss).all() else 0
    converged = None if ending or lowest is None else converged_at(loss, lowest)
    summary = Summary(
        final_loss=float(loss[-1]),
        best_loss=float(loss[best]),
        best_step=best,
        distance=None if distance is None else float(distance[-1]),
        gradient_evaluations=ending.evaluations if ending else int(floats(columns, "evaluations")[-1]),
        seconds=ending.seconds if ending else float(floats(columns, "seconds")[-1]),
        badge="diverged"
        if ending
        else "arrived"
        if converged is not None
        else badge_of_batches(loss)
        if batched
        else badge(loss),
    )
    status, diverged_at = ("diverged", ending.diverged_at) if ending else ("completed", None)
    return Outcome(status, diverged_at, converged, summary, validation)  # type: ignore[arg-type]


def converged_at(loss: FloatArray, lowest: float) -> int | None:
    """The first entry from which on the loss stays within 1 % of the first entry's height above `lowest`."""
    if not np.isfinite(loss[0]):
        return None
    with np.errstate(all="ignore"):
        outside = np.flatnonzero(~(loss - lowest <= ARRIVED_SHARE * (loss[0] - lowest)))
    first = int(outside[-1]) + 1 if len(outside) else 0
    return first if first < len(loss) else None


def badge(loss: FloatArray) -> Badge:
    """What a run that has not arrived does over the last fifth of its steps, and at least 10.

    `oscillating` if the loss rose in at least 30 % of them, `stalled` if it stayed within 0.1 % of the
    difference between the first and the best loss, else `descending`.
    """
    steps = len(loss) - 1
    last = loss[-1 - min(steps, max(LAST_AT_LEAST, steps // LAST_SHARE)) :]
    with np.errstate(all="ignore"):
        rises = np.diff(last) > 0
        if len(rises) and rises.mean() >= OSCILLATING_SHARE:
            return "oscillating"
        gained = loss[0] - np.fmin.reduce(loss)
        if np.isfinite(gained) and np.ptp(last) <= STALLED_SHARE * gained:
            return "stalled"
    return "descending"


def badge_of_batches(loss: FloatArray) -> Badge:
    """What a run learning from batches does: its last fifth of losses, at least 10, next to the fifth before.

    `descending` if their mean is lower by more than two standard errors, `oscillating` if higher by as much,
    else `stalled`.
    """
    count = max(LAST_AT_LEAST, len(loss) // LAST_SHARE)
    parts = [part[np.isfinite(part)] for part in (loss[-2 * count : -count], loss[-count:])]
    if min(map(len, parts)) < 2:
        return "descending"
    before, last = parts
    fall = before.mean() - last.mean()
    error = np.sqrt(before.var(ddof=1) / len(before) + last.var(ddof=1) / len(last))
    if abs(fall) <= STANDARD_ERRORS * error:
        return "stalled"
    return "descending" if fall > 0 else "oscillating"
