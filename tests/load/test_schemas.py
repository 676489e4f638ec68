"""The server keeps what its description promises, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Server
from tests.load.schemas import attack, failures, small_server


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    """A server of its own, where all work is small."""
    with small_server() as server:
        yield server


def test_examples_and_random_requests_never_break_the_server_nor_its_description(small: Server) -> None:
    done = attack(small, "--phases", "examples,fuzzing", "--max-examples", "5", "--seed", "7")
    assert done.returncode == 0, done.stdout
    assert "Tested: " in done.stdout
    assert not failures(small)


def test_every_boundary_of_the_description_holds(small: Server) -> None:
    tags = ("--include-tag", "catalog", "--include-tag", "models")
    done = attack(small, "--phases", "coverage", *tags, "--seed", "7")
    assert done.returncode == 0, done.stdout
    assert not failures(small)
