"""The figures are those of what was really done."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from app.web.watching import Watched
from tests.conftest import ROOT, Server, running_server
from tests.web.client import comparison, long_comparison, open_stream

SECONDS = 20.0


class Figures:
    """What one look at /metrics shows."""

    def __init__(self, text: str) -> None:
        self.families = {family.name: family for family in text_string_to_metric_families(text)}
        self._samples = {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in self.families.values()
            for sample in family.samples
        }

    def __call__(self, name: str, **labels: str) -> float:
        """A sample of that name, 0 while nothing was counted."""
        return self._samples.get((f"thalweg_{name}", tuple(sorted(labels.items()))), 0.0)


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    # Patient with who is cancelled: a worker that is ended by force cannot say how far it came.
    patience: dict[str, Any] = {"THALWEG_CANCEL_SECONDS": "10", "THALWEG_WORKERS": "2"}
    with running_server(THALWEG_LOG="json", THALWEG_LOG_LEVEL="debug", **patience) as server:
        yield server


@pytest.fixture
async def visitor(own: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=own.url, timeout=SECONDS) as visitor:
        yield visitor


async def figures(visitor: httpx.AsyncClient) -> Figures:
    answer = await visitor.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return Figures(answer.text)


async def until(visitor: httpx.AsyncClient, name: str, value: float, **labels: str) -> Figures:
    """The figures as soon as one of them is at least so high."""
    async with asyncio.timeout(SECONDS):
        while (shown := await figures(visitor))(name, **labels) < value:
            await asyncio.sleep(0.05)
    return shown


async def test_work_is_counted_by_kind_with_its_runs_steps_and_times(
    own: Server, visitor: httpx.AsyncClient
) -> None:
    before = await figures(visitor)
    plan = comparison(120, 3)
    async with open_stream(own) as client:
        await client.say("compare", comparison=plan)
        await client.hear_until("finished")
        values = [0.0001 * k for k in range(1, 9)]
        await client.say("fan", "f1", comparison=comparison(40, 1), run=0, param="lr", values=values)
        await client.hear_until("finished", "f1")
        during = await figures(visitor)
        assert during("connections") == before("connections") + 1
    assert (await visitor.post("/api/compare", json=comparison(30, 2))).status_code == 200
    done = {"kind": "compare", "outcome": "done"}
    await until(visitor, "work_total", before("work_total", **done) + 2, **done)
    after = await until(visitor, "connections_closed_total", 1, code="1000")

    def grown(name: str, **labels: str) -> float:
        return after(name, **labels) - before(name, **labels)

    assert grown("work_total", kind="compare", outcome="done") == 2
    assert grown("runs_total", kind="compare") == 3 + 2
    assert grown("steps_total", kind="compare") == 120 * 3 + 30 * 2
    assert grown("work_total", kind="fan", outcome="done") == 1
    assert grown("runs_total", kind="fan") == 8
    assert grown("steps_total", kind="fan") == 8 * 40
    for kind, number in (("compare", 2), ("fan", 1)):
        for name in ("queue_seconds", "work_first_message_seconds", "work_seconds"):
            assert grown(f"{name}_count", kind=kind) == number
        assert grown("work_seconds_sum", kind=kind) >= grown("work_first_message_seconds_sum", kind=kind) > 0
    assert grown("connections_closed_total", code="1000") == 1


async def test_what_was_left_or_refused_is_counted_as_that(own: Server, visitor: httpx.AsyncClient) -> None:
    before = await figures(visitor)
    async with open_stream(own) as client:
        await client.say("compare", comparison=long_comparison(5))
        await client.hear_until("chunk")
        await client.say("cancel")
        await client.hear_until("cancelled")
        await client.say("compare", "c2", comparison={**comparison(5), "steps": 10**9})
        refused = (await client.hear_until("error"))[-1]["error"]["code"]
    await visitor.get("/", headers={"Origin": "http://evil.example"})
    await visitor.get("/api/nothing")
    after = await until(visitor, "work_total", 1, kind="compare", outcome="cancelled")
    assert after("steps_total", kind="compare") > before("steps_total", kind="compare")
    assert after("refusals_total", code=refused) == before("refusals_total", code=refused) + 1
    assert after("refusals_total", code="wrong_origin") == before("refusals_total", code="wrong_origin") + 1
    assert after("refusals_total", code="not_found") == before("refusals_total", code="not_found") + 1


async def test_answers_are_timed_by_the_template_of_their_route(
    own: Server, visitor: httpx.AsyncClient
) -> None:
    for path in (
        "/healthz",
        "/api/checkpoints/a1",
        "/api/checkpoints/b2",
        "/static/js/main.js",
        "/x/1",
        "/x/2",
    ):
        await visitor.get(path)
    await visitor.request("BREW", "/healthz")
    shown = await figures(visitor)
    count = "http_request_duration_seconds_count"
    assert shown(count, method="GET", route="/healthz", status="200") >= 1
    assert shown(count, method="GET", route="/api/checkpoints/{id}", status="404") == 2
    assert shown(count, method="GET", route="/static/{path:path}", status="200") == 1
    assert shown(count, method="GET", route="none", status="404") >= 2
    routes = {
        sample.labels["route"] for sample in shown.families["thalweg_http_request_duration_seconds"].samples
    }
    assert not any("/x/" in route or "a1" in route for route in routes)
    methods = {
        sample.labels["method"] for sample in shown.families["thalweg_http_request_duration_seconds"].samples
    }
    assert methods <= {"GET", "POST", "HEAD", "other"}


async def test_workers_are_counted_weighed_and_their_ends_told(
    own: Server, visitor: httpx.AsyncClient
) -> None:
    # The fork server and the tracker of resources are children too: workers are the fork server's.
    workers = [child for child in psutil.Process(own.process.pid).children(recursive=True)
               if len(child.parents()) > len(psutil.Process(own.process.pid).parents()) + 1]  # fmt: skip
    before = await figures(visitor)
    assert len(workers) == 2 == before("workers") == before("workers_warm")
    assert before("ready") == 1
    assert before("draining") == before("queue_length") == 0
    if Path("/proc/self/statm").exists():
        shown = sorted(before("worker_resident_memory_bytes", worker=str(k)) for k in range(2))
        real = sorted(worker.memory_info().rss for worker in workers)
        assert shown == pytest.approx(real, rel=0.2)
    async with open_stream(own) as client:
        for number in range(4):
            await client.say("compare", f"c{number}", comparison=long_comparison(number))
        busy = await until(visitor, "queue_length", 2)
        assert busy("workers_busy") == busy("queue_length") == 2
    os.kill(workers[0].pid, signal.SIGKILL)
    await until(visitor, "worker_restarts_total", 1, reason="lost")
    after = await until(visitor, "worker_starts_total", 3)
    assert after("workers") == 2


async def test_the_loops_lag_and_the_servers_memory_are_there(visitor: httpx.AsyncClient) -> None:
    shown = await until(visitor, "event_loop_lag_seconds_count", 2)
    assert shown("event_loop_lag_seconds_sum") < 5
    if Path("/proc/self/statm").exists():
        assert shown.families["process_resident_memory_bytes"].samples[0].value > 1 << 24
    info = shown.families["thalweg_info"].samples[0].labels
    assert set(info) == {"version", "torch"}


async def test_names_and_units_are_as_prometheus_asks(visitor: httpx.AsyncClient) -> None:
    shown = await figures(visitor)
    for name, family in shown.families.items():
        assert family.documentation, name
        if name.startswith("thalweg_") and not name.endswith("_created"):
            assert name == name.lower()
            if family.type == "histogram":
                assert name.endswith("_seconds")
            assert not any(unit in name for unit in ("_ms", "milli", "_mb", "_kb")), name
    openmetrics = await visitor.get(
        "/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"}
    )
    assert openmetrics.text.endswith("# EOF\n")


async def test_the_readme_names_each_figure_and_no_other(visitor: httpx.AsyncClient) -> None:
    shown = await figures(visitor)
    real = {name.removeprefix("thalweg_") for name in shown.families if name.startswith("thalweg_")}
    table = (ROOT / "README.md").read_text().partition("| figure (`thalweg_...`)")[2].partition("\n\n")[0]
    told = (
        {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}
        if table
        else set()
    )
    assert {name.removesuffix("_total") for name in told} == {
        name for name in real if not name.endswith("_created") and name != "info"
    }


async def test_the_log_tells_of_the_same_work(own: Server) -> None:
    async with open_stream(own) as client:
        await client.say("compare", "told-of", comparison=comparison(25, 2))
        await client.hear_until("finished")

    def lines() -> Iterator[dict[str, Any]]:
        for line in own.lines[:]:
            if line.startswith("{"):
                yield json.loads(line)

    async with asyncio.timeout(SECONDS):
        while not (ended := [fact for fact in lines() if fact.get("id") == "told-of" and "outcome" in fact]):
            await asyncio.sleep(0.05)
    assert ended[0]["kind"] == "compare"
    assert (ended[0]["outcome"], ended[0]["runs"], ended[0]["steps"]) == ("done", 2, 50)
    events = [fact["event"] for fact in lines()]
    assert events.index("worker_ready") < events.index("server_ready")
    assert "connection_opened" in events
    assert all(line.startswith(("{", "Thalweg is ready")) for line in own.lines)


@pytest.mark.parametrize(
    ("metrics", "client", "headers", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "::1", {}, 200),
        (None, "::ffff:127.0.0.1", {}, 200),
        (None, "203.0.113.9", {}, 403),
        (None, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        (None, "127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
        (None, "127.0.0.1", {"X-Real-IP": "127.0.0.1"}, 403),
        ("10.0.0.0/8,2001:db8::/32", "10.1.2.3", {}, 200),
        ("10.0.0.0/8,2001:db8::/32", "2001:db8::7", {}, 200),
        ("10.0.0.0/8", "127.0.0.1", {}, 403),
        ("", "127.0.0.1", {}, 403),
        ("*", "203.0.113.9", {"X-Forwarded-For": "198.51.100.1"}, 200),
    ],
)
async def test_the_figures_are_for_those_who_are_named(
    metrics: str | None, client: str, headers: dict[str, str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if metrics is not None:
        monkeypatch.setenv("THALWEG_METRICS", metrics)
    limits = Settings()
    runner = LocalRunner(limits)
    transport = httpx.ASGITransport(Watched(create_app(runner, limits), runner.watch), client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
        answer = await visitor.get("/metrics", headers=headers)
        assert answer.status_code == status
        assert ("thalweg_work" in answer.text) == (status == 200)
        for path in ("/healthz", "/"):  # nobody else is kept from anything
            assert (await visitor.get(path)).status_code == 200
