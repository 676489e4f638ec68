"""The page and its files, and nothing beside them."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from typing import Any

import httpx
import pytest

from app.assets import folder, plotly_path
from app.web.guard import Guard

STATIC = folder("static")
SCRIPT = "docs/init.js"
SECRETS = [
    "/static/../app/main.py",
    "/static/..%2fapp/main.py",
    "/static/%2e%2e/app/main.py",
    "/static/%2e%2e%2fapp%2fmain.py",
    "/static/..%5capp%5cmain.py",
    "/static/..\\app\\main.py",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/docs/init.js%00.png",
    "/static/" + "a" * 5000,
    "/static-secrets/key",
    "/static/docs",
    "/static/",
]


async def raw_get(app: Guard, path: str) -> tuple[int, bytes]:
    """A request whose path no client library has tidied up: as it stands, and percent-decoded once."""
    from urllib.parse import unquote

    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000")],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5000),
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("path", SECRETS)
async def test_nothing_outside_the_static_folder_is_served(cold_app: Guard, path: str) -> None:
    status, body = await raw_get(cold_app, path)
    assert status == 404
    assert b"import" not in body
    assert b"root:" not in body


async def test_a_file_is_asked_for_again_and_not_sent_twice(cold: httpx.AsyncClient) -> None:
    first = await cold.get(f"/static/{SCRIPT}")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    assert first.content == (STATIC / SCRIPT).read_bytes()
    again = await cold.get(f"/static/{SCRIPT}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_file_under_a_version_is_kept_forever(cold: httpx.AsyncClient) -> None:
    page = await cold.get("/docs")
    address = re.search(r'src="(/static/docs/init\.js\?v=\w+)"', page.text)
    assert address
    assert "immutable" in (await cold.get(address[1])).headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/docs", "/embed", "/embed/builder"])
async def test_a_page_has_no_inline_script_and_loads_from_here_only(
    cold: httpx.AsyncClient, path: str
) -> None:
    page = await cold.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page.text)
    assert not re.search(r"\son\w+\s*=", page.text)
    loaded = re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert re.match(r"/(?!/)|data:", address), address
        if address.startswith("/"):
            assert (await cold.get(address)).status_code == 200, address
    again = await cold.get(path, headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


async def test_plotly_comes_from_its_package_squeezed_or_plain(cold: httpx.AsyncClient) -> None:
    squeezed = await cold.get("/vendor/plotly.min.js?v=1")
    plain = await cold.get("/vendor/plotly.min.js", headers={"Accept-Encoding": "identity"})
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "immutable" in squeezed.headers["cache-control"]
    assert squeezed.content == plain.content == plotly_path().read_bytes()
    assert len(gzip.compress(plain.content)) < len(plain.content) / 2
    known = {"If-None-Match": plain.headers["etag"]}
    assert (await cold.get("/vendor/plotly.min.js", headers=known)).status_code == 304


async def test_a_range_with_ten_thousand_parts_costs_nothing(cold: httpx.AsyncClient) -> None:
    parts = ",".join(f"{k}-{k}" for k in range(0, 20_000, 2))
    await cold.get(f"/static/{SCRIPT}")
    begun = time.perf_counter()
    answer = await cold.get(f"/static/{SCRIPT}", headers={"Range": f"bytes={parts}"})
    assert time.perf_counter() - begun < 0.05
    assert len(answer.content) <= 2 * len((STATIC / SCRIPT).read_bytes())


def test_vendored_files_are_what_their_readme_says() -> None:
    folder = STATIC / "vendor" / "swagger-ui"
    table = re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (folder / "README.md").read_text())
    assert {name for name, _ in table} == {file.name for file in folder.iterdir()} - {"README.md"}
    for name, digest in table:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
