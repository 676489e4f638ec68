"""Pages of another origin that hold a scene in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Frame, Page

# Keeps what the frame tells, and can speak to it.
RECORDER = """
window.told = [];
const frame = document.querySelector("iframe");
addEventListener("message", (event) => {
  if (event.source === frame.contentWindow) told.push({ ...event.data, from: event.origin });
});
window.tell = (data) => frame.contentWindow.postMessage(data, "*");
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serve a folder; gives the origin, which is another than that of a Thalweg server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()


def write_host(folder: Path, name: str, source: str, around: str = "{}") -> None:
    """A page with a frame of `source`; `around` is what stands around the frame."""
    frame = f'<iframe src="{source}" width="640" height="400" title="a scene"></iframe>'
    page = (
        '<!doctype html><title>a host</title><link rel="icon" href="data:,">'
        f"{around.replace('{}', frame)}<script>{RECORDER}</script>"
    )
    (folder / name).write_text(page)


def inner(page: Page) -> Frame:
    """The frame's own page, complete."""
    handle = page.locator("iframe").element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_selector(".stage .legend, .stage .paths-layer")
    return frame


def told(page: Page, kind: str) -> list[dict[str, Any]]:
    """What the frame has told of one type."""
    messages: list[dict[str, Any]] = page.evaluate(f"told.filter(({{ type }}) => type === '{kind}')")
    return messages


def tell(page: Page, kind: str, **fields: Any) -> None:
    """Speak to the frame."""
    page.evaluate("tell", {"thalweg": 1, "type": kind, **fields})


def wait_until_told(page: Page, kind: str, holds: str = "true") -> dict[str, Any]:
    """The first message of a type for which a condition on `message` holds."""
    condition = f"told.find((message) => message.type === '{kind}' && ({holds}))"
    message: dict[str, Any] = page.wait_for_function(condition, timeout=60_000).json_value()
    return message


def forget(page: Page) -> None:
    """Forget what was told."""
    page.evaluate("told.length = 0")
