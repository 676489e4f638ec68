"""The page loses its server, or the way to it, and comes back to what it was about."""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, VISITED
from tests.conftest import Server, running_server

PIECE = 1 << 16
SECONDS = 60_000
TRAINING = "data=(use:moons)&model=(use:mlp,set:(hidden:(32,32)))&run=(use:Adam,set:(lr:0.01))&steps=6000"
FUNCTION = "f=rosenbrock&run=(use:SGD,set:(lr:0.0002))&run=(use:Adam,set:(lr:0.01))&steps=5000"
QUICK = "f=sphere&run=(use:SGD,set:(lr:0.1))&steps=20"
HEARD = 40_000  # bytes of an answer: a part of that to either
READ = """() => [...window.__signals.results.value.values()]
  .map(({ loss, complete }) => ({ loss: [...loss], complete: complete === true }))"""
OPEN = "() => window.__signals.connection.value === 'open'"
ENDED = """() => {
  const all = [...window.__signals.results.value.values()];
  return all.length > 0 && all.every(({ complete, provisional }) => complete && !provisional);
}"""
LONG_ENOUGH = """(count) => {
  const all = [...window.__signals.results.value.values()];
  return all.length > 0 && all.every(({ loss }) => loss.length >= count);
}"""
LOOK_IN = "async () => { window.__signals = await import('/static/js/signals.js'); }"
WATCH_LENGTHS = """async () => {
  const { effect } = await import('/static/vendor/preact.js');
  window.__jumps = 0;
  let longest = 0;
  effect(() => {
    const lengths = [...window.__signals.results.value.values()].map(({ loss }) => loss.length);
    const length = lengths.length > 0 ? Math.min(...lengths) : 0;
    if (length < longest) window.__jumps += 1;
    longest = length;
  });
}"""


