"""What is work? Messages to be drawn one by one, with a heartbeat between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from app.errors import Refusal
from app.messages import Message, Steered


class Work(Protocol):
    """A request being computed.

    Iterating computes: each item is a message, or None at least every 5 ms or so, for the caller to look at
    its mailbox. Dropping the work ends it.
    """

    def __iter__(self) -> Iterator[Message | None]: ...

    def __next__(self) -> Message | None: ...

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        """Set hyperparameters of a run from its next step on."""
        ...

    def extend(self, steps: int) -> None:
        """Let all runs go on for `steps` more, also after the last message: iterate again.

        A `Refusal` with the code `begins_anew` says that the longer request is other work from the start.
        """
        ...


class FixedWork:
    """Work that takes its course and cannot be changed on the way: a landscape, a fan, a basin map."""

    def __init__(self, messages: Iterator[Message | None]) -> None:
        self._messages = messages

    def __iter__(self) -> Iterator[Message | None]:
        return self

    def __next__(self) -> Message | None:
        return next(self._messages)

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        raise _not_steerable()

    def extend(self, steps: int) -> None:
        raise _not_steerable()


def _not_steerable() -> Refusal:
    return Refusal("not_steerable", "only the runs of a comparison can be changed on the way")
