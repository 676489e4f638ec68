"""Every fault and every attack has its tests."""

from __future__ import annotations

import ast
import re

import tests.faults
from tests.conftest import ROOT

LISTED = re.findall(r"(\w+/\w+\.py)::(\w+)", tests.faults.__doc__ or "")


def test_every_row_is_listed() -> None:
    rows = {int(number) for number in re.findall(r"^ ?(\d+)  ", tests.faults.__doc__ or "", re.MULTILINE)}
    assert rows | tests.faults.ELSEWHERE == set(range(1, tests.faults.ROWS + 1))


def test_every_listed_test_exists() -> None:
    assert LISTED
    for file, name in LISTED:
        tree = ast.parse((ROOT / "tests" / file).read_text())
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in names, f"{file}::{name}"