class Way:
    """The way to a server, which can be cut, and on which what the server says can be made to stop."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.left = math.inf  # bytes that the server can still say
        self.said = 0  # bytes that it has said
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, left: float = math.inf) -> None:
        """End all that goes through, and let in what is new; the server can then say so much."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self.left = left

    def close(self) -> None:
        """Let nobody in any more."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.server.port))
                except OSError:
                    near.close()
                    continue
                self._pairs.append((near, far))
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        stream = None  # whether it is the page's stream, which alone is counted
        with one, suppress(OSError):
            while piece := one.recv(PIECE):
                stream = piece.startswith(b"HTTP/1.1 101") if stream is None else stream
                while stream and self.left <= 0 and any(one in pair for pair in self._pairs):
                    time.sleep(0.01)
                other.sendall(piece)
                self.left -= len(piece) if stream else 0
                self.said += len(piece)
            other.shutdown(socket.SHUT_RDWR)


@contextmanager
def page_at(
    browser: Browser, url: str, sent: list[str] | None = None, locale: str = "en-GB"
) -> Iterator[Page]:
    """A page whose lost connections are the test's own doing; nothing else may go wrong.

    What it says on its connections is put into `sent`.
    """
    context = browser.new_context(viewport=DESKTOP, locale=locale)
    context.add_init_script(VISITED)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    if sent is not None:
        page.on("websocket", lambda one: one.on("framesent", lambda frame: sent.append(str(frame))))
    page.goto(url, wait_until="networkidle")
    page.evaluate(LOOK_IN)
    yield page
    context.close()
    assert not wrong


def losses(page: Page) -> Any:
    return page.evaluate(READ)


def wait_for_losses(page: Page, count: int) -> None:
    page.wait_for_function(LONG_ENOUGH, arg=count, timeout=SECONDS)


def wait_for_end(page: Page) -> None:
    page.wait_for_function(ENDED, timeout=2 * SECONDS)


@pytest.fixture(scope="module")
def forgetful() -> Iterator[Server]:
    """A server that keeps no trajectories: it never tells at once what it has computed before."""
    with running_server(THALWEG_KEPT_TRAJECTORIES="0") as server:
        yield server


@pytest.fixture
def way(forgetful: Server) -> Iterator[Way]:
    way = Way(forgetful)
    yield way
    way.close()


def interrupt(page: Page, way: Way, scene: str) -> None:
    """Open a scene, and have the server fall silent in the middle of its answer."""
    wait_until_at_rest(page, way)  # what the former scene still fetches must not count
    way.left = HEARD
    page.evaluate("(scene) => { location.hash = scene; }", scene)
    wait_for_silence(page, way)


def wait_until_at_rest(page: Page, way: Way) -> None:
    """Until the server has had nothing to say for a while."""
    said = -1
    while said != way.said:
        said = way.said
        page.wait_for_timeout(1000)


def wait_for_silence(page: Page, way: Way) -> None:
    until = time.monotonic() + 60
    while way.left > 0:
        assert time.monotonic() < until, "expected a longer answer"
        page.wait_for_timeout(20)


def test_a_training_whose_connection_is_cut_goes_on_without_a_jump_back(
    browser: Browser, forgetful: Server, way: Way
) -> None:
    with page_at(browser, f"{forgetful.url}/#{TRAINING}") as page:
        wait_for_end(page)
        uncut = losses(page)
    sent: list[str] = []
    with page_at(browser, f"http://127.0.0.1:{way.port}/#{QUICK}", sent) as page:
        wait_for_end(page)
        wait_until_at_rest(page, way)
        sent.clear()
        way.left = 5 * HEARD  # data and pictures come before the first losses
        page.evaluate("(scene) => { location.hash = scene; }", TRAINING)
        wait_for_silence(page, way)
        wait_for_losses(page, 50)  # more than the scene before had
        page.evaluate(WATCH_LENGTHS)
        way.cut(HEARD)
        wait_for_silence(page, way)
        way.cut()
        wait_for_end(page)
        assert losses(page) == uncut
        assert page.evaluate("window.__jumps") == 0
    assert sum('"resume"' in frame for frame in sent) == 2
    assert sum('"compare"' in frame for frame in sent) == 1


def test_a_server_that_restarts_in_mid_run_is_waited_for_and_asked_anew(
    browser: Browser, server: Server
) -> None:
    with page_at(browser, f"{server.url}/#{FUNCTION}") as page:
        wait_for_end(page)
        uncut = losses(page)
    with running_server(THALWEG_WORKERS="1") as first:
        way = Way(first)
        with page_at(browser, f"http://127.0.0.1:{way.port}/embed#{QUICK}") as page:
            wait_for_end(page)
            interrupt(page, way, FUNCTION)
            wait_for_losses(page, 1)
            before = losses(page)
            first.process.kill()
            first.process.wait()
            way.cut()
            banner = page.get_by_text("The connection to the server is lost")
            expect(banner).to_be_visible()
            for run, former in zip(losses(page), before, strict=True):
                assert run["loss"][: len(former["loss"])] == former["loss"], "the picture stays"
            way.server = server  # one that remembers nothing of it, as one that began anew
            expect(banner).to_be_hidden(timeout=SECONDS)
            wait_for_end(page)
            assert losses(page) == uncut
            expect(page.get_by_role("alert")).to_have_count(0)
        way.close()


@pytest.mark.parametrize(
    ("path", "locale", "said"), [("/", "en-GB", "another one goes on"), ("/embed", "zh-CN", "继续")]
)
def test_a_note_is_a_quiet_line_that_goes_by_itself(
    browser: Browser, server: Server, path: str, locale: str, said: str
) -> None:
    note = {
        "code": "worker_lost",
        "message": "a process died; another one goes on",
        "zh": "进程已终止，另一个继续",
    }
    with page_at(browser, f"{server.url}{path}#{QUICK}", locale=locale) as page:
        wait_for_end(page)
        page.clock.install()
        show = "async (note) => (await import('/static/js/live/notes.js')).showNote(note)"
        page.evaluate(show, note)
        line = page.get_by_role("status").filter(has_text=said)
        expect(line).to_be_visible()
        expect(line).to_have_attribute("aria-live", "polite")
        expect(page.get_by_role("alert")).to_have_count(0)
        page.evaluate(show, note)
        expect(page.locator(".message[data-kind=note]")).to_have_count(1)
        page.clock.run_for(10_000)
        expect(page.locator(".message[data-kind=note]")).to_have_count(0)
