"""What happens under one id of a stream: at most one piece of work, and the newest request wins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from app.errors import BEGINS_ANEW, Refusal
from app.messages import Steered, cancelled, encode, started
from app.runner import Ended, Runner, Running
from app.sentences import told
from app.spec import Change, Comparison, Request, check_change, check_changes, wire, with_change
from app.web.files import Files
from app.web.ledger import Share, Standing
from app.web.opening import Opening, Return, in_message, longer, read_opening, read_return, required

# How the messages begin that something else has to happen before.
STEERED = b'{"type":"steered"'
FINISHED = b'{"type":"finished"'
MOST_CHANGES_DUE = 64


class Outlet(Protocol):
    """The connection, as its lanes see it."""

    runner: Runner
    files: Files
    share: Share
    session: str

    async def send(self, message: bytes) -> None: ...
    async def refuse(self, identifier: str | None, refusal: Refusal) -> None: ...
    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...


class Lane:
    """The work under one id; what can be refused is refused at once, the rest happens in a task."""

    def __init__(self, outlet: Outlet, identifier: str) -> None:
        self._outlet = outlet
        self._id = identifier
        self._next: Opening | Return | None = None
        self._running: Running | None = None
        self._comparison: Comparison | None = None  # as it stands after all changes
        self._token: str | None = None  # of that comparison
        self._told_to_cancel = False
        self._stopped = False
        self._generation = 0  # of what the client has asked for: changes belong to theirs
        self._changes_due = 0
        self._paused: bool | None = None  # what the newest request was told
        self._task: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._remembering = asyncio.Lock()
        self._settled = asyncio.Event()  # the newest request has been handed to the runner
        self._recorded = asyncio.Event()  # no change is on its way
        self._recorded.set()

    @property
    def busy(self) -> bool:
        """Whether anything is in progress."""
        return self._task is not None

    def open(self, kind: str, fields: dict[str, Any]) -> None:
        """Work on a request in place of what is in progress."""
        opening = self._opening(read_opening(kind, fields))
        self._generation += 1
        self._replace(opening)

    def go_back(self, fields: dict[str, Any]) -> None:
        """Go on with a comparison of a connection that was lost, beyond what the client has of it."""
        opening = read_return(fields)
        self._generation += 1
        self._replace(opening)

    def steer(self, fields: dict[str, Any]) -> None:
        """Change hyperparameters of a run from the next step on."""
        comparison = self._steerable()
        run, params = required(fields, "run"), required(fields, "params")
        last = len(comparison.runs) - 1
        if not isinstance(run, int) or isinstance(run, bool) or not 0 <= run <= last:
            raise Refusal(
                "out_of_range",
                told("expected run to be one of 0 to {last}, got {run}", last=last, run=str(run)[:40]),
                "run",
            )
        if not isinstance(params, dict):
            raise Refusal(
                "wrong_type",
                told("expected params to be an object, got {params}", params=str(params)[:40]),
                "params",
            )
        change = check_change(
            comparison.runs[run], Change(step=comparison.steps, params=params), comparison.steps
        )
        self._make(lambda: self._steer(run, change.params))

    def extend(self, fields: dict[str, Any]) -> None:
        """Add steps to the budget."""
        comparison = self._steerable()
        steps = required(fields, "steps")
        if not isinstance(steps, int) or isinstance(steps, bool) or steps < 1:
            message = told("expected steps to be a whole number above 0, got {steps}", steps=str(steps)[:40])
            raise Refusal("out_of_range", message, "steps")
        longer(comparison, steps)
        self._make(lambda: self._extend(steps))

    def pause(self) -> None:
        """Let the newest request rest, also one that has not begun."""
        self._paused = True
        if self._running is not None and self._next is None:
            self._running.pause()
        self._outlet.spawn(self.remember())

    def resume(self) -> None:
        """Go on after a pause."""
        self._paused = False
        if self._running is not None:
            self._running.resume()
        self._outlet.spawn(self.remember())

    def cancel(self) -> None:
        """Stop the work, and say so."""
        self._next = None
        self._settled.set()
        self._told_to_cancel = True
        if self._running is not None:
            self._running.cancel()
        self._wake()

    def stop(self) -> None:
        """Stop the work; nobody is there to be told."""
        self._next = None
        self._stopped = True
        if self._running is not None:
            self._running.cancel()

    def yield_up(self, token: str) -> None:
        """Stop the work on that comparison: its client has come back on another connection."""
        if self._token == token:
            self.stop()

    async def remember(self) -> None:
        """Keep how the comparison stands, for a client that comes back."""
        async with self._remembering:
            comparison, token = self._comparison, self._token
            if comparison is not None and token is not None and not self._stopped:
                await self._outlet.share.keep(token, Standing(comparison, self._paused is True))

    async def stay_remembered(self) -> None:
        """The same, unless newer ones have taken its place."""
        if self._token is not None and self._outlet.share.holds(self._token):
            await self.remember()

    def _opening(self, request: Request) -> Opening:
        return Opening(request, self._outlet.share.new_token() if isinstance(request, Comparison) else None)

    def _replace(self, opening: Opening | Return) -> None:
        self._next = opening
        self._settled.clear()
        self._stopped = False
        self._paused = None
        self._comparison = self._token = None
        if isinstance(opening, Opening) and isinstance(opening.request, Comparison):
            self._comparison, self._token = opening.request, opening.token
        if self._running is not None:
            self._running.cancel()
        self._wake()

    def _wake(self) -> None:
        if self._task is None:
            self._task = self._outlet.spawn(self._work())

    async def _work(self) -> None:
        """Follow one request after another, until there is none."""
        while self._next is not None or self._told_to_cancel:
            if self._told_to_cancel:
                self._told_to_cancel = False
                await self._outlet.send(cancelled(self._id))
            elif self._next is not None:
                opening, self._next = self._next, None
                await self._guarded(self._follow(opening))
        self._task = None

    async def _follow(self, opening: Opening | Return) -> None:
        try:
            if await self._begin(opening) and self._running is not None:
                await self._forward(self._running)
        except Refusal as refusal:
            if self._is_wanted():
                raise refusal from None
        finally:
            if self._is_wanted():
                self._settled.set()
            running, self._running = self._running, None
            if running is not None:
                running.cancel()
        if running is not None:
            await running.aclose()

    async def _begin(self, opening: Opening | Return) -> bool:
        """Hand it to the runner and say so; False where a newer request has come meanwhile."""
        if isinstance(opening, Return):
            standing = await self._outlet.share.take(opening.token, self)
            if not self._is_wanted():
                return False
            opening = opening.to(standing.comparison)
            self._comparison, self._token = standing.comparison, opening.token
            self._paused = standing.paused if self._paused is None else self._paused
        elif opening.token is not None:
            self._outlet.share.hold(opening.token, self)
        request = opening.request
        try:
            await self._outlet.files.bring(request)
            if not self._is_wanted():
                return False
            session = self._outlet.session
            running = self._running = self._outlet.runner.stream(request, self._id, session, opening.known)
        except Refusal as refusal:
            raise in_message(refusal, request) from None
        self._settled.set()
        if self._paused:
            await self._guarded(self._rest(running))
        await self.remember()
        await self._outlet.send(started(self._id, wire(request), opening.token))
        return True

    async def _forward(self, running: Running) -> None:
        try:
            async for message in running:
                if message.startswith(STEERED):
                    # Who knows of a change must find it in what is remembered.
                    await self._recorded.wait()
                elif message.startswith(FINISHED):
                    await self._outlet.files.sent()
                await self._outlet.send(message)
        except Refusal as refusal:
            raise in_message(refusal, self._comparison) from None

    def _is_wanted(self) -> bool:
        """Whether what is worked on is still what the client asked for last."""
        return self._next is None and not self._told_to_cancel and not self._stopped

    async def _rest(self, running: Running) -> None:
        running.pause()

    def _make(self, change: Callable[[], Awaitable[None]]) -> None:
        """Let a change be made, after those before it."""
        if self._changes_due >= MOST_CHANGES_DUE:
            message = told(
                "expected at most {limit} changes at once, got one more; wait for an answer",
                limit=MOST_CHANGES_DUE,
            )
            raise Refusal("busy", message, None, 429)
        self._changes_due += 1
        self._outlet.spawn(self._in_turn(change, self._generation))

    async def _in_turn(self, change: Callable[[], Awaitable[None]], generation: int) -> None:
        try:
            async with self._changing:
                await self._settled.wait()
                if generation == self._generation:  # else it was meant for what has been replaced
                    await self._guarded(change())
        finally:
            self._changes_due -= 1

    async def _steer(self, run: int, params: dict[str, Any]) -> None:
        comparison = self._steerable()
        check_changes(with_change(comparison, run, Change(step=0, params=params)), "params")
        self._recorded.clear()
        try:
            told_step = await self._steered(run, params)
            if self._comparison is not comparison:  # it has been replaced, and nothing of it may follow
                return
            step = comparison.steps if told_step is None else told_step
            self._comparison = with_change(comparison, run, Change(step=step, params=params))
            await self.remember()
        finally:
            self._recorded.set()
        if told_step is None:
            await self._outlet.send(encode(Steered(run, step), self._id))

    async def _steered(self, run: int, params: dict[str, Any]) -> int | None:
        """The step before which the change took effect; at the end None: it waits there for an extension."""
        try:
            return await self._live().steer(run, params)
        except Ended:
            return None

    async def _extend(self, steps: int) -> None:
        comparison = self._steerable()
        extended = longer(comparison, steps)
        try:
            await self._live().extend(steps)
        except Ended:
            self._begin_anew(comparison, extended)
        except Refusal as refusal:
            if refusal.code != BEGINS_ANEW:
                raise
            paused = self._paused
            self._begin_anew(comparison, extended)
            self._paused = paused
        if self._comparison is comparison:
            self._comparison = extended
            await self.remember()

    def _begin_anew(self, former: Comparison, extended: Comparison) -> None:
        if self._comparison is former:
            self._replace(self._opening(extended))

    def _live(self) -> Running:
        if self._running is None:
            raise Ended
        return self._running

    def _steerable(self) -> Comparison:
        if self._comparison is None:
            raise Refusal(
                "not_steerable",
                told("only a comparison can be steered or extended, and this is other work"),
                "id",
            )
        return self._comparison

    async def _guarded(self, work: Awaitable[None]) -> None:
        """Do `work`; a refusal goes to the client, and the connection lives on."""
        try:
            await work
        except Refusal as refusal:
            await self._outlet.refuse(self._id, refusal)
