"""Steps taken apart, against the real server: as an answer, on the stream, and refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.conftest import Server
from tests.web.client import open_stream

FUNCTION = {"kind": "function", "id": "rosenbrock"}


def comparison(*runs: dict[str, Any], steps: int = 250, objective: Any = FUNCTION) -> dict[str, Any]:
    return {"objective": objective, "runs": list(runs), "steps": steps}


ADAM = {"optimizer": "Adam", "params": {"lr": 0.05}}
WILD = {"optimizer": "SGD", "params": {"lr": 0.1}}


def test_a_step_leads_from_one_entry_of_the_trajectory_to_the_next(http: httpx.Client) -> None:
    told = http.post("/api/inspect", json={"comparison": comparison(ADAM), "step": 10}).json()
    (run,) = http.post("/api/compare", json=comparison(ADAM)).json()["runs"]
    (entry,) = told["entries"]
    assert (told["run"], told["optimizer"], entry["step"]) == (0, "Adam", 10)
    assert entry["position"] == [run["x"][10], run["y"][10]]
    assert entry["next_position"] == [run["x"][11], run["y"][11]]
    assert entry["state"]["exp_avg"]["after"] == entry["values"]["m"]
    assert entry["values"]["lr"] == 0.05


async def test_the_stream_tells_the_same_a_hundred_steps_at_a_time(
    server: Server, http: httpx.Client
) -> None:
    document: dict[str, Any] = {"comparison": comparison(ADAM), "step": 20, "steps": 230}
    body = http.post("/api/inspect", json=document).json()
    async with open_stream(server) as client:
        await client.say("inspect", **document)
        heard = await client.hear_until("finished")
    parts = [each for each in heard if each["type"] == "inspection"]
    assert [len(part["entries"]) for part in parts] == [100, 100, 30]
    assert [entry for part in parts for entry in part["entries"]] == body["entries"]
    assert all(part["rules"] == body["rules"] for part in parts)
    assert [entry["step"] for entry in body["entries"]] == list(range(20, 250))


@pytest.mark.parametrize(
    ("change", "code", "field", "said"),
    [
        ({"step": 250}, "out_of_range", "step", "0 to 249"),
        ({"run": 1}, "out_of_range", "run", "0 to 0"),
        ({"steps": 1001}, "limit", "steps", "1000"),
        ({"comparison": comparison(WILD), "step": 200}, "out_of_range", "step", "diverged"),
    ],
)
def test_a_step_that_is_not_there_is_refused(
    http: httpx.Client, change: dict[str, Any], code: str, field: str, said: str
) -> None:
    document = {"comparison": comparison(ADAM), "step": 0, **change}
    answer = http.post("/api/inspect", json=document)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert said in error["message"]
