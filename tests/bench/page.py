"""Does the page answer the hand in time? In a real Chromium, against the real server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.bench.figure import Figure
from tests.browser.conftest import ARGUMENTS, DESKTOP, chromium_path
from tests.browser.measure import (
    drag_learning_rate,
    drag_start,
    landscape_draws,
    probe,
    rest,
    wait_until_complete,
)
from tests.conftest import running_server

LENET = (
    "#data=(use:digits)&model=(use:lenet5)&loss=(use:CrossEntropyLoss)&batch=64"
    "&run=(use:Momentum,set:(lr:0.01,momentum:0.9))&steps=440"
)


def figures() -> Iterator[Figure]:
    """Start of the server, first picture, drag of a learning rate, drag of the start."""
    began = time.perf_counter()
    with running_server() as server, sync_playwright() as playwright:
        yield Figure("server ready after its command", time.perf_counter() - began, "s", "at most", 6)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield _first_picture(browser, server.url)
        yield _first_curves(browser, server.url)
        page = browser.new_page(viewport=DESKTOP)
        page.goto(server.url)
        wait_until_complete(page)
        rest(page)
        drawn = landscape_draws(page)
        delays = sorted(drag_learning_rate(page, run=4))
        detail = f"{len(delays)} inputs, from event to painted paths"
        yield Figure("drag of lr, median", statistics.median(delays), "ms", "at most", 60, detail)
        yield Figure(
            "drag of lr, 95th percentile", delays[int(0.95 * (len(delays) - 1))], "ms", "at most", 120
        )
        redrawn = landscape_draws(page) - drawn
        yield Figure("full redraws of the landscape meanwhile", redrawn, "", "at most", 0)
        drags = [drag_start(page) for _ in range(3)]
        rate = statistics.median(drag.updates_per_second for drag in drags)
        yield Figure(
            "drag of the start, complete updates", rate, "/s", "at least", 10, "six runs x 300 steps"
        )
        still = statistics.median(drag.rest_ms for drag in drags)
        yield Figure("exact picture after rest", still, "ms", "at most", 250)
        browser.close()


def _first_curves(browser: Browser, url: str) -> Figure:
    """The median of five beginnings of a training, each with another seed, so that none is known already."""
    page = browser.new_page(viewport=DESKTOP)
    page.goto(url)
    wait_until_complete(page)
    probed = probe("first-curves")
    delays = [page.evaluate(probed, [f"{LENET}&seed={seed}", seed]) for seed in range(1, 7)]
    page.close()
    detail = "LeNet-5 on digits, SGD with momentum; from the link to painted curves"
    return Figure(
        "first curves of a training", statistics.median(delays[1:]) / 1e3, "s", "at most", 1, detail
    )


def _first_picture(browser: Browser, url: str) -> Figure:
    """The median of five visits by strangers, after one that warms the server."""
    seconds = []
    for _ in range(6):
        context = browser.new_context(viewport=DESKTOP)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(url)
        wait_until_complete(page)
        seconds.append(time.perf_counter() - began)
        context.close()
    median = statistics.median(seconds[1:])
    return Figure("first complete comparison painted", median, "s", "at most", 2, "warm server, empty cache")
