"""At which field? Small checks, and where in the request their refusals stand."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from app.catalog.entries import Optimizer, Schedule
from app.errors import Refusal
from app.sentences import Pair, told

Item = TypeVar("Item")
Entry = TypeVar("Entry", Optimizer, Schedule)

_THINGS = {
    "function": told("function"),
    "optimizer": told("optimizer"),
    "schedule": told("schedule"),
    "model": told("model"),
    "dataset": told("dataset"),
    "loss": told("loss"),
}


def known(field: str, identifier: str, entries: Mapping[str, Item], what: str) -> Item:
    """The entry of that id, or a `Refusal` that names those there are."""
    entry = entries.get(identifier)
    if entry is None:
        raise Refusal(f"unknown_{what}", absent(what, identifier, entries), field)
    return entry


def absent(what: str, identifier: str, names: Iterable[str]) -> str:
    """The sentence that there is no such thing, with the nearest name and all of them."""
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(identifier[:40].lower(), by_lower, n=1)
    advice = told(", perhaps {close}", close=by_lower[close[0]]) if close else ""
    return told(
        "there is no {what} {identifier!r}{advice}; expected one of {names}",
        what=_THINGS.get(what, what),
        identifier=identifier[:40],
        advice=advice,
        names=", ".join(by_lower.values()),
    )


def available(field: str, identifier: str, entries: Mapping[str, Entry], what: str, needs: bool) -> Entry:
    """The entry of that id, if it can be used here; with `needs` also one that only some models can feed."""
    usable = {name: entry for name, entry in entries.items() if entry.available or (needs and _fed(entry))}
    entry = entries.get(identifier)
    if entry is None:
        known(field, identifier, usable, what)
    elif identifier not in usable:
        reason = Pair(entry.reason.en, entry.reason.zh) if entry.reason else told("it cannot run here")
        raise Refusal(
            "unavailable",
            told("{identifier} is not available: {reason}", identifier=identifier, reason=reason),
            field,
        )
    return entries[identifier]


def _fed(entry: Optimizer | Schedule) -> bool:
    return isinstance(entry, Optimizer) and entry.needs is not None


def at_most(field: str, value: int, limit: int, what: str) -> None:
    """Refuse what is past a limit of the server."""
    if value > limit:
        raise Refusal(
            "limit",
            told("expected at most {limit} {what}, got {value}", limit=limit, what=what, value=value),
            field,
        )


def within(field: str, check: Callable[[], Item]) -> Item:
    """`check()`, with the field of its refusal seen from one level further out."""
    try:
        return check()
    except Refusal as refusal:
        raise refusal.within(field) from None


def each(field: str, given: Sequence[Any], check: Callable[[Any], Item]) -> tuple[Item, ...]:
    """`check` of every item, its refusal placed at `field[index]`."""
    return tuple(
        within(f"{field}[{index}]", lambda item=item: check(item))  # type: ignore[misc]
        for index, item in enumerate(given)
    )
