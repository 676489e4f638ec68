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
STALLED_SHARE_OF_EVALUATIONS = 0.005


def outcome_of(
    columns: Columns,
    ending: Ending | None,
    lowest: float | None,
    evaluated: FloatArray | None = None,
    validation: Validation | None = None,
) -> Outcome:
    """How the run ended. `ending` is None for a completed one, `lowest` the best known value, if any.

    `evaluated` are the training losses by which a run that learns from batches is judged.
    """
    loss = floats(columns, "loss")
    distance = columns["distance"]
    best = int(np.nanargmin(loss)) if not np.isnan(loss).all() else 0
    converged = None if ending or lowest is None else converged_at(loss, lowest)
    if ending:
        course: Badge = "diverged"
    elif converged is not None:
        course = "arrived"
    else:
        course = badge(loss) if evaluated is None else badge_of_evaluations(evaluated)
    summary = Summary(
        final_loss=float(loss[-1]),
        best_loss=float(loss[best]),
        best_step=best,
        distance=None if distance is None else float(distance[-1]),
        gradient_evaluations=ending.evaluations if ending else int(floats(columns, "evaluations")[-1]),
        seconds=ending.seconds if ending else float(floats(columns, "seconds")[-1]),
        badge=course,
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


def badge_of_evaluations(loss: FloatArray) -> Badge:
    """What a run on batches does, by its evaluated training losses: each batch has another loss anyway.

    The median of the last fifth of them, at least 2, next to that of the fifth before: `stalled` if they are
    within 0.5 % of the difference between the first and the best, `descending` if lower, else `oscillating`.
    """
    count = max(2, len(loss) // LAST_SHARE)
    parts = [part[np.isfinite(part)] for part in (loss[-2 * count : -count], loss[-count:])]
    if min(map(len, parts)) == 0:
        return "descending"
    fall = float(np.median(parts[0]) - np.median(parts[1]))
    if abs(fall) <= STALLED_SHARE_OF_EVALUATIONS * (loss[0] - np.fmin.reduce(loss)):
        return "stalled"
    return "descending" if fall > 0 else "oscillating"
