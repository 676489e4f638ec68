"""Where is a hyperparameter looked for? Its range, spread as its slider spreads it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog import OPTIMIZERS
from app.catalog.entries import Parameter, Scale
from app.spec.params import declared_number

# So many significant digits a tried value has, so that it can be written down and used again.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """The values from `low` to `high` that are tried for one hyperparameter."""

    low: float
    high: float
    scale: Scale
    whole: bool

    def at(self, place: float) -> float:
        """The value at `place`, 0 at the low end and 1 at the high one, spread by the scale."""
        low, high = self.low, self.high
        match self.scale:
            case "log" | "log_or_zero":
                value = math.exp(_between(math.log(low), math.log(high), place))
            case "log_to_one":
                value = -math.expm1(_between(math.log1p(-low), math.log1p(-high), place))
            case "linear":
                value = _between(low, high, place)
        value = min(max(float(f"{value:.{DIGITS}g}"), low), high)
        return round(value) if self.whole else value


def span_of(optimizer: str, path: str, ranges: Mapping[str, tuple[float, float]]) -> Span | None:
    """Where `path`, such as `lr` or `betas[0]`, is looked for: `ranges` come before the catalog's own.

    None where this optimizer has no such parameter; a `Refusal` where it is not a single number.
    """
    if not declares(optimizer, path):
        return None
    parameter = declared_number(optimizer, path)
    low, high = ranges.get(path, _own(parameter))
    return Span(low, high, parameter.scale, parameter.kind == "int")


def declares(optimizer: str, path: str) -> bool:
    """Whether this optimizer has the parameter that `path` names, or an element of which it names."""
    name = path.partition("[")[0]
    return any(parameter.name == name for parameter in OPTIMIZERS[optimizer].params)


def _own(parameter: Parameter) -> tuple[float, float]:
    assert parameter.low is not None
    assert parameter.high is not None
    return parameter.low, parameter.high


def _between(low: float, high: float, place: float) -> float:
    return low * (1 - place) + high * place
