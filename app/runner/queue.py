"""Who is next? Requests that wait for a worker, fair between sessions."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What can stand in the queue."""

    session: str


Entry = TypeVar("Entry", bound=Waiting)


class FairQueue(Generic[Entry]):
    """First come, first served within a session; between sessions, the one with the least work in progress,
    then the one that was served longest ago."""

    def __init__(self) -> None:
        self._sessions: dict[str, deque[Entry]] = {}  # in the order of their last turn

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._sessions.values())

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
        """The next entry that can start now, taken out, or None."""
        for session in sorted(self._sessions, key=lambda name: in_progress[name]):
            for entry in self._sessions[session]:
                if can_start(entry):
                    self.remove(entry)
                    if session in self._sessions:
                        self._sessions[session] = self._sessions.pop(session)
                    return entry
        return None
