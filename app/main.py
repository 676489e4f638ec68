"""The application: everything put together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import FastAPI

from app import __version__
from app.lessons import Shelf
from app.runner import Runner
from app.runner.choice import runner_of
from app.settings import Settings, settings
from app.web import (
    api,
    checkpoints,
    docs,
    errors,
    exports,
    health,
    lessons,
    openapi,
    pages,
    qr,
    stream,
    watching,
)
from app.web.guard import Guard
from app.web.sharing import sharing_of


def create_app(
    runner: Runner | None = None, limits: Settings | None = None, hosts: Iterable[str] = ()
) -> Guard:
    """The server as an ASGI application; `hosts` are the names it listens on, beside loopback's."""
    limits = limits or settings()
    runner = runner or runner_of(limits)
    sharing = sharing_of(limits, runner)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        reading = asyncio.create_task(app.state.files.current())
        await runner.start()
        await reading
        sharing.start()
        # Requests are checked in this process with torch's own constructors: load them before anyone waits.
        await asyncio.to_thread(import_module, "app.runner.preload")
        # Torch's 300,000 objects stay for good: a full collection that passes over them takes 0.2 seconds.
        gc.collect()
        gc.freeze()
        measuring = asyncio.create_task(watching.measure_lag(runner.watch))
        try:
            yield
        finally:
            measuring.cancel()
            await runner.stop()
            await sharing.stop()

    app = FastAPI(
        title="Thalweg", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, debug=False
    )
    app.state.runner = runner
    app.state.settings = limits
    app.state.sharing = sharing
    app.state.connections = set()
    app.state.uploads = 0
    app.state.shelf = Shelf(limits)
    app.add_middleware(watching.Routed)
    errors.install(app)
    for part in (health, watching, api, checkpoints, exports, qr, stream, docs, lessons):
        app.include_router(part.router)
    pages.install(app)
    openapi.install(app)
    return Guard(app, limits, hosts)
