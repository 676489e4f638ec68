"""A text as a QR code: an SVG that holds it, and a sentence where none can be."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree

import httpx
import pytest
import segno

ADDRESS = "http://127.0.0.1:8000/#v=1&f=rosenbrock&run=(use:Adam,set:(lr:0.05))"


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules that the picture's horizontal strokes paint, (column, row)."""
    path = ElementTree.fromstring(svg)[1].attrib["d"]
    dark: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for kind, told in re.findall(r"([Mmh])([^Mmh]*)", path):
        numbers = re.findall(r"-?[\d.]+", told)
        if kind == "M":
            x, y = map(float, numbers)
        elif kind == "m":
            x, y = x + float(numbers[0]), y + float(numbers[1])
        else:
            dark |= {(int(x) + k, int(y)) for k in range(int(numbers[0]))}
            x += float(numbers[0])
    return dark


@pytest.mark.parametrize("text", [ADDRESS, "a" * 2000, "梯度下降"])
async def test_the_picture_is_the_code_of_the_text(cold: httpx.AsyncClient, text: str) -> None:
    answer = await cold.post("/api/qr", json={"text": text})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    matrix = segno.make_qr(text, error="l", boost_error=True).matrix
    expected = {(i + 4, j + 4) for j, row in enumerate(matrix) for i, bit in enumerate(row) if bit}
    assert dark_modules(answer.text) == expected
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": ""}, "1"),
        ({"text": "a" * 2001}, "2000"),
        ({"text": "🙂" * 1500}, "2953 bytes"),
        ({"text": "\ud800"}, ""),
        ({"text": 7}, "text"),
        ({}, "text"),
        ({"text": "a", "size": 9}, "size"),
    ],
)
async def test_what_no_code_can_hold_is_refused_in_a_sentence(
    cold: httpx.AsyncClient, body: dict[str, object], said: str
) -> None:
    answer = await cold.post("/api/qr", content=json.dumps(body))
    assert answer.status_code in (400, 422)
    error = answer.json()["error"]
    assert said in f"{error['message']} {error['field']}"
