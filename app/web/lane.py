"""What happens under one id of a stream: at most one piece of work, and the newest request wins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol

from app.errors import BEGINS_ANEW, Refusal
from app.messages import Steered, cancelled, encode, started
from app.runner import Ended, Runner, Running
from app.sentences import told
from app.spec import (
    KINDS,
    Change,
    Comparison,
    Request,
    check_change,
    check_changes,
    read_request,
    wire,
    with_change,
)

# The one kind whose request stands in a field of its own.
COMPARE = "compare"


def form_fields(kind: str) -> set[str]:
    """The fields of a message that opens work of this kind, besides its type and its id."""
    return {"comparison"} if kind == COMPARE else set(KINDS[kind].form.model_fields)


class Outlet(Protocol):
    """The connection, as its lanes see it."""

    runner: Runner
    session: str

    async def send(self, message: bytes) -> None: ...
    async def refuse(self, identifier: str | None, refusal: Refusal) -> None: ...
    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]: ...


class Lane:
    """The work under one id; what can be refused is refused at once, the rest happens in a task."""

    def __init__(self, outlet: Outlet, identifier: str) -> None:
        self._outlet = outlet
        self._id = identifier
        self._next: Request | None = None
        self._running: Running | None = None
        self._comparison: Comparison | None = None  # as it stands after all changes
        self._told_to_cancel = False
        self._paused = False  # what the newest request was told
        self._task: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._settled = asyncio.Event()  # the newest request has been handed to the runner

    @property
    def busy(self) -> bool:
        """Whether anything is in progress."""
        return self._task is not None

    def open(self, kind: str, fields: dict[str, Any]) -> None:
        """Work on a request in place of what is in progress."""
        if kind == COMPARE:
            comparison = _read_comparison(_required(fields, "comparison"))
            self._replace(comparison, comparison)
        else:
            self._replace(read_request(kind, fields), None)

    def steer(self, fields: dict[str, Any]) -> None:
        """Change hyperparameters of a run from the next step on."""
        comparison = self._steerable()
        run, params = _required(fields, "run"), _required(fields, "params")
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
        self._outlet.spawn(self._guarded(self._steer(run, change.params)))

    def extend(self, fields: dict[str, Any]) -> None:
        """Add steps to the budget."""
        comparison = self._steerable()
        steps = _required(fields, "steps")
        if not isinstance(steps, int) or isinstance(steps, bool) or steps < 1:
            message = told("expected steps to be a whole number above 0, got {steps}", steps=str(steps)[:40])
            raise Refusal("out_of_range", message, "steps")
        _longer(comparison, steps)
        self._outlet.spawn(self._guarded(self._extend(steps)))

    def pause(self) -> None:
        """Let the newest request rest, also one that has not begun."""
        self._paused = True
        if self._running is not None and self._next is None:
            self._running.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._paused = False
        if self._running is not None:
            self._running.resume()

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
        if self._running is not None:
            self._running.cancel()

    def _replace(self, request: Request, comparison: Comparison | None) -> None:
        self._next = request
        self._settled.clear()
        self._comparison = comparison
        self._paused = False
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
                request, self._next = self._next, None
                await self._guarded(self._follow(request))
        self._task = None

    async def _follow(self, request: Request) -> None:
        try:
            running = self._outlet.runner.stream(request, self._id, self._outlet.session)
        except Refusal as refusal:
            raise _in_message(refusal, request) from None
        finally:
            self._settled.set()
        self._running = running
        try:
            if self._paused and self._next is None:
                await self._guarded(self._rest(running))
            await self._outlet.send(started(self._id, wire(request)))
            async for message in running:
                await self._outlet.send(message)
        except Refusal as refusal:
            if self._next is None and not self._told_to_cancel:
                raise _in_message(refusal, request) from None
        finally:
            running.cancel()
            self._running = None
        await running.aclose()

    async def _rest(self, running: Running) -> None:
        running.pause()

    async def _steer(self, run: int, params: dict[str, Any]) -> None:
        async with self._changing:
            await self._settled.wait()
            comparison = self._steerable()
            check_changes(with_change(comparison, run, Change(step=0, params=params)), "params")
            try:
                step = await self._live().steer(run, params)
            except Ended:
                # It has reached its end: the change waits there for an extension.
                step = comparison.steps
                await self._outlet.send(encode(Steered(run, step), self._id))
            if self._comparison is comparison:
                self._comparison = with_change(comparison, run, Change(step=step, params=params))

    async def _extend(self, steps: int) -> None:
        async with self._changing:
            await self._settled.wait()
            comparison = self._steerable()
            longer = _longer(comparison, steps)
            try:
                await self._live().extend(steps)
            except Ended:
                self._begin_anew(comparison, longer)
            except Refusal as refusal:
                if refusal.code != BEGINS_ANEW:
                    raise
                paused = self._paused
                self._begin_anew(comparison, longer)
                self._paused = paused
            if self._comparison is comparison:
                self._comparison = longer

    def _begin_anew(self, former: Comparison, longer: Comparison) -> None:
        if self._comparison is former:
            self._replace(longer, longer)

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


def _in_message(refusal: Refusal, request: Request) -> Refusal:
    """The refusal with its field, if it has one, as a path into the message that brought the request."""
    inside = refusal.field is not None and isinstance(request, Comparison)
    return refusal.within("comparison") if inside else refusal


def _read_comparison(document: Any) -> Comparison:
    try:
        return read_request("compare", document)
    except Refusal as refusal:
        raise refusal.within("comparison") from None


def _required(fields: dict[str, Any], name: str) -> Any:
    if name not in fields:
        raise Refusal("missing", told("the field {name} is required, and was left out", name=name), name)
    return fields[name]


def _longer(comparison: Comparison, steps: int) -> Comparison:
    """The comparison with a larger budget, or a `Refusal` when that is past a limit."""
    total = comparison.steps + steps
    try:
        return read_request("compare", {**wire(comparison), "steps": total})
    except Refusal as refusal:
        message = told(
            "the comparison cannot be extended to {total} steps: {message}",
            total=total,
            message=refusal.message,
        )
        raise Refusal(refusal.code, message, "steps") from None
