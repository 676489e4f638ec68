"""Is it JSON that we accept? Strict reading of what comes from outside."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from app.errors import Refusal
from app.sentences import told

MAX_DEPTH = 32


def read_json(text: str | bytes) -> Any:
    """The document in `text`, or a `Refusal` with status 400.

    Refused beyond what the standard library refuses: NaN and Infinity, numbers that overflow float64,
    integers of more than 300 digits, duplicate keys, nesting deeper than 32 levels, bytes that are not UTF-8,
    and half surrogate pairs such as \\ud800, which no answer could carry.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        document = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
            object_pairs_hook=_unique,
        )
    except UnicodeDecodeError as error:
        raise _refusal(told("expected JSON in UTF-8, got bytes that are not UTF-8")) from error
    except json.JSONDecodeError as error:
        raise _refusal(
            told("expected JSON, got {fault} at character {pos}", fault=error.msg.lower(), pos=error.pos)
        ) from error
    except RecursionError as error:
        raise _refusal(told("expected at most {most} levels of nesting, got more", most=MAX_DEPTH)) from error
    if _depth(document) > MAX_DEPTH:
        raise _refusal(told("expected at most {most} levels of nesting, got more", most=MAX_DEPTH))
    _check_characters(text, document)
    return document


def _refusal(message: str) -> Refusal:
    return Refusal("not_json", message, None, 400)


def _refuse_constant(name: str) -> NoReturn:
    raise _refusal(told("expected a finite number, got {name}", name=name))


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _refusal(
            told("expected a number within float64 (up to 1.8e308), got {digits}", digits=digits[:40])
        )
    return value


def _integer(digits: str) -> int:
    if len(digits) > 300:
        raise _refusal(
            told("expected an integer of at most 300 digits, got one of {count}", count=len(digits))
        )
    return int(digits)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refusal(told("expected each key once, got {twice!r} twice", twice=twice[:40]))
    return document


def _check_characters(text: str, document: Any) -> None:
    if "\\u" not in text and text.isascii():
        return
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = ord(error.object[error.start])
        raise _refusal(
            told("expected whole Unicode characters, got half a pair: \\u{half:04x}", half=half)
        ) from error


def _depth(document: Any) -> int:
    deepest, level = 0, [document]
    while level:
        deepest += 1
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return deepest
