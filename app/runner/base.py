"""What every place of computation offers, local or distant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from app.messages import Known
    from app.metrics import Census
    from app.runner.shelf import Shelf
    from app.spec import Request
    from app.watch import Watch


class Ended(Exception):
    """The work had already ended when the change reached it."""


class Running(Protocol):
    """One request being worked on; iterate over it for its messages, each encoded as the client gets it.

    The iteration ends when the worker is free again, after a cancel too; it raises `Refusal` when the work
    failed (`worker_lost`, `out_of_memory`, `time_limit` or the engine's own).
    """

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def __anext__(self) -> bytes: ...

    def cancel(self) -> None:
        """Stop the work; no message follows."""

    def pause(self) -> None:
        """Let the work rest without occupying a worker."""

    def resume(self) -> None:
        """Go on after `pause`."""

    async def steer(self, run: int, params: Mapping[str, Any]) -> int:
        """Change hyperparameters from the next step on; returns that step. Raises `Ended` or `Refusal`."""

    async def extend(self, steps: int) -> None:
        """Add to the budget of steps. Raises `Ended` or `Refusal`."""

    async def aclose(self) -> None:
        """Cancel, and wait until the worker is free."""


class Runner(Protocol):
    """A place where requests are worked on."""

    @property
    def ready(self) -> bool:
        """Whether a worker is warm and the end is not near."""

    @property
    def shelf(self) -> Shelf:
        """The checkpoints that work has made or clients have brought, for runs to start from."""

    @property
    def watch(self) -> Watch:
        """Who is told what happens here."""

    @property
    def census(self) -> Census:
        """Where work and workers are at this moment."""

    async def start(self) -> None:
        """Begin to start workers, without waiting for them."""

    def drain(self) -> None:
        """Be ready no more, because the end is near; what is in progress goes on."""

    async def stop(self) -> None:
        """End all work and all workers."""

    async def warm(self) -> None:
        """Wait until `ready`."""

    def stream(self, request: Request, identifier: str, session: str, known: Known | None = None) -> Running:
        """Work on `request`, its messages encoded with `identifier`; sessions take turns.

        Of what there is to say only that beyond `known` comes, as `app.messages.resuming` tells it.

        Raises `Refusal` (`busy`, status 429) when too many requests wait, and `unknown_checkpoint` when a
        run starts from one that is not on the shelf.
        """

    def answer(self, request: Request, session: str = "") -> Running:
        """Work on `request`; what comes is the whole answer as the body of an HTTP response, in pieces.

        Raises as `stream` does.
        """
