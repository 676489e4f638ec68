"""What can go wrong with a request, and how it is told."""

from __future__ import annotations

from typing import Any

from app.sentences import in_chinese

# The code with which work says that what is asked of it is other work from the start.
BEGINS_ANEW = "begins_anew"


class Refusal(Exception):
    """A request that cannot be served, in a sentence that a student can act on.

    `code` is a stable identifier for programs, `message` names what was expected and what came,
    `field` is a path into the request such as `runs[0].params.lr` (None when it concerns the whole).
    `status` is the HTTP status that carries it. `zh` is the message in Chinese; where it is not given, the
    message says it.
    """

    def __init__(
        self, code: str, message: str, field: str | None = None, status: int = 422, zh: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.status = status
        self._zh = zh

    @property
    def zh(self) -> str:
        """The message in Chinese, whole."""
        return str(in_chinese(self.message)) if self._zh is None else self._zh

    def __reduce__(self) -> tuple[type[Refusal], tuple[str, str, str | None, int, str | None]]:
        return Refusal, (self.code, self.message, self.field, self.status, self._zh)

    def within(self, prefix: str) -> Refusal:
        """The same refusal, seen from one level further out: `lr` within `params` is `params.lr`."""
        if not self.field:
            field = prefix
        elif self.field.startswith("["):
            field = f"{prefix}{self.field}"
        else:
            field = f"{prefix}.{self.field}"
        return self.about(field)

    def about(self, field: str) -> Refusal:
        """The same refusal, about another field."""
        return Refusal(self.code, self.message, field, self.status, self._zh)

    def fields(self) -> dict[str, Any]:
        """What it takes to raise it again elsewhere, as values that JSON can hold."""
        said = {"code": self.code, "message": str(self.message), "field": self.field}
        return {**said, "status": self.status, "zh": self.zh}

    def body(self) -> dict[str, dict[str, str | None]]:
        """The JSON object of the contract: `{"error": {"code", "message", "field", "zh"}}`."""
        said = {"code": self.code, "message": self.message, "field": self.field}
        return {"error": {**said, "zh": self.zh}}


def is_want_of_memory(error: Exception) -> bool:
    """Whether memory could not be had: torch tells so by a RuntimeError, known by its text alone."""
    return isinstance(error, MemoryError) or any(
        sign in str(error) for sign in ("allocate memory", "bad_alloc")
    )
