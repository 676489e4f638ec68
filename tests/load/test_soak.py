"""Workers and connections die while students work: nothing is wrong, nothing is stuck, nothing stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Server
from tests.load.checked import wrong
from tests.load.limits import watched_server
from tests.load.soak import WORKERS, soak
from tests.plain import plain_loop

SPEC: dict[str, Any] = {
    "objective": {"kind": "function", "id": "bowl", "start": [1.0, 2.0], "noise": 0.0},
    "runs": [{"optimizer": "SGD", "params": {"lr": 0.1}, "changes": []}],
    "steps": 5,
    "seed": 0,
}
FORMULAS = {"bowl": "x**2 + 3*y**2"}


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of its own, whose workers may be killed."""
    with watched_server(THALWEG_WORKERS=str(WORKERS)) as server:
        yield server


def streamed(**changed: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    plain = plain_loop(FORMULAS["bowl"], [1.0, 2.0], "SGD", {"lr": 0.1}, 5)
    run = {name: plain[name].tolist() for name in ("x", "y", "loss")}
    return [{**run, **changed}], [{"status": "completed", "diverged_at": None}]


def test_what_a_plain_loop_gives_is_right_and_its_places_may_be_rounded_to_six_digits() -> None:
    assert wrong(SPEC, *streamed(), FORMULAS) == []
    rounded = [float(f"{x:.6g}") for x in streamed()[0][0]["x"]]
    assert wrong(SPEC, *streamed(x=rounded), FORMULAS) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"loss": [13.0, 4.48, 1.3511999999999997]},  # too short
        {"y": [2.0, 0.8, 0.32, 0.128, 0.0512, 0.020481]},  # the sixth digit
        {"x": [1.0, 0.8, 0.64, None, 0.4096, 0.32768]},
    ],
)
def test_what_is_not_what_a_plain_loop_gives_is_found(changed: dict[str, Any]) -> None:
    assert wrong(SPEC, *streamed(**changed), FORMULAS)


def test_a_loss_that_is_off_in_its_last_bit_is_found() -> None:
    losses = streamed()[0][0]["loss"]
    assert wrong(SPEC, *streamed(loss=[*losses[:-1], losses[-1] * (1 + 2e-16)]), FORMULAS)


async def test_results_stay_right_while_workers_and_connections_are_killed(server: Server) -> None:
    tally, figures = await soak(server, 8, pause=(0.5, 2.0))
    assert tally.kills > 0
    assert tally.cuts.total() > 0
    assert tally.right.total() > 0
    assert (tally.wrong, tally.stuck) == ([], [])
    assert set(tally.refused) <= {"worker_lost"}  # more deaths in a row than a job is begun again
    held = {figure.name: figure.holds for figure in figures}
    assert held["workers that take up work afterwards"]
    assert held["what workers at rest take"]
    assert not [line for line in server.lines if "Traceback" in line]
