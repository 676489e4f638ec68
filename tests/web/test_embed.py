"""Whose pages may show this one in a frame."""

from __future__ import annotations

import re

import httpx
import pytest
from pydantic import ValidationError

from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from app.web.guard import SECURITY_HEADERS
from tests.web.conftest import BASE

SCHOOL = "https://school.example"
FRAMED = ["/embed", "/lessons", "/lessons/anything"]
OWN = ["/", "/docs", "/healthz", "/embed/builder", "/embedded", "/lessonsx", "/static/icon.svg"]
WRONG = [
    "school.example",
    "ftp://school.example",
    "https://",
    "https://school.example/",
    "https://school.example/path",
    "https://school.example:0",
    "https://school.example:65536",
    "https://*.school.example",
    "https://a;script-src *",
    "https://a b",
    "https://user@school.example",
    "https://-a",
    "https://学校.example",
    "null",
    "'none'",
    "**",
]


def client(origins: str) -> httpx.AsyncClient:
    settings = Settings(embed_origins=origins)
    app = create_app(LocalRunner(settings), settings)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)


def ancestors(answer: httpx.Response) -> str:
    policy = answer.headers["content-security-policy"]
    return dict(rule.strip().split(" ", 1) for rule in policy.split(";"))["frame-ancestors"]


@pytest.mark.parametrize("path", [*FRAMED, *OWN])
async def test_without_a_setting_only_the_servers_own_pages_hold_a_frame(path: str) -> None:
    async with client("") as visitor:
        answer = await visitor.get(path)
    assert ancestors(answer) == "'self'"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        (SCHOOL, f"'self' {SCHOOL}"),
        (f"{SCHOOL}, http://LOCALHOST:8888", f"'self' {SCHOOL} http://localhost:8888"),
        (f"{SCHOOL}:443,{SCHOOL},http://a:80", f"'self' {SCHOOL} http://a"),
        ("*", "'self' *"),
    ],
)
async def test_the_pages_made_for_frames_may_stand_on_configured_pages(origins: str, allowed: str) -> None:
    async with client(origins) as visitor:
        for path in FRAMED:
            answer = await visitor.get(path)
            assert ancestors(answer) == allowed
            assert "x-frame-options" not in answer.headers
            for name, value in SECURITY_HEADERS.items():
                if name not in ("Content-Security-Policy", "X-Frame-Options"):
                    assert answer.headers[name] == value


@pytest.mark.parametrize("path", OWN)
async def test_everything_else_stays_with_the_server_itself(path: str) -> None:
    async with client(SCHOOL) as visitor:
        answer = await visitor.get(path)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("origin", WRONG)
def test_what_is_no_origin_is_refused_at_the_start_in_a_sentence(origin: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings(embed_origins=f"{SCHOOL},{origin}")
    message = refusal.value.errors()[0]["msg"]
    assert "expected an origin such as https://school.example" in message
    assert repr(origin) in message


async def test_the_page_is_told_whose_messages_it_takes() -> None:
    for origins, told in [("", ""), (f"{SCHOOL},http://localhost:8888", f"{SCHOOL} http://localhost:8888")]:
        async with client(origins) as visitor:
            page = (await visitor.get("/embed")).text
        assert f'data-embed="{told}"' in page
        assert "/static/js/embed/main.js" in page


async def test_the_page_itself_does_not_load_what_is_for_frames(cold: httpx.AsyncClient) -> None:
    page = (await cold.get("/")).text
    assert "data-embed" not in page
    assert not re.search(r"js/(embed|builder)/|css/(embed|builder)\.css", page)
