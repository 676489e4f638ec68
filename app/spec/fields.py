"""At which field? Small checks, and where in the request their refusals stand."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from app.catalog.entries import Optimizer, Schedule
from app.errors import Refusal

Item = TypeVar("Item")
Entry = TypeVar("Entry", Optimizer, Schedule)


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
    advice = f", perhaps {by_lower[close[0]]}" if close else ""
    return f"there is no {what} {identifier[:40]!r}{advice}; expected one of {', '.join(by_lower.values())}"


def available(field: str, identifier: str, entries: Mapping[str, Entry], what: str, needs: bool) -> Entry:
    """The entry of that id, if it can be used here; with `needs` also one that only some models can feed."""
    usable = {name: entry for name, entry in entries.items() if entry.available or (needs and _fed(entry))}
    entry = entries.get(identifier)
    if entry is None:
        known(field, identifier, usable, what)
    elif identifier not in usable:
        reason = entry.reason.en if entry.reason else "it cannot run here"
        raise Refusal("unavailable", f"{identifier} is not available: {reason}", field)
    return entries[identifier]


def _fed(entry: Optimizer | Schedule) -> bool:
    return isinstance(entry, Optimizer) and entry.needs is not None


def at_most(field: str, value: int, limit: int, what: str) -> None:
    """Refuse what is past a limit of the server."""
    if value > limit:
        raise Refusal("limit", f"expected at most {limit} {what}, got {value}", field)


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
