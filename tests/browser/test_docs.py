"""The API's page works from vendored files, under the same policy."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


def test_the_api_page_lists_every_route_without_leaving_the_server(open_page: OpenPage) -> None:
    page = open_page("/docs")
    for route in ("/api/catalog", "/api/compare", "/api/landscape", "/api/fan", "/api/basins", "/healthz"):
        expect(page.locator(f'.opblock-summary-path[data-path="{route}"]')).to_be_visible(timeout=60_000)
    page.locator('.opblock-summary-path[data-path="/api/compare"]').click()
    expect(page.locator(".opblock-body").first).to_contain_text("rosenbrock")
