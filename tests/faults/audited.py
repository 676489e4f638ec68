"""Reads hostile formulas in a process of its own, and tells everything that Python's audit hook saw of it.

Standard input is JSON: `formulas`, and `search`, whether to look for more of them with Hypothesis.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.formula import FormulaError, read_formula
from tests.faults.fuzzing import fuzzed

HARMLESS = ["x", "y", "pi", "sin(", "max(", "(", ")", "**", "*", "/", "-", "+", ",", "9", "0.5", "1e308", " "]
PYTHON = ["__import__('os')", ".__class__", "lambda: ", ":=", "[", "]", "{", "}", "f'", "'", "for", " in "]
STRANGE = [
    "\x00",
    "\ud800",
    "ｘ",
    "ѕin(",
    "\u202e",
    "\\",
    "#",
    ";",
    "@",
    "await ",
    "yield ",
    "**9**9**9",
    "\n",
]
PIECES = st.sampled_from([*HARMLESS, *PYTHON, *STRANGE])
LISTENING = False
EVENTS: dict[str, str] = {}


def listen(event: str, arguments: Any) -> None:
    """Note an event with what came first of its arguments; parsing alone is what reading needs."""
    if LISTENING:
        EVENTS.setdefault(event, repr(arguments)[:200])


def read(text: str) -> tuple[bool, float, int]:
    """Whether a formula is refused, in how many seconds of this thread, and the most memory on the way."""
    global LISTENING
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    LISTENING = True
    begun = time.thread_time()
    try:
        read_formula(text)
        refused = False
    except FormulaError:
        refused = True
    finally:
        seconds = time.thread_time() - begun
        LISTENING = False
    return refused, seconds, tracemalloc.get_traced_memory()[1] - before


@fuzzed
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=201))
def search(text: str) -> None:
    """Any text is read or refused; whatever else is raised ends the process."""
    read(text)


def main() -> None:
    given_here = json.load(sys.stdin)
    read_formula("exp(0.3*x) + log(abs(x)) + sqrt(abs(y)) + max(x, 0)*cos(y) - tan(0.1*x)**2 + 3/x")
    tracemalloc.start()
    sys.addaudithook(listen)
    found = [read(text) for text in given_here["formulas"]]
    tracemalloc.stop()
    tracemalloc.start()
    search()
    print(json.dumps({"found": found, "events": EVENTS}))


if __name__ == "__main__":
    main()
