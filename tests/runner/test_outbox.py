"""Messages on their way to a client that may be slow."""

from __future__ import annotations

import asyncio

import pytest

from app.errors import Refusal
from app.runner.outbox import FULL_BYTES, Outbox


async def test_messages_come_out_in_order_and_then_the_end() -> None:
    outbox = Outbox()
    await outbox.put(b"one")
    await outbox.put(b"two")
    outbox.close()
    assert [await outbox.get(), await outbox.get()] == [b"one", b"two"]
    with pytest.raises(StopAsyncIteration):
        await outbox.get()


async def test_a_refusal_comes_after_the_messages_and_every_time() -> None:
    outbox = Outbox()
    await outbox.put(b"one")
    outbox.close(Refusal("worker_lost", "it died"))
    assert await outbox.get() == b"one"
    for _ in range(2):
        with pytest.raises(Refusal, match="it died"):
            await outbox.get()


async def test_a_full_outbox_makes_the_sender_wait_until_half_is_read() -> None:
    outbox = Outbox()
    piece = bytes(FULL_BYTES // 4)
    for _ in range(4):
        await asyncio.wait_for(outbox.put(piece), 1)
    waiting = asyncio.create_task(outbox.put(b"late"))
    for _ in range(2):
        await outbox.get()
        await asyncio.sleep(0)
        assert not waiting.done()
    await outbox.get()
    await asyncio.wait_for(waiting, 1)
    assert [await outbox.get(), await outbox.get()] == [piece, b"late"]


async def test_discarding_lets_a_waiting_sender_go_and_drops_what_it_brings() -> None:
    outbox = Outbox()
    await outbox.put(bytes(FULL_BYTES))
    waiting = asyncio.create_task(outbox.put(b"late"))
    await asyncio.sleep(0)
    outbox.discard()
    await asyncio.wait_for(waiting, 1)
    await outbox.put(b"later")
    outbox.close()
    with pytest.raises(StopAsyncIteration):
        await outbox.get()


async def test_what_nobody_has_read_can_be_taken_back() -> None:
    outbox = Outbox()
    outbox.add(b"a")
    assert outbox.take_back()
    outbox.add(b"b")
    assert await outbox.get() == b"b"
    outbox.add(b"c")
    assert not outbox.take_back()
    assert await outbox.get() == b"c"


async def test_a_short_message_finds_room_where_others_wait() -> None:
    outbox = Outbox()
    await outbox.put(bytes(FULL_BYTES))
    outbox.add(b"note")
    await outbox.get()
    assert await outbox.get() == b"note"
    outbox.discard()
    outbox.add(b"too late")
    outbox.close()
    with pytest.raises(StopAsyncIteration):
        await outbox.get()


async def test_what_is_to_rest_never_waits_for_room_and_later_does_again() -> None:
    outbox = Outbox()
    await outbox.put(bytes(FULL_BYTES))
    waiting = asyncio.create_task(outbox.put(b"late"))
    await asyncio.sleep(0)
    assert not waiting.done()
    outbox.take_all()
    await asyncio.wait_for(waiting, 1)
    await asyncio.wait_for(outbox.put(b"later"), 1)
    outbox.wait_when_full()
    waiting = asyncio.create_task(outbox.put(b"last"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await outbox.get()
    await asyncio.wait_for(waiting, 1)


async def test_it_is_told_once_that_there_is_room_again() -> None:
    told: list[bool] = []
    outbox = Outbox(lambda: told.append(outbox.full))
    for _ in range(4):
        await outbox.put(bytes(FULL_BYTES // 4))
    assert outbox.full
    for _ in range(4):
        await outbox.get()
    assert told == [False]
