"""Who is next? Requests that wait for a worker, fair between sessions."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from itertools import count
from typing import Generic, Protocol, TypeVar

from app.runner.sessions import address_of

REMEMBERED_ADDRESSES = 4096


class Waiting(Protocol):
    """What can stand in the queue."""

    session: str


Entry = TypeVar("Entry", bound=Waiting)


class FairQueue(Generic[Entry]):
    """First come, first served within a session; between addresses, and between the sessions of one address,
    the one with the least work in progress, then the one that was served longest ago."""

    def __init__(self) -> None:
        self._sessions: dict[str, deque[Entry]] = {}  # in the order of their last turn
        self._turns: dict[str, int] = {}  # the last turn of each address
        self._turn = count(1)

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._sessions.values())

    def waiting(self, address: str) -> int:
        """How many entries of an address wait."""
        return sum(
            len(entries) for session, entries in self._sessions.items() if address_of(session) == address
        )

    def push(self, entry: Entry) -> None:
        """Add an entry behind the others of its session."""
        self._sessions.setdefault(entry.session, deque()).append(entry)

    def restore(self, entry: Entry) -> None:
        """Put an entry that had its turn before the others of its session."""
        self._sessions.setdefault(entry.session, deque()).appendleft(entry)

    def remove(self, entry: Entry) -> None:
        """Take an entry out of turn; it must be here."""
        entries = self._sessions[entry.session]
        entries.remove(entry)
        if not entries:
            del self._sessions[entry.session]

    def take(self, in_progress: Counter[str], can_start: Callable[[Entry], bool]) -> Entry | None:
        """The next entry that can start now, taken out, or None; `in_progress` counts by session."""
        for session in self._order(in_progress):
            for entry in self._sessions[session]:
                if can_start(entry):
                    self.remove(entry)
                    if session in self._sessions:
                        self._sessions[session] = self._sessions.pop(session)
                    self._took_turn(address_of(session))
                    return entry
        return None

    def in_order(self, in_progress: Counter[str]) -> list[Entry]:
        """The first entry of each session, in the order of who is next."""
        return [self._sessions[session][0] for session in self._order(in_progress)]

    def _order(self, in_progress: Counter[str]) -> list[str]:
        of_addresses: Counter[str] = Counter()
        for session, number in in_progress.items():
            of_addresses[address_of(session)] += number

        def due(session: str) -> tuple[int, int, int]:
            address = address_of(session)
            return of_addresses[address], self._turns.get(address, 0), in_progress[session]

        return sorted(self._sessions, key=due)

    def _took_turn(self, address: str) -> None:
        self._turns.pop(address, None)
        self._turns[address] = next(self._turn)
        if len(self._turns) > REMEMBERED_ADDRESSES:
            del self._turns[next(iter(self._turns))]
