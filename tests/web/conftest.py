"""The application without a network, on a runner that answers at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from app.web.guard import Guard

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def cold_app() -> Guard:
    """The application with workers that were never started: enough for all that needs no work."""
    limits = Settings()
    return create_app(LocalRunner(limits), limits)


@pytest.fixture
async def cold(cold_app: Guard) -> AsyncIterator[httpx.AsyncClient]:
    """A client of `cold_app` that sees failures as a network client does."""
    transport = httpx.ASGITransport(cold_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest.fixture
def http(server: Any) -> Iterator[httpx.Client]:
    """A client of the real server."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client
