"""How much does the way add? The stream's own cost, and the server's manners while people drag."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import torch
import uvicorn
import websockets

from app.engine import begin
from app.main import create_app
from app.spec import read_request
from tests.bench.figure import Figure

SIX: list[dict[str, Any]] = [
    {"optimizer": "SGD", "params": {"lr": 0.001}},
    {"optimizer": "SGD", "params": {"lr": 0.001, "momentum": 0.9}, "label": "Momentum"},
    {"optimizer": "Adagrad", "params": {"lr": 0.5}},
    {"optimizer": "RMSprop", "params": {"lr": 0.01}},
    {"optimizer": "Adam", "params": {"lr": 0.05}},
    {"optimizer": "AdamW", "params": {"lr": 0.05}},
]


def six(seed: int = 0, lr: float = 0.05) -> dict[str, Any]:
    """The six optimizers x 300 steps on Rosenbrock; another seed makes it another comparison to the store."""
    runs = [*SIX[:-1], {"optimizer": "AdamW", "params": {"lr": lr}}]
    return {"objective": {"kind": "function", "id": "rosenbrock"}, "runs": runs, "steps": 300, "seed": seed}


@dataclass(frozen=True)
class Served:
    """A server in this process, so that its event loop can be observed."""

    host: str
    lags: list[float]


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """The real application under the real uvicorn, on this event loop, with a task that measures its lag."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    host = f"127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=f"http://{host}") as client:
        while True:
            try:
                if (await client.get("/readyz")).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
    lags: list[float] = []
    watch = asyncio.create_task(_watch(lags))
    try:
        yield Served(host, lags)
    finally:
        watch.cancel()
        server.should_exit = True
        await serving


async def _watch(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.002)
        lags.append(time.perf_counter() - began - 0.002)


async def figures() -> list[Figure]:
    """What the way to the client costs, and how the server bears four people dragging at once."""
    async with served() as server:
        streamed, own = await overhead(server.host)
        lag, health = await manners(server.host, server.lags)
    detail = f"{streamed * 1e3:.0f} ms from request to finished, {own * 1e3:.0f} ms in the engine"
    return [
        Figure("six over the WebSocket, to the engine alone", streamed / own, "x", "at most", 1.3, detail),
        Figure("event-loop lag while 4 clients drag", lag * 1e3, "ms", "at most", 50, "the largest"),
        Figure("/healthz meanwhile, 99th percentile", health * 1e3, "ms", "at most", 100),
    ]


async def overhead(host: str, rounds: int = 25) -> tuple[float, float]:
    """Medians in seconds: from the WebSocket request to `finished`, and the engine's own time for it."""
    streamed, own = [], []
    async with websockets.connect(f"ws://{host}/api/stream", max_size=None) as stream:
        for seed in range(rounds):
            began = time.perf_counter()
            await stream.send(json.dumps({"type": "compare", "id": "c", "comparison": six(seed)}))
            while json.loads(await stream.recv())["type"] != "finished":
                pass
            streamed.append(time.perf_counter() - began)
            own.append(await asyncio.to_thread(_engine_seconds, seed))
    return statistics.median(streamed[3:]), statistics.median(own[3:])


def _engine_seconds(seed: int) -> float:
    torch.set_num_threads(1)
    request = read_request("compare", six(seed))
    began = time.perf_counter()
    for _ in begin(request, None):
        pass
    return time.perf_counter() - began


async def manners(host: str, lags: list[float], seconds: float = 6.0) -> tuple[float, float]:
    """The largest event-loop lag and the 99th percentile of /healthz, in seconds, while four clients drag."""
    context = multiprocessing.get_context("spawn")
    started = context.Barrier(5)
    clients = [context.Process(target=_drag, args=(host, started, seconds, seed)) for seed in range(4)]
    for client in clients:
        client.start()
    await asyncio.to_thread(started.wait, 30)
    lags.clear()
    health = []
    async with httpx.AsyncClient(base_url=f"http://{host}") as http:
        end = time.perf_counter() + seconds - 0.5
        while time.perf_counter() < end:
            began = time.perf_counter()
            answer = await http.get("/healthz")
            assert answer.status_code == 200, f"expected 200 from /healthz, got {answer.status_code}"
            health.append(time.perf_counter() - began)
            await asyncio.sleep(0.01)
    worst = max(lags)
    for client in clients:
        await asyncio.to_thread(client.join, 30)
        assert client.exitcode == 0, f"expected a client to end well, got exit code {client.exitcode}"
    return worst, statistics.quantiles(health, n=100)[98]


def _drag(host: str, started: Any, seconds: float, seed: int) -> None:
    asyncio.run(_drag_once(host, started, seconds, seed))


async def _drag_once(host: str, started: Any, seconds: float, seed: int) -> None:
    """Thirty input events a second, each a comparison with one changed run under the same id."""
    async with websockets.connect(f"ws://{host}/api/stream", max_size=None) as stream:
        reader = asyncio.create_task(_read(stream))
        started.wait(30)
        end = time.perf_counter() + seconds
        event = 0
        while time.perf_counter() < end:
            event += 1
            document = {"type": "compare", "id": "c", "comparison": six(seed, 0.001 * (event % 500 + 1))}
            await stream.send(json.dumps(document))
            await asyncio.sleep(1 / 30)
        reader.cancel()


async def _read(stream: Any) -> None:
    async for _ in stream:
        pass
