"""The files of the page, in memory."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from app.assets import folder
from app.web import static
from app.web.static import Files, Kept, keep, respond

LONG = b"export const word = 1;\n" * 100


def files(root: Path) -> Files:
    return Files("/static", root, {})


def asked(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": named})


async def test_a_file_has_its_address_its_content_and_its_type(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_bytes(LONG)
    elsewhere = tmp_path / "elsewhere.svg"
    elsewhere.write_bytes(b"<svg/>")
    edition = await Files("/static", tmp_path / "js", {"/vendor/b.svg": elsewhere}).current()
    assert set(edition.files) == {"/static/a.js", "/vendor/b.svg"}
    assert edition.files["/static/a.js"].content == LONG
    assert edition.files["/static/a.js"].media_type == "text/javascript"
    assert edition.files["/vendor/b.svg"].media_type == "image/svg+xml"


async def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "secret.txt").write_text("secret")
    (tmp_path / "static" / "link.txt").symlink_to(tmp_path / "beside" / "secret.txt")
    (tmp_path / "static" / "folder").symlink_to(tmp_path / "beside")
    assert (await files(tmp_path / "static").current()).files == {}


async def test_an_edited_file_is_seen_and_makes_another_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static, "LOOK_AGAIN_SECONDS", 0.0)
    script = tmp_path / "a.js"
    script.write_text("1")
    shelf = files(tmp_path)
    first = await shelf.current()
    assert (await shelf.current()).digest == first.digest
    script.write_text("22")
    second = await shelf.current()
    assert second.digest != first.digest
    assert second.files["/static/a.js"].content == b"22"
    script.unlink()
    assert (await shelf.current()).files == {}


async def test_two_servers_with_the_same_files_have_the_same_edition(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.js").write_bytes(LONG)
    one, other = [await files(tmp_path / name).current() for name in ("one", "other")]
    assert one.digest == other.digest
    assert one.files["/static/a.js"].etag == other.files["/static/a.js"].etag


async def test_a_crowd_at_the_door_reads_the_files_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.js").write_bytes(LONG)
    looks: list[None] = []
    shelf = files(tmp_path)
    look = shelf._look

    def counted() -> static.Edition:
        looks.append(None)
        return look()

    monkeypatch.setattr(shelf, "_look", counted)
    editions = await asyncio.gather(*(shelf.current() for _ in range(200)))
    assert len(looks) == 1
    assert len({id(edition) for edition in editions}) == 1


def test_text_is_squeezed_for_those_who_take_it() -> None:
    kept = keep(LONG, "text/javascript")
    squeezed = respond(asked(accept_encoding="br, gzip"), kept)
    assert squeezed.headers["content-encoding"] == "gzip"
    assert squeezed.headers["content-type"] == "text/javascript; charset=utf-8"
    assert gzip.decompress(bytes(squeezed.body)) == LONG
    plain = respond(asked(), kept)
    assert "content-encoding" not in plain.headers
    assert plain.body == LONG
    assert plain.headers["vary"] == squeezed.headers["vary"] == "Accept-Encoding"


def test_what_gzip_makes_no_shorter_goes_as_it_is() -> None:
    already = gzip.compress(bytes(range(256)) * 20)
    answer = respond(asked(accept_encoding="gzip"), keep(already, "image/png"))
    assert "content-encoding" not in answer.headers
    assert answer.body == already


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}'])
def test_what_a_browser_has_is_not_sent_again(form: str) -> None:
    kept = Kept(LONG, None, "text/javascript", 'W/"abc"')
    answer = respond(asked(if_none_match=form.format('"abc"')), kept)
    assert (answer.status_code, answer.body) == (304, b"")
    assert respond(asked(if_none_match=form.format('"abcd"')), kept).status_code == 200


async def test_every_file_of_the_page_comes_as_it_is_on_disk(cold: httpx.AsyncClient) -> None:
    root = folder("static")
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        answer = await cold.get(f"/static/{path.relative_to(root).as_posix()}")
        assert answer.status_code == 200
        assert answer.content == path.read_bytes(), path
    assert (await cold.post("/static/js/main.js")).status_code == 405
    head = await cold.head("/static/js/main.js")
    assert head.headers["content-type"].startswith("text/javascript")
