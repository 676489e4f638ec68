"""What happened, for those who run the server: one line an event, on stderr.

A value may come from a stranger: it is cut, and what is not printable is escaped, so that nobody writes lines
of their own or speaks to a terminal. Other packages' messages take the same form.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

LONGEST = 200  # characters of one value
LONGEST_MESSAGE = 1_000
LONGEST_TRACEBACK = 3_000  # its end: up to 4 KiB, lines of several processes on one pipe do not mix

AUTO, JSON, TEXT = "auto", "json", "text"


def install(form: str, level: str) -> None:
    """Have this process log that way from now on; `auto` is text on a terminal, else JSON."""
    if form == AUTO:
        form = TEXT if sys.stderr is not None and sys.stderr.isatty() else JSON
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == JSON else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)


def tell(
    log: logging.Logger, level: int, event: str, error: BaseException | None = None, /, **facts: Any
) -> None:
    """Log an event with its facts; those that are None are left out."""
    if log.isEnabledFor(level):
        known = {name: value for name, value in facts.items() if value is not None}
        log.log(level, event, exc_info=error, extra={"facts": known})


class Lines(logging.Formatter):
    """What both forms share: the facts of an event, safe to show."""

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time, level and event, then what the event has beside them."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = {"time": time.replace("+00:00", "Z"), "level": record.levelname.lower()}
        own: Mapping[str, Any] | None = getattr(record, "facts", None)
        if own is None:
            facts |= {
                "event": "message",
                "logger": record.name,
                "message": safe(_said(record), LONGEST_MESSAGE),
            }
        else:
            facts |= {"event": record.msg, **{name: safe(value) for name, value in own.items()}}
        return facts

    def traceback(self, record: logging.LogRecord) -> str | None:
        """The end of the traceback, if there is one; its lines are the only ones kept apart."""
        if not record.exc_info or record.exc_info[0] is None:
            return None
        lines = self.formatException(record.exc_info)[-LONGEST_TRACEBACK:].splitlines()
        return "\n".join(safe(line, LONGEST_TRACEBACK) for line in lines)


class JsonLines(Lines):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        if traceback := self.traceback(record):
            facts["traceback"] = traceback
        return orjson.dumps(facts).decode()


class TextLines(Lines):
    """For people: time, level and event, then `name=value`; a traceback stands below, indented."""

    def format(self, record: logging.LogRecord) -> str:
        time, level, event, *others = self.facts(record).items()
        words = [time[1], level[1].upper(), event[1], *(f"{name}={_word(value)}" for name, value in others)]
        traceback = self.traceback(record)
        below = "".join(f"\n    {line}" for line in traceback.split("\n")) if traceback else ""
        return " ".join(words) + below


def safe(value: object, longest: int = LONGEST) -> Any:
    """A value that can be shown: numbers as they are, text cut and without what is not printable."""
    if isinstance(value, bool | int | float) or value is None:
        return value
    text = value if isinstance(value, str) else str(value)
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[:longest])
    return shown if len(text) <= longest else f"{shown}... ({len(text)} characters)"


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # its arguments do not fit: what was meant is still worth a line
        return str(record.msg)


def _word(value: object) -> str:
    text = str(value)
    return orjson.dumps(text).decode() if not text or " " in text or '"' in text or "=" in text else text
