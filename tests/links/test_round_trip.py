"""A link brings back the scene that it was made of, whatever can be set in it."""

from __future__ import annotations

from pathlib import Path

from tests.node import run_node

HERE = Path(__file__).parent


def test_generated_scenes_come_back_identical_from_links_that_can_be_passed_on() -> None:
    found = run_node(HERE / "round-trip.js", count=400)
    assert found["different"] == []
    assert found["kinds"] == ["formula", "function", "model"]
    assert found["six"] >= 200
    assert found["longest"] < 2_000
