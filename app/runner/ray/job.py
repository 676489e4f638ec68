"""One request on its way through the cluster: the caller's handle, and the pieces it is done in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from app.errors import Refusal
from app.messages import Landscape, Message, Past, Steered, answer, beyond, encode, place_of, tally
from app.runner.base import Ended
from app.runner.channel import PIECE_BYTES, Extend, Steer
from app.runner.handle import Handle, Pool, State, went_on
from app.runner.points import PointBudget, RecoveryPoints
from app.runner.ray.cutting import cut
from app.runner.ray.joining import Joiner, in_order
from app.runner.ray.task import Failed, Halted, Heard, Kept, Point, Reply, Said, Word
from app.spec import Change, Comparison, Request, check_change, wire, with_change
from app.spec.checks import check_comparison

if TYPE_CHECKING:
    from app.engine.parts import Finding, Part
    from app.messages import Known
    from app.runner.ray.cluster import Launched
    from app.runner.shelf import Shelf
    from app.watch import Record

_tickets = count(1)


class ClusterPool(Pool, Protocol):
    """What a job asks of its pool besides."""

    @property
    def shelf(self) -> Shelf: ...
    @property
    def points(self) -> PointBudget: ...
    def add(self, piece: Piece) -> None: ...


class Piece:
    """What one worker does of a job: a part of it, or all."""

    def __init__(self, job: Job, number: int, part: Part | None) -> None:
        self.job = job
        self.session = job.session
        self.number = number
        self.part = part
        self.state = State.WAITING
        self.launched: Launched | None = None
        self.attempts = 0
        self.losses = 0
        self.budget = 0  # of steps, as its worker knows it
        self.changes: dict[int, tuple[Steer | Extend, asyncio.Future[int | None]]] = {}

    def ask(self, change: Steer | Extend) -> asyncio.Future[int | None]:
        """Have the worker make a change, now or when there is one."""
        future: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self.changes[change.ticket] = change, future
        if self.launched is not None:
            self.launched.tell(change)
        return future


class Job(Handle[ClusterPool]):
    """A `Running` of the cluster; `request` is what is asked for as it stands, changes included."""

    def __init__(
        self,
        pool: ClusterPool,
        number: int,
        request: Request,
        identifier: str,
        session: str,
        whole: bool,
        known: Known,
        files: Any,
        width: int,
        record: Record,
    ) -> None:
        super().__init__(pool, session, record, known)
        self.number, self.request, self.identifier = number, request, identifier
        self.whole, self.files = whole, files
        self.noted_at = -float("inf")
        self._points = RecoveryPoints(pool.points)
        self._gathered: list[Message] = []
        parts = cut(request, width)
        self._joiner = Joiner(request, width) if parts else None
        whole_piece: list[Part | None] = [None]
        self.pieces = [Piece(self, number, part) for number, part in enumerate(parts or whole_piece)]

    @property
    def running(self) -> list[Piece]:
        """The pieces that workers have."""
        return [piece for piece in self.pieces if piece.state is State.RUNNING]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done for it, though a worker may not have noticed yet."""
        return self.state is State.ENDED

    @property
    def steps(self) -> int:
        """The budget of its runs."""
        return self.request.steps if isinstance(self.request, Comparison) else 0

    @property
    def past(self) -> Past:
        """What is known of it, for a piece to begin."""
        return Past(dict(self.known), self.evaluated, self._points.all, self._pool.points.any)

    @property
    def can_begin_again(self) -> bool:
        """Whether what has been delivered can be told from what has not: an answer's bytes cannot."""
        return not (self.whole and self._joiner is None and self.known.get("bytes"))

    async def steer(self, run: int, params: Mapping[str, Any]) -> int:
        piece = self._piece_of(run)
        if piece.state is State.RUNNING:
            step = await piece.ask(Steer(self.number, next(_tickets), run, params))
            if step is not None:
                return step
        return await self._steer_at_rest(run, params)

    async def extend(self, steps: int) -> None:
        if self.over:
            raise Ended
        if self._joiner is None:
            await self.pieces[0].ask(Extend(self.number, next(_tickets), steps))
            return
        longer = self.request.model_copy(update={"steps": self.steps + steps})
        assert isinstance(longer, Comparison)
        self.request = check_comparison(longer)
        for piece in self.pieces:
            if piece.state is State.RUNNING:
                piece.ask(Extend(self.number, next(_tickets), steps))
            elif piece.state is State.ENDED:
                piece.state = State.PAUSED if self.wants_pause else State.WAITING
                if not self.wants_pause:
                    self._pool.add(piece)

    async def take(self, piece: Piece, word: Word) -> None:
        """Hear one word of a piece's worker; raises the refusal with which it fails."""
        match word:
            case Said(payload, place, counted):
                self.record.spoke()
                self.record.counted(*counted)
                await self.deliver(payload, place or (("bytes", 1) if self.whole else None))
            case Heard(message):
                await self._hear(piece, message)
            case Kept(id, data):
                self._pool.shelf.put(id, data)
            case Point(run, data):
                self._points.put(run, data)
            case Reply():
                self._replied(piece, word)
            case Failed(refusal):
                raise Refusal(**refusal)
            case Halted():
                pass  # whoever hears the batches ends with it

    async def laid_aside(self, piece: Piece) -> None:
        """Its worker has left a piece where it was: what it had not answered holds from there on."""
        changes, piece.changes = piece.changes, {}
        for ticket, (change, future) in changes.items():
            if isinstance(change, Steer):
                _resolve(future, None)
            elif self._joiner is None:
                piece.changes[ticket] = change, future

    async def done(self, piece: Piece) -> bool:
        """A worker has done its piece; tells whether that was the last one."""
        await self.laid_aside(piece)
        if self._joiner is not None and piece.budget < self.steps:
            self._pool.add(piece)
            return False
        piece.state = State.ENDED
        if any(each.state is not State.ENDED for each in self.pieces):
            return False
        self.state = State.ENDED
        return True

    async def conclude(self) -> None:
        """Say what is said last, once all pieces are done."""
        if self._joiner is not None:
            for message in self._joiner.end():
                await self._tell(message)
        if self._gathered:
            body = await asyncio.to_thread(_body, self._gathered, self.request)
            for start in range(0, len(body), PIECE_BYTES):
                await self.outbox.put(body[start : start + PIECE_BYTES])

    def note_loss(self) -> None:
        """Tell the client that another worker goes on; an answer has no room for it."""
        if not self.whole:
            self.outbox.add(went_on(self.identifier))

    def end(self, refusal: Refusal | None = None) -> None:
        """No worker has anything of this job any more."""
        self.state = State.ENDED
        self._points.drop()
        self.outbox.close(refusal)
        self.record.ended(self.outbox.refusal, self.outbox.discarding)
        self._over.set()
        for piece in self.pieces:
            piece.state = State.ENDED
            for _, future in piece.changes.values():
                if not future.done():
                    future.set_exception(Ended())
            piece.changes.clear()

    def _piece_of(self, run: int) -> Piece:
        if self.over:
            raise Ended
        return self.pieces[0 if self._joiner is None else run]

    async def _steer_at_rest(self, run: int, params: Mapping[str, Any]) -> int:
        """A change where the client stands: no worker is ahead of it, or the run has come to its end."""
        if self.over:
            raise Ended
        assert isinstance(self.request, Comparison)
        step = min(self.known.get(f"chunk {run}", 0), self.steps)
        if self._piece_of(run).state is State.ENDED:
            step = self.steps
        self._changed(run, params, step)
        await self.outbox.put(encode(Steered(run, step), self.identifier))
        return step

    def _changed(self, run: int, params: Mapping[str, Any], step: int) -> None:
        assert isinstance(self.request, Comparison)
        change = check_change(
            self.request.runs[run], Change(step=step, params=dict(params)), self.request.steps
        )
        self.request = with_change(self.request, run, change)

    def _replied(self, piece: Piece, reply: Reply) -> None:
        asked = piece.changes.pop(reply.ticket, None)
        if asked is None:
            return
        change, future = asked
        if reply.refusal is not None:
            if not future.done():
                future.set_exception(Refusal(**reply.refusal))
            return
        if isinstance(change, Steer):
            assert reply.step is not None
            self._changed(change.run, change.params, reply.step)
        else:
            piece.budget += change.steps
            if self._joiner is None:
                self.request = self.request.model_copy(update={"steps": piece.budget})
        _resolve(future, reply.step)

    async def _hear(self, piece: Piece, message: Message | Finding) -> None:
        assert self._joiner is not None
        for joined in self._joiner.take(piece.number, message):
            await self._tell(joined)
        for part in self._joiner.more():
            self.pieces.append(Piece(self, len(self.pieces), part))
            self._pool.add(self.pieces[-1])

    async def _tell(self, message: Message) -> None:
        """Send what the client does not have of a message, or gather it for the answer."""
        fresh, place = beyond(message, self.known), place_of(message)
        if fresh is None:
            return
        self.record.spoke()
        self.record.counted(*tally(fresh, self.request))
        if self.whole:
            self._gathered.append(fresh)
            self.know(place)
        elif isinstance(fresh, Landscape):  # so many numbers are not written beside other clients' work
            await self.deliver(await asyncio.to_thread(encode, fresh, self.identifier), place)
        else:
            await self.deliver(encode(fresh, self.identifier), place)


def _resolve(future: asyncio.Future[int | None], step: int | None) -> None:
    if not future.done():
        future.set_result(step)


def _body(messages: list[Message], request: Request) -> bytes:
    import torch

    version = str(torch.__version__).split("+")[0]
    return answer(in_order(messages), wire(request), version)
