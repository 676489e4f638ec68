"""The guide: the same sections in both languages, all of them reachable."""

from __future__ import annotations

import re

import httpx
import pytest

from app.lessons import read_guide


def test_both_languages_have_the_same_sections() -> None:
    english, chinese = read_guide("en"), read_guide("zh")
    assert [(heading.level, heading.anchor) for heading in english.headings] == [
        (heading.level, heading.anchor) for heading in chinese.headings
    ]
    assert len(english.headings) >= 12


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_contents_lead_to_every_section(cold: httpx.AsyncClient, language: str) -> None:
    page = (await cold.get(f"/guide?lang={language}")).text
    contents = re.search(r'<nav class="contents".*?</nav>', page, re.DOTALL)
    assert contents
    anchors = re.findall(r'href="#([\w-]+)"', contents[0])
    sections = re.findall(r'<h[23] id="([\w-]+)"', page)
    assert anchors == sections
    assert len(set(sections)) == len(sections)
    assert "{#" not in page


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_link_of_the_guide_leads_somewhere(cold: httpx.AsyncClient, language: str) -> None:
    page = (await cold.get(f"/guide?lang={language}")).text
    anchors = set(re.findall(r' id="([\w-]+)"', page))
    for address in re.findall(r'href="([^"]+)"', page):
        if address.startswith("#"):
            assert address[1:] in anchors, address
        else:
            assert (await cold.get(address)).status_code == 200, address


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_heading_has_a_name(language: str) -> None:
    body = read_guide("zh" if language == "zh" else "en").body
    assert not re.search(r"<h[23]>", body)
