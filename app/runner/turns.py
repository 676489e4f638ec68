"""Who gives way? Where all workers are taken, work that has had its turn rests while others' waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from app.runner.sessions import address_of

LAID_ASIDE = 4  # pieces of half-done work that a worker keeps in its memory, at most


class Place(Protocol):
    """A worker, as those who share it see it."""

    @property
    def taken_at(self) -> float: ...

    @property
    def held(self) -> int: ...


class Sharing(Protocol):
    """Work that wants a worker, or has one."""

    session: str
    gives_way: bool

    @property
    def place(self) -> Place | None: ...


Work = TypeVar("Work", bound=Sharing)


def who_gives_way(waiting: Iterable[Work], working: Sequence[Work]) -> Work | None:
    """The work that gives way to the first that waits for a client who has nothing in progress, if any does.

    It is that of an address with more in progress, or of another client of the same address; `waiting` comes
    in the order of who is next. For each that has been asked to rest already, one of them is served.
    """
    asked = sum(work.gives_way for work in working)
    sessions = Counter(work.session for work in working)
    addresses = Counter(address_of(work.session) for work in working)
    for next_one in waiting:
        own = address_of(next_one.session)
        if sessions[next_one.session]:
            continue
        others = [
            work
            for work in working
            if _can_rest(work)
            and next_one.place in (None, work.place)
            and (address_of(work.session) == own or addresses[address_of(work.session)] > addresses[own])
        ]
        if others and asked:
            asked -= 1
        elif others:
            return max(others, key=lambda work: (addresses[address_of(work.session)], -_taken_at(work)))
    return None


def _can_rest(work: Sharing) -> bool:
    return work.place is not None and work.place.held <= LAID_ASIDE and not work.gives_way


def _taken_at(work: Sharing) -> float:
    return work.place.taken_at if work.place else 0.0
