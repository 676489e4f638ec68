"""Which values does a person mean? `0.1,0.2,0.5`, or `0.001:1:13` for so many from one end to the other."""

from __future__ import annotations

import math

from app.catalog.entries import Optimizer
from app.errors import Refusal
from app.sentences import told
from app.settings import settings


def spread_values(text: str, name: str, optimizer: Optimizer | None) -> list[float]:
    """The values that the text stands for, those of a range at the distances of the catalog's own slider.

    A range of a learning rate is logarithmic; `LOW:HIGH:COUNT:linear` and `:log` say so outright.
    """
    if ":" not in text:
        return [_number(part, text) for part in text.split(",")]
    low_text, _, rest = text.partition(":")
    high_text, _, rest = rest.partition(":")
    count_text, _, scale = rest.partition(":")
    low, high = _number(low_text, text), _number(high_text, text)
    most = settings().max_sweep_cells
    if not (count_text.isdecimal() and 2 <= int(count_text[:9]) <= most) or scale not in (
        "",
        "log",
        "linear",
    ):
        message = told(
            "expected LOW:HIGH:COUNT with a count from 2 to {most}, got {text!r}", most=most, text=text[:60]
        )
        raise Refusal("not_values", message, f"params.{name}")
    count = int(count_text)
    if scale == "log" or (not scale and low > 0 and high > 0 and _is_logarithmic(name, optimizer)):
        if low <= 0 or high <= 0:
            message = told("expected ends above 0 for logarithmic distances, got {text!r}", text=text[:60])
            raise Refusal("not_values", message, f"params.{name}")
        ends = math.log(low), math.log(high)
        between = [math.exp(ends[0] + (ends[1] - ends[0]) * k / (count - 1)) for k in range(1, count - 1)]
        return [low, *between, high]
    return [low, *(low + (high - low) * k / (count - 1) for k in range(1, count - 1)), high]


def _is_logarithmic(name: str, optimizer: Optimizer | None) -> bool:
    declared = {} if optimizer is None else {parameter.name: parameter for parameter in optimizer.params}
    return name in declared and declared[name].scale in ("log", "log_or_zero")


def _number(text: str, whole: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        message = told(
            "expected numbers such as 0.1,0.2,0.5 or a range LOW:HIGH:COUNT, got {whole!r}", whole=whole[:60]
        )
        raise Refusal("not_values", message, "params")
    return number
