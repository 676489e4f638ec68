"""Connections that say nothing, or say it drop by drop, are closed in time (real uvicorn)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.conftest import Cold, holds, serving, until_closed

HEAD_SECONDS = 0.4
IDLE_SECONDS = 0.3
LATEST = 5.0  # generous: on a busy machine, everything takes longer

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
OPENING = (
    b"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@pytest.fixture(scope="module")
def impatient() -> Iterator[Cold]:
    with serving(head_seconds=HEAD_SECONDS, idle_seconds=IDLE_SECONDS, send_seconds=0.5) as server:
        yield server


def drip(connection: socket.socket, drop: bytes) -> threading.Event:
    """Send a drop again and again, much faster than any deadline, until the event is set."""
    enough = threading.Event()

    def send() -> None:
        try:
            while not enough.wait(0.05):
                connection.sendall(drop)
        except OSError:
            pass

    threading.Thread(target=send, daemon=True).start()
    return enough


def nothing(_: socket.socket) -> threading.Event:
    return threading.Event()


def a_head_without_an_end(connection: socket.socket) -> threading.Event:
    connection.sendall(REQUEST[:-2])
    return drip(connection, b"X: y\r\n")


def a_second_head_without_an_end(connection: socket.socket) -> threading.Event:
    connection.sendall(REQUEST + REQUEST[:-2])
    return drip(connection, b"X: y\r\n")


def a_body_without_an_end_that_nobody_reads(connection: socket.socket) -> threading.Event:
    connection.sendall(REQUEST.replace(b"\r\n\r\n", b"\r\nContent-Length: 60000\r\n\r\n"))
    return drip(connection, b" ")


def a_body_without_an_end(connection: socket.socket) -> threading.Event:
    head = b"POST /api/formula HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n"
    connection.sendall(head)
    return drip(connection, b" ")


@pytest.mark.parametrize(
    "begin",
    [
        nothing,
        a_head_without_an_end,
        a_second_head_without_an_end,
        a_body_without_an_end,
        a_body_without_an_end_that_nobody_reads,
    ],
)
def test_who_does_not_say_what_it_wants_in_time_is_closed(
    impatient: Cold, begin: Callable[[socket.socket], threading.Event]
) -> None:
    with impatient.connect() as connection:
        enough = begin(connection)
        _, seconds = until_closed(connection)
        enough.set()
    assert seconds < LATEST


def test_who_is_in_time_is_served_again_and_again_on_one_connection(impatient: Cold) -> None:
    with impatient.connect() as connection:
        for _ in range(6):
            connection.sendall(REQUEST[:20])
            time.sleep(HEAD_SECONDS / 4)
            connection.sendall(REQUEST[20:])
            answer = b""
            while b'"ok"' not in answer:
                answer += connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200")


def test_requests_that_are_sent_at_once_are_all_answered(impatient: Cold) -> None:
    with impatient.connect() as connection:
        connection.sendall(REQUEST * 20)
        received, _ = until_closed(connection)
    assert received.count(b"HTTP/1.1 200") == 20


def test_a_websocket_that_says_nothing_is_closed_at_the_limit(impatient: Cold) -> None:
    with impatient.connect() as connection:
        connection.sendall(OPENING)
        begun, received = time.monotonic(), b""
        while b"\x03\xe9nothing was said for too long" not in received:  # 1001 and the reason
            received += connection.recv(65_536)
        assert time.monotonic() - begun < LATEST
        assert received.startswith(b"HTTP/1.1 101")
        holds(lambda: not impatient.connections, LATEST)  # although the client does not even close


def test_a_websocket_may_be_silent_for_longer_than_a_head_may_take() -> None:
    with serving(head_seconds=0.2) as server, server.connect() as connection:
        connection.sendall(OPENING)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101")
        connection.settimeout(0.8)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert len(server.connections) == 1
