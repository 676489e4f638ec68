"""One request on its way through the pool of processes: what the pool remembers of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from app.errors import Refusal
from app.runner.base import Ended
from app.runner.channel import Begin, Command, Extend, Resume, Steer
from app.runner.handle import Handle, Pool, State, went_on

if TYPE_CHECKING:
    from app.runner.points import RecoveryPoints
    from app.runner.slot import Slot
    from app.spec import Request
    from app.watch import Record

_tickets = count(1)
END = "end"  # as `app.messages.resuming` has it, which is not to be loaded before it is needed


class LocalPool(Pool, Protocol):
    """What a job asks of its pool besides."""

    def freed(self) -> None: ...


class Job(Handle[LocalPool]):
    """A `Running` of the local pool."""

    def __init__(
        self, pool: LocalPool, begin: Begin, session: str, points: RecoveryPoints, record: Record
    ) -> None:
        super().__init__(pool, session, record, begin.known, pool.freed)
        self.number = begin.job
        self.request = begin.request
        self.slot: Slot | None = None  # the worker that holds its work
        self.gives_way = False  # it has been asked to rest, for others have their turn
        self.losses = 0  # workers that died over it
        self._begin = begin  # with all changes that have taken effect
        self.points = points
        self._unanswered: dict[int, tuple[Steer | Extend, asyncio.Future[int]]] = {}
        self._note_due = False

    @property
    def place(self) -> Slot | None:
        """The worker that holds its work."""
        return self.slot

    async def steer(self, run: int, params: Mapping[str, Any]) -> int:
        return await self._change(Steer(self.number, next(_tickets), run, params))

    async def extend(self, steps: int) -> None:
        await self._change(Extend(self.number, next(_tickets), steps))

    def opening(self) -> list[Command]:
        """What to tell the worker that takes the job up."""
        self.record.started()
        if self.slot is not None:
            return [Resume(self.number)]
        if self._note_due:
            self._note_due = False
            self.outbox.add(went_on(self._begin.identifier))
        begin = replace(self._begin, known=dict(self.known), evaluated=self.evaluated, points=self.points.all)
        return [begin, *(command for command, _ in self._unanswered.values())]

    @property
    def complete(self) -> bool:
        """Whether the last message is on its way to the client."""
        return END in self.known

    def begin_anew(self) -> bool:
        """Forget the worker that held its work, which is to be done again; tells whether that can be.

        A whole answer cannot be begun twice, once a reader has some of it.
        """
        self.slot = None
        self._note_due = not self._begin.whole
        return not self._begin.whole or self.outbox.take_back()

    def replied(self, payload: bytes) -> None:
        """The worker has answered a change."""
        reply = json.loads(payload)
        if reply["ticket"] not in self._unanswered:
            return
        command, future = self._unanswered.pop(reply["ticket"])
        if "refusal" not in reply:
            self._took_effect(command, reply["step"])
        if future.done():
            return
        if "refusal" in reply:
            future.set_exception(Refusal(**reply["refusal"]))
        else:
            future.set_result(reply["step"])

    def _took_effect(self, command: Steer | Extend, step: int) -> None:
        """Remember a change, for the work to be the same when it is done again, and tell the client."""
        from app.messages import Steered, encode

        self._begin = replace(self._begin, request=_changed(self._begin.request, command, step))
        if isinstance(command, Steer) and not self._begin.whole:
            self.outbox.add(encode(Steered(command.run, step), self._begin.identifier))

    def end(self, refusal: Refusal | None = None) -> None:
        """No worker holds this job any more."""
        self.state = State.ENDED
        self.slot = None
        self._begin = replace(self._begin, checkpoints={})
        self.points.drop()
        self.outbox.close(refusal)
        self.record.ended(self.outbox.refusal, self.outbox.discarding and not self.complete)
        self._over.set()
        for _, future in self._unanswered.values():
            if not future.done():
                future.set_exception(Ended())
        self._unanswered.clear()

    async def _change(self, command: Steer | Extend) -> int:
        if self.state is State.ENDED:
            raise Ended
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._unanswered[command.ticket] = (command, future)
        if self.slot is not None:
            self.slot.send(command)
        return await future


def _changed(request: Request, command: Steer | Extend, step: int) -> Request:
    """The request with a change in it that took effect before `step`."""
    from app.spec import Change, Comparison, with_change
    from app.spec.checks import check_comparison

    if not isinstance(request, Comparison):
        return request
    if isinstance(command, Steer):
        return with_change(request, command.run, Change(step=step, params=dict(command.params)))
    return check_comparison(request.model_copy(update={"steps": request.steps + command.steps}))
