"""What came of a run? Its losses at the end and at its best, and over several seeds their middle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.messages import Status

QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Result:
    """The last and the best loss of a run; NaN where there is none.

    A function's are its values at the last and at the lowest recorded position. A model's are the training
    loss as it is evaluated after the last step, and the best validation loss.
    """

    final_loss: float
    best_loss: float
    status: Status


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of the results of several seeds, and the quartiles about it; of one seed, its result."""

    middle: Result
    quartiles: dict[str, tuple[float, float]] | None


def spread(results: Sequence[Result]) -> Spread:
    """Medians and quartiles over seeds; a seed that diverged, or has no number, counts as infinite.

    The whole counts as diverged when more than half of the seeds did.
    """
    if len(results) == 1:
        return Spread(results[0], None)
    final = quarters([_counted(one, one.final_loss) for one in results])
    best = quarters([_counted(one, one.best_loss) for one in results])
    lost = sum(one.status == "diverged" for one in results)
    middle = Result(final[1], best[1], "diverged" if 2 * lost > len(results) else "completed")
    return Spread(middle, {"final_loss": (final[0], final[2]), "best_loss": (best[0], best[2])})


def quarters(values: Sequence[float]) -> list[float]:
    """The quartiles, linear between neighbours in order; infinite as soon as an infinite one has a share."""
    ranked = sorted(values)
    found = []
    for share in QUARTERS:
        place = share * (len(ranked) - 1)
        below = math.floor(place)
        rest = place - below
        low, high = ranked[below], ranked[math.ceil(place)]
        found.append(low if not rest or low in (high, -math.inf) else low + rest * (high - low))
    return found


def _counted(result: Result, loss: float) -> float:
    return math.inf if result.status == "diverged" or math.isnan(loss) else loss
