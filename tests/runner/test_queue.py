"""Who is next among those that wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.runner.queue import FairQueue
from app.runner.sessions import address_of, session_of


@dataclass(eq=False)
class Entry:
    session: str
    number: int


def filled(order: str) -> tuple[FairQueue[Entry], list[Entry]]:
    """A queue with an entry for each letter, which names its session."""
    queue: FairQueue[Entry] = FairQueue()
    entries = [Entry(session, number) for number, session in enumerate(order)]
    for entry in entries:
        queue.push(entry)
    return queue, entries


def drained(queue: FairQueue[Entry], in_progress: Counter[str] | None = None) -> str:
    taken = ""
    while (entry := queue.take(in_progress or Counter(), lambda _: True)) is not None:
        taken += f"{entry.session}{entry.number} "
    return taken.strip()


def test_sessions_take_turns_and_keep_their_own_order() -> None:
    queue, _ = filled("aaabb")
    assert len(queue) == 5
    assert drained(queue) == "a0 b3 a1 b4 a2"
    assert len(queue) == 0


def test_the_session_with_least_in_progress_comes_first() -> None:
    queue, _ = filled("aab")
    assert drained(queue, Counter({"a": 1})) == "b2 a0 a1"


def test_what_cannot_start_yet_is_passed_over() -> None:
    queue, entries = filled("aab")
    taken = queue.take(Counter(), lambda entry: entry is not entries[0])
    assert taken is entries[1]
    assert queue.take(Counter(), lambda _: False) is None
    assert drained(queue) == "b2 a0"


def test_an_entry_can_leave_out_of_turn() -> None:
    queue, entries = filled("aba")
    queue.remove(entries[1])
    queue.remove(entries[0])
    assert drained(queue) == "a2"


def turns(queue: FairQueue[Entry], in_progress: Counter[str] | None = None) -> list[str]:
    taken = []
    while (entry := queue.take(in_progress or Counter(), lambda _: True)) is not None:
        taken.append(entry.session)
    return taken


def test_an_address_with_many_sessions_has_one_turn_like_any_other() -> None:
    queue: FairQueue[Entry] = FairQueue()
    for number in range(4):
        queue.push(Entry(session_of("crowd", f"s{number}"), number))
    for number in range(2):
        queue.push(Entry(session_of("single", "s0"), number))
    assert (queue.waiting("crowd"), queue.waiting("single"), queue.waiting("nobody")) == (4, 2, 0)
    assert [address_of(session) for session in turns(queue)] == ["crowd", "single"] * 2 + ["crowd"] * 2


def test_the_address_with_least_in_progress_comes_first() -> None:
    queue: FairQueue[Entry] = FairQueue()
    queue.push(Entry(session_of("crowd", "new"), 0))
    queue.push(Entry(session_of("single", "s0"), 1))
    busy = Counter({session_of("crowd", "other"): 1})
    assert [address_of(session) for session in turns(queue, busy)] == ["single", "crowd"]


def test_who_had_its_turn_and_lost_it_is_the_first_of_its_session() -> None:
    queue, entries = filled("aab")
    queue.remove(entries[1])
    queue.restore(entries[1])
    assert drained(queue) == "a1 b2 a0"
