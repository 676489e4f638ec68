"""What begins work under an id of a stream: a request, or the return to a comparison. Read strictly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.errors import Refusal
from app.messages.resuming import NOTHING_KNOWN, Known, chunk_series, evaluation_series
from app.sentences import told
from app.spec import KINDS, Comparison, Request, read_request, wire
from app.web.ledger import TOKEN, unknown

# The one kind whose request stands in a field of its own.
COMPARE = "compare"
RETURN_FIELDS = ("token", "entries", "evaluated")
MOST_STEPS = 2**53


@dataclass(frozen=True, slots=True)
class Opening:
    """A request; of a comparison also its token, and what the client has of it already."""

    request: Request
    token: str | None = None
    known: Known = field(default_factory=lambda: NOTHING_KNOWN)


@dataclass(frozen=True, slots=True)
class Return:
    """Back to the comparison of a token, with so many entries of each run and its last step evaluated."""

    token: str
    entries: tuple[int, ...]
    evaluated: tuple[int | None, ...]

    def to(self, comparison: Comparison) -> Opening:
        """What to begin with; a `Refusal` where what the client has cannot be of this comparison."""
        fits = len(self.entries) == len(self.evaluated) == len(comparison.runs)
        within = all(entries <= comparison.steps + 1 for entries in self.entries)
        seen = all(step is None or step <= comparison.steps for step in self.evaluated)
        if not (fits and within and seen):
            raise unknown()
        chunks = {chunk_series(run): entries for run, entries in enumerate(self.entries)}
        evaluations = {
            evaluation_series(run): step + 1 for run, step in enumerate(self.evaluated) if step is not None
        }
        return Opening(comparison, self.token, {**chunks, **evaluations})


def form_fields(kind: str) -> set[str]:
    """The fields of a message that opens work of this kind, besides its type and its id."""
    return {"comparison"} if kind == COMPARE else set(KINDS[kind].form.model_fields)


def read_opening(kind: str, fields: dict[str, Any]) -> Request:
    """The request in a message's fields; otherwise a `Refusal`."""
    if kind != COMPARE:
        return read_request(kind, fields)
    document = required(fields, "comparison")
    try:
        return read_request(COMPARE, document)
    except Refusal as refusal:
        raise refusal.within("comparison") from None


def read_return(fields: dict[str, Any]) -> Return:
    """The return in a message's fields; otherwise a `Refusal`."""
    token, entries, evaluated = (required(fields, name) for name in RETURN_FIELDS)
    if not isinstance(token, str):
        message = told("expected token to be a text, got {token}", token=str(token)[:40])
        raise Refusal("wrong_type", message, "token")
    if not TOKEN.fullmatch(token):
        raise unknown()
    for name, counts in (("entries", entries), ("evaluated", evaluated)):
        if not isinstance(counts, list) or not all(_is_count(one, name) for one in counts):
            message = told(
                "expected {name} to be a list of whole numbers from 0 on, one for each run, got {counts}",
                name=name,
                counts=str(counts)[:40],
            )
            raise Refusal("wrong_type", message, name)
    return Return(token, tuple(entries), tuple(evaluated))


def _is_count(value: Any, name: str) -> bool:
    if value is None:
        return name == "evaluated"
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_STEPS


def required(fields: dict[str, Any], name: str) -> Any:
    """The value of a field that must be there."""
    if name not in fields:
        raise Refusal("missing", told("the field {name} is required, and was left out", name=name), name)
    return fields[name]


def longer(comparison: Comparison, steps: int) -> Comparison:
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


def in_message(refusal: Refusal, request: Request | None) -> Refusal:
    """The refusal with its field, if it has one, as a path into the message that brought the request."""
    inside = refusal.field is not None and isinstance(request, Comparison)
    return refusal.within("comparison") if inside else refusal
