"""One line an event, whatever strangers and other packages say."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator

import pytest

from app import logs
from app.errors import Refusal
from app.watch import Watch

HOSTILE = [
    'c1\r\n{"level":"error","event":"forged"}',
    "\x1b[2J\x9b31m",
    "a\u2028b\u2029c\x85d\x0be",
    "\u202egnp.exe",
    "lone \udc80",
    '"}',
    "x" * 1_000_000,
]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def logged(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_strangers_text_stays_within_its_line_and_is_cut(
    form: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.install(form, "info")
    record = Watch().work("compare", "stream-1", text)
    record.ended(None)
    Watch().refused("unknown_field", text)
    logging.getLogger("uvicorn.error").warning("odd request %s", text)
    lines = logged(capsys)
    assert len(lines) == 3
    for line in lines:
        assert line.isprintable()
        assert len(line) < 1_500
    if form == "json":
        facts = [json.loads(line) for line in lines]
        assert [fact["event"] for fact in facts] == ["work_ended", "refused", "message"]
        assert facts[0]["id"][:20] == facts[1]["field"][:20]


def test_a_line_says_when_how_grave_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    logs.install("json", "info")
    record = Watch().work("fan", "10.0.0.7 stream-3", "f1")
    record.started()
    record.counted(64, 19_200)
    record.ended(None)
    fact = json.loads(logged(capsys)[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", fact.pop("time"))
    assert 0 <= fact.pop("seconds") < 60
    assert fact == {
        "level": "info",
        "event": "work_ended",
        "kind": "fan",
        "session": "stream-3",
        "id": "f1",
        "outcome": "done",
        "runs": 64,
        "steps": 19_200,
    }


def test_text_is_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    logs.install("text", "info")
    Watch().worker_ended(42, "lost", 2)
    Watch().refused("busy", "runs[0].the label")
    first, second = (line.split(" ", 1)[1] for line in logged(capsys))
    assert first == "WARNING worker_ended pid=42 reason=lost jobs=2"
    assert second == 'INFO refused code=busy field="runs[0].the label"'


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_error_comes_with_its_traceback(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.install(form, "info")

    def deep(levels: int) -> None:
        if levels:
            deep(levels - 1)
        raise ZeroDivisionError("by a\r\nstranger")

    try:
        deep(200)
    except ZeroDivisionError as error:
        logs.tell(logging.getLogger("thalweg"), logging.ERROR, "internal_error", error, where="worker")
    lines = logged(capsys)
    if form == "json":
        assert len(lines) == 1
        assert len(lines[0].encode()) < 4_096  # so that a pipe takes it at once
        traceback = json.loads(lines[0])["traceback"].split("\n")
        assert traceback[-2:] == ["ZeroDivisionError: by a", "stranger"]
    else:
        assert "internal_error where=worker" in lines[0]
        assert all(line.startswith("    ") for line in lines[1:])


def test_addresses_are_told_at_debug_only(capsys: pytest.CaptureFixture[str]) -> None:
    for level in ("debug", "info"):
        logs.install("json", level)
        watch = Watch()
        watch.connected("203.0.113.9 stream-1", "203.0.113.9")
        watch.refused("busy", None, "203.0.113.9 stream-1")
        watch.disconnected("203.0.113.9 stream-1", None, "", 1.0)
        for whose in ("203.0.113.9", "203.0.113.9 "):
            watch.work("compare", whose).ended(Refusal("busy", "full"))
    lines = logged(capsys)
    told = [line for line in lines if "203.0.113.9" in line]
    assert len(lines) == 10
    assert len(told) == 1
    assert json.loads(told[0])["event"] == "connection_opened"


def test_warnings_and_what_cannot_be_formatted_have_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.install("json", "warning")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("an old\nway", DeprecationWarning, stacklevel=1)
    logging.getLogger("websockets").error("expected %d, got %d", "one")
    first, second = map(json.loads, logged(capsys))
    assert (first["logger"], second["logger"]) == ("py.warnings", "websockets")
    assert "an old\\nway" in first["message"]
    assert second["message"] == "expected %d, got %d"


@pytest.mark.parametrize(("terminal", "form"), [(True, "text"), (False, "json")])
def test_people_at_a_terminal_get_text_and_programs_json(
    terminal: bool, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    logs.install("auto", "info")
    Watch().server("ready")
    assert logged(capsys)[0].startswith("{") == (form == "json")
