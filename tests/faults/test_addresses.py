"""How much one address may take, with a clock of the test's own, and who it is behind proxies."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from starlette.datastructures import Headers

from app.errors import Refusal
from app.settings import Settings
from app.web.limits import BURST_SECONDS, Doorkeeper, Rate, Rates, check_places
from app.web.proxies import UNKNOWN, Proxies, is_loopback, party

CLASS_OF_STUDENTS = 300


class Clock:
    """A clock that goes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def admitted(asks: Any, address: str, times: int) -> int:
    """How many of so many questions are admitted."""
    refusals = []
    for _ in range(times):
        try:
            asks(address)
        except Refusal as refusal:
            refusals.append(refusal)
    assert {(refusal.code, refusal.status) for refusal in refusals} <= {("busy", 429)}
    assert all(refusal.zh != refusal.message for refusal in refusals)
    return times - len(refusals)


def test_a_rate_admits_a_second_s_worth_and_then_as_much_as_time_brings() -> None:
    clock = Clock()
    rate = Rate(5, clock=clock)
    assert [rate.admits() for _ in range(6)] == [True] * 5 + [False]
    clock.now += 0.5
    assert [rate.admits() for _ in range(3)] == [True, True, False]
    clock.now += 1000
    assert [rate.admits() for _ in range(6)] == [True] * 5 + [False]


def test_the_pages_of_a_class_behind_one_address_come_in_at_once_by_the_defaults() -> None:
    settings = Settings()
    clock = Clock()
    door = Doorkeeper(settings, clock)
    assert admitted(door.handshake, "school", CLASS_OF_STUDENTS) == CLASS_OF_STUDENTS
    assert admitted(door.request, "school", 5 * CLASS_OF_STUDENTS) == 5 * CLASS_OF_STUDENTS
    open_now: list[str] = []
    for _ in range(CLASS_OF_STUDENTS):
        check_places("school", open_now, settings)
        open_now.append("school")


def test_one_address_cannot_take_all_places() -> None:
    settings = Settings(max_connections=10)
    check_places("hog", ["hog"] * 4, settings)
    with pytest.raises(Refusal, match="5 connections of this address"):
        check_places("hog", ["hog"] * 5, settings)
    check_places("other", ["hog"] * 5, settings)
    with pytest.raises(Refusal, match="10 connections already"):
        check_places("other", ["hog"] * 5 + ["other"] * 5, settings)


@pytest.mark.parametrize("kind", ["request", "handshake"])
def test_what_is_over_the_rate_is_refused_and_other_addresses_come_in(kind: str) -> None:
    clock = Clock()
    door = Doorkeeper(Settings(requests_per_second=3, handshakes_per_second=3), clock)
    asks = getattr(door, kind)
    assert admitted(asks, "hog", 100) == 3 * BURST_SECONDS
    assert admitted(asks, "other", 5) == 5
    clock.now += 2
    assert admitted(asks, "hog", 100) == 6


def test_of_many_addresses_few_are_remembered() -> None:
    clock = Clock()
    rates = Rates(1, clock, remembered=50)
    for number in range(1000):
        assert rates.admits(str(number))
    assert len(rates) <= 50
    assert sum(rates.admits("one of many") for _ in range(20)) == BURST_SECONDS
    clock.now += 60
    for _ in range(100):
        rates.admits("the only one")
    assert len(rates) == 1


def test_a_share_is_at_least_one_place() -> None:
    assert Settings(address_share=0.01).for_one_address(10) == 1
    assert Settings(address_share=1).for_one_address(10) == 10


def scope(client: str | None, kind: str = "http", **headers: str) -> dict[str, Any]:
    return {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "client": client and (client, 1234),
        "headers": [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()],
    }


def told_by(trusted: str, given: dict[str, Any]) -> tuple[str, str]:
    """Whom a request is counted to and its scheme, where these proxies are trusted."""
    proxies = Proxies(Settings(proxies=trusted).proxies)
    resolved = proxies.resolved(given, Headers(scope=given))
    return party(resolved), resolved["scheme"]


FORWARDED = {"x_forwarded_for": "203.0.113.9", "x_forwarded_proto": "https"}


def test_nobody_is_believed_unless_told() -> None:
    assert told_by("", scope("127.0.0.1", **FORWARDED)) == ("127.0.0.1", "http")
    assert told_by("10.0.0.0/8", scope("192.0.2.1", **FORWARDED)) == ("192.0.2.1", "http")


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.66, 203.0.113.9", "203.0.113.9"),  # the left one is what the client wrote itself
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("203.0.113.9, 10.1.2.3,10.4.5.6", "203.0.113.9"),
        ("10.1.2.3", "10.1.2.3"),
        ("203.0.113.9:5123", "203.0.113.9"),
        ("[2001:db8:1:2::9]:5123", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
        ("203.0.113.9, nonsense", "127.0.0.1"),
        ("203.0.113.9, nonsense, 10.1.2.3", "10.1.2.3"),
        ("1" * 5000, "127.0.0.1"),
    ],
)
def test_of_a_chain_of_proxies_the_nearest_that_is_not_trusted_is_the_client(chain: str, client: str) -> None:
    given = scope("127.0.0.1", x_forwarded_for=chain, x_forwarded_proto="https")
    assert told_by("10.0.0.0/8,127.0.0.1", given) == (client, "https")


def test_a_chain_may_stand_in_several_headers() -> None:
    given = scope("127.0.0.1")
    given["headers"] = [(b"x-forwarded-for", b"198.51.100.66"), (b"x-forwarded-for", b"203.0.113.9")]
    assert told_by("127.0.0.1", given)[0] == "203.0.113.9"


@pytest.mark.parametrize(
    ("kind", "told", "scheme"),
    [
        ("http", "https", "https"),
        ("http", "HTTPS", "https"),
        ("http", "http", "http"),
        ("http", "http, https", "https"),
        ("http", "javascript", "http"),
        ("websocket", "https", "wss"),
        ("websocket", "http", "ws"),
    ],
)
def test_the_scheme_is_the_one_the_nearest_proxy_tells(kind: str, told: str, scheme: str) -> None:
    given = scope("::1", kind, x_forwarded_for="203.0.113.9", x_forwarded_proto=told)
    assert told_by("::1", given)[1] == scheme


def test_what_has_no_address_is_one_party() -> None:
    assert party(scope(None)) == party(scope("a socket's path")) == UNKNOWN
    assert not is_loopback(scope(None))
    assert is_loopback(scope("::ffff:127.0.0.1"))


@pytest.mark.parametrize("wrong", ["10.0.0.0/40", "proxy.example", "10.0.0.1/8", "*"])
def test_a_proxy_that_is_no_address_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ValidationError, match=r"an address or a network such as 127\.0\.0\.1"):
        Settings(proxies=wrong)
