"""Students on a real server: answered while it can, refused in words when it cannot, gone without trace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

import numpy as np
import pytest

from tests.conftest import Server
from tests.load.crowd import Level, drag_sliders, drag_starts, play
from tests.load.limits import at_rest, first_scene, growth, watched_server
from tests.load.pages import open_page
from tests.load.record import Record, percentile
from tests.load.scene import STOPS
from tests.load.wire import Heard, Wire

QUEUE = 4


@pytest.fixture(scope="module")
def narrow() -> Iterator[Server]:
    """A server where few requests may wait."""
    with watched_server(THALWEG_MAX_QUEUE=str(QUEUE), THALWEG_WORKERS="2") as server:
        yield server


def frame(text: bytes, kind: int = 0x81) -> bytes:
    """A message as a server sends it."""
    size = len(text)
    head = bytes([kind, size]) if size < 126 else bytes([kind, 126]) + size.to_bytes(2, "big")
    return head + text


@pytest.mark.parametrize("cut", [1, 2, 7, 1000])
async def test_the_wire_reads_the_heads_of_messages_however_they_are_cut(cut: int) -> None:
    heard: list[Heard] = []
    wire = Wire(heard.append, lambda code: None)
    long = b'{"type":"chunk","id":"c1","run":0,"x":[' + b"1," * 900 + b"1]}"
    fan = b'{"type":"fan_chunk","id":"f1","index":12,"value":1}'
    bare = b'{"type":"error","id":null,"error":{}}'
    bytes_in = b"HTTP/1.1 101 \r\n\r\n" + frame(long) + frame(b"", 0x89) + frame(fan) + frame(bare)
    for start in range(0, len(bytes_in), cut):
        wire.data_received(bytes_in[start : start + cut])
    assert [(one.type, one.id, one.index) for one in heard] == [
        ("chunk", "c1", None),
        ("fan_chunk", "f1", 12),
        ("error", "", None),
    ]
    assert heard[1].text == fan


def test_percentiles_are_those_of_numpy() -> None:
    values = list(np.random.default_rng(0).exponential(size=137))
    for percent in (50, 95, 99):
        assert np.isclose(percentile(values, percent), np.percentile(values, percent))
    assert percentile([], 95) == float("inf")


def test_a_refusal_without_a_sentence_is_noticed() -> None:
    record = Record()
    record.refuse(b'{"type":"error","id":"c1","error":{"code":"busy","message":"wait","zh":"\xe7\xad\x89"}}')
    assert (record.refused, record.wordless) == ({"busy": 1}, [])
    record.refuse(b'{"type":"error","id":"c1","error":{"code":"busy","message":" ","zh":""}}')
    record.refuse(b"Internal Server Error")
    assert len(record.wordless) == 2


async def test_hands_on_starts_and_sliders_are_answered(narrow: Server) -> None:
    scene = first_scene(narrow)
    assert all(len(rates) == STOPS for rates in scene.rates)
    assert (await open_page("127.0.0.1", narrow.port, scene))[1] > 1e6
    for life in (drag_starts, drag_sliders):
        level = await until_answered(partial(play, narrow, scene, life, 1, 2))
        assert unbroken(level)


async def test_a_crowd_beyond_the_queue_is_refused_in_words_and_leaves_nothing_behind(narrow: Server) -> None:
    scene = first_scene(narrow)
    await play(narrow, scene, drag_starts, 4 * QUEUE, 1)  # what is kept for good is kept before
    before = await at_rest(narrow)
    level = await play(narrow, scene, drag_starts, 4 * QUEUE, 2)
    assert set(level.record.refused) == {"busy"}
    assert unbroken(level)
    assert level.health
    for figure in growth(before, await at_rest(narrow, before))[1:]:
        assert figure.holds, str(figure)


def unbroken(level: Level) -> bool:
    """Whether the server kept all connections, and was well all the time."""
    return not (level.record.wordless or level.record.lost or level.unhealthy or level.turned_away)


async def until_answered(playing: Callable[[], Awaitable[Level]]) -> Level:
    """A level in which somebody had an answer, which may take a while on a busy machine."""
    async with asyncio.timeout(60):
        while not (level := await playing()).record.drags:
            pass
        return level
