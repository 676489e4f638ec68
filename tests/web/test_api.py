"""The requests with one answer, against the real server."""

from __future__ import annotations

import asyncio
import json
import math
import time
from typing import Any, NoReturn

import httpx
import pytest

from tests.conftest import Server
from tests.web.client import comparison, long_comparison

ENTRY_KEYS = {"id", "name", "about", "available", "reason", "params"}


def strict(answer: httpx.Response) -> Any:
    """The answer's document; literal NaN or Infinity fails."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not JSON")

    assert answer.headers["content-type"] == "application/json"
    return json.loads(answer.content, parse_constant=refuse)


def test_the_catalog_is_complete_and_sent_once(http: httpx.Client) -> None:
    answer = http.get("/api/catalog")
    document = strict(answer)
    lists = ["functions", "optimizers", "presets", "schedules", "models", "datasets", "losses"]
    assert {"version", "torch", "limits", *lists} <= set(document)
    assert document["torch"] == "2.13.0"
    assert len(document["functions"]) == 33
    for name in ("functions", "optimizers", "schedules"):
        for entry in document[name]:
            assert set(entry) >= ENTRY_KEYS
            assert set(entry["name"]) == set(entry["about"]) == {"en", "zh"}
    assert document["limits"]["body_bytes"] == 65_536
    again = http.get("/api/catalog", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_comparison_comes_back_whole_and_normalised(http: httpx.Client) -> None:
    document = strict(http.post("/api/compare", json=comparison(10)))
    assert document["torch"] == "2.13.0"
    assert document["spec"]["runs"][1]["params"]["betas"] == [0.9, 0.999]
    for trajectory in document["runs"]:
        assert trajectory["status"] == "completed"
        assert {len(trajectory[name]) for name in ("x", "y", "loss", "grad_norm", "lr", "distance")} == {11}
        assert (trajectory["x"][0], trajectory["y"][0]) == (-1.5, 2.0)
        assert trajectory["distance"][0] == math.dist((-1.5, 2.0), (1, 1))
        assert trajectory["summary"]["gradient_evaluations"] == 10


def test_the_normalised_request_gives_the_same_answer(http: httpx.Client) -> None:
    first = strict(http.post("/api/compare", json=comparison(10)))
    second = strict(http.post("/api/compare", json=first["spec"]))
    assert second["spec"] == first["spec"]
    for one, other in zip(first["runs"], second["runs"], strict=True):
        assert [one["x"], one["y"], one["loss"]] == [other["x"], other["y"], other["loss"]]


def test_a_diverging_run_is_told_and_the_others_go_on(http: httpx.Client) -> None:
    plan = comparison(100)
    plan["runs"][0] = {"optimizer": "SGD", "params": {"lr": 1e6}}
    diverged, completed = strict(http.post("/api/compare", json=plan))["runs"]
    assert diverged["status"] == "diverged"
    assert len(diverged["x"]) == diverged["diverged_at"] < 10
    assert (completed["status"], len(completed["x"])) == ("completed", 101)


def test_a_landscape_is_the_formula_on_a_grid_with_both_ends(http: httpx.Client) -> None:
    objective = {"kind": "formula", "expression": "x**2 + 10*y", "domain": [-1, 3, 0, 2]}
    grid = strict(http.post("/api/landscape", json={"objective": objective, "resolution": 5}))
    assert grid["x"] == [-1, 0, 1, 2, 3]
    assert grid["y"] == [0, 0.5, 1, 1.5, 2]
    assert grid["z"] == [[x**2 + 10 * y for x in grid["x"]] for y in grid["y"]]


def test_a_fan_answers_each_value_in_order(http: httpx.Client) -> None:
    values = [0.1, 0.001, 0.01]
    fan = strict(
        http.post("/api/fan", json={"comparison": comparison(20), "run": 1, "param": "lr", "values": values})
    )
    assert fan["values"] == values
    plan = comparison(20)
    for value, trajectory in zip(values, fan["runs"], strict=True):
        plan["runs"] = [{"optimizer": "Adam", "params": {"lr": value}}]
        alone = strict(http.post("/api/compare", json=plan))["runs"][0]
        assert [trajectory["x"], trajectory["loss"]] == [alone["x"], alone["loss"]]


def test_a_basin_map_names_the_minimum_that_each_start_reaches(http: httpx.Client) -> None:
    request = {
        "objective": {"kind": "function", "id": "himmelblau"},
        "run": {"optimizer": "Adam", "params": {"lr": 0.1}},
        "steps": 300,
        "resolution": 8,
    }
    document = strict(http.post("/api/basins", json=request))
    assert len(document["minima"]) == 4
    cells = [index for row in document["basin"] for index in row]
    assert set(cells) <= {-2, -1, 0, 1, 2, 3}
    assert {0, 1, 2, 3} <= set(cells)
    for row, steps in zip(document["basin"], document["steps"], strict=True):
        assert [step is None for step in steps] == [index < 0 for index in row]


PLAN = comparison()
REFUSED: list[tuple[str, Any, int, str | None]] = [
    ("compare", b"", 400, None),
    ("compare", b"{", 400, None),
    ("compare", b'{"steps": NaN}', 400, None),
    ("compare", b'{"steps": 1, "steps": 2}', 400, None),
    ("compare", b"[" * 60_000, 400, None),
    ("compare", b"\xff\xfe", 400, None),
    ("compare", b'{"runs": [{"optimizer": "Adam", "label": "\\ud800"}]}', 400, None),
    ("compare", [], 422, None),
    ("compare", {**PLAN, "speed": 1}, 422, "speed"),
    ("compare", comparison(10**9), 422, "steps"),
    ("compare", comparison(id="nowhere"), 422, "objective.id"),
    ("compare", {**PLAN, "runs": []}, 422, "runs"),
    ("compare", {**PLAN, "runs": [{"optimizer": "Adamant"}]}, 422, "runs[0].optimizer"),
    ("landscape", {"objective": PLAN["objective"], "resolution": 1}, 422, "resolution"),
    ("fan", {"comparison": PLAN, "run": 9, "values": [1]}, 422, "run"),
    ("formula", {"expression": "x + wrong(y)"}, 422, "expression"),
    ("formula", {"expression": "x + " + "1 + " * 100 + "y"}, 422, "expression"),
    ("formula", {}, 422, "expression"),
]


@pytest.mark.parametrize(("kind", "body", "status", "field"), REFUSED)
def test_a_bad_request_is_refused_with_code_sentence_and_field(
    http: httpx.Client, kind: str, body: Any, status: int, field: str | None
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = http.post(f"/api/{kind}", content=content)
    assert answer.status_code == status
    error = strict(answer)["error"]
    assert error["code"]
    assert len(error["message"]) > 10
    assert error["field"] == field


def test_a_typed_formula_is_shown_as_mathematics_and_as_python(http: httpx.Client) -> None:
    answer = http.post("/api/formula", json={"expression": "sin(x)**2 + y/2"})
    assert answer.status_code == 200
    typed = strict(answer)
    assert typed["expression"] == "sin(x)**2 + y/2"
    assert typed["mathml"].startswith("<math")
    assert "torch.sin(x)" in typed["python"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/catalog"])
def test_what_can_be_read_can_be_asked_for_its_head(http: httpx.Client, path: str) -> None:
    head = http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == http.get(path).headers["content-type"]


def test_a_route_that_is_not_there_is_told_as_json(http: httpx.Client) -> None:
    missing = http.get("/api/nothing")
    assert (missing.status_code, strict(missing)["error"]["code"]) == (404, "not_found")
    wrong = http.get("/api/compare")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert strict(wrong)["error"]["code"] == "method_not_allowed"


def test_nothing_that_a_client_says_breaks_a_line_of_the_log(server: Server, http: httpx.Client) -> None:
    before = len(server.lines)
    http.get("/nothing%0d%0aINFO:%20all%20is%20well")
    http.post("/api/compare", json=comparison(id="x\r\ny" * 20), headers={"User-Agent": "a" * 10_000})
    time.sleep(0.1)
    said = [json.loads(line) for line in server.lines[before:]]
    assert [one["code"] for one in said if one["event"] == "refused"] == ["not_found", "unknown_function"]


async def test_work_for_a_client_that_has_left_is_dropped(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        for seed in range(4):
            with pytest.raises(httpx.ReadTimeout):
                await client.post("/api/compare", json=long_comparison(90 + seed), timeout=0.3)
        begun = time.monotonic()
        assert (await client.post("/api/compare", json=comparison(3), timeout=10)).status_code == 200
        assert time.monotonic() - begun < 1
    await asyncio.sleep(0)
