"""Formulas that are made to do harm: refused at once, in little memory, and nothing is ever run."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import ROOT

MEMORY_BYTES = 2_000_000
SECONDS = 0.05

HOSTILE = [
    "__import__('os').system('true')",
    "x.__class__.__mro__",
    "().__class__",
    "lambda: x",
    "(lambda x: x)(y)",
    "[x for x in y]",
    "{x: y}",
    "(x := 3)",
    "f'{x}'",
    "f'{__import__(\"os\")}'",
    "9**9**9",
    "9**9**9 + x",
    "9**9**9**9*x",
    "(9**99)**99*x",
    "(" * 100 + "x" + ")" * 100,
    "(" * 10_000 + "x" + ")" * 10_000,
    "-" * 10_000 + "x",
    "[" * 10_000,
    "x" + "+x" * 100,
    "x" * 201,
    " " * 200 + "x",
    "9" * 100_000 + "*x",
    "ѕin(x)",  # a Cyrillic letter that looks like s
    "ｘ + y",  # full width
    "х**2",  # Cyrillic
    "sin\u200b(x)",
    "x\u202e+y",
    "x\x00",
    "\ud800",
    "exec('x')",
    "eval(x)",
    "open(x)",
    "print(x)",
    "globals()",
    "x if y else x",
    "x or y",
    "not x",
    "await x",
    "yield x",
    "*x",
    "**x",
    "x; y",
    "x = y",
    "'x'",
    'b"x"',
    "...",
    "None",
    "1j*x",
    "0x10*x",
    "1_000*x",
    "max(x, y, key=x)",
    "sin(*[x])",
    "@x",
    "x[0]",
    "x @ y",
    "~x",
    "x // y",
    "x % y",
    "x << 9999999999",
    "import os",
]
ALLOWED = {"compile"}  # how Python's own parser announces itself, which makes a tree and runs nothing


def test_a_hostile_formula_is_refused_at_once_in_little_memory_and_nothing_is_run() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.audited"],
        cwd=ROOT,
        input=json.dumps({"formulas": HOSTILE}),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    for text, (refused, seconds, memory) in zip(HOSTILE, told["found"], strict=True):
        assert refused, text[:60]
        assert seconds < SECONDS, text[:60]
        assert memory < MEMORY_BYTES, text[:60]
    assert set(told["events"]) == ALLOWED, told["events"]
