"""How much one address may take: rates, places and shares, without any knowledge of requests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import islice

from app.errors import Refusal
from app.sentences import told
from app.settings import Settings

Clock = Callable[[], float]

BURST_SECONDS = 10  # a class of hundreds behind one address opens its pages within moments
REMEMBERED_ADDRESSES = 10_000
WORTH_A_REST_SECONDS = 0.01


class Rate:
    """A bucket that holds some seconds' worth of events and fills at their rate."""

    def __init__(self, per_second: int, seconds: float = 1.0, clock: Clock = time.monotonic) -> None:
        self._per_second = per_second
        self._most = per_second * seconds
        self._left = self._most
        self._clock = clock
        self._at = clock()

    def admits(self) -> bool:
        """Whether one more event is within the rate."""
        self._fill()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    @property
    def full(self) -> bool:
        """Whether nothing of the past counts any more."""
        self._fill()
        return self._left == self._most

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now


class Pace:
    """Who sends much to be checked waits, so that others do not: reading one has a share of the time."""

    def __init__(self, share: float) -> None:
        self._rest = 1 / share - 1
        self._owed = 0.0

    async def after(self, spent: float) -> None:
        """Rest for what reading a message has cost, in seconds of the processor, on a busy machine too."""
        self._owed += spent * self._rest
        # Not for each trifle: a flood would be read so slowly that it is none.
        due = self._owed if self._owed >= WORTH_A_REST_SECONDS else 0.0
        self._owed -= due
        await asyncio.sleep(due)


class Rates:
    """One bucket for each address; only those are remembered that have asked for something lately."""

    def __init__(
        self, per_second: int, clock: Clock = time.monotonic, remembered: int = REMEMBERED_ADDRESSES
    ) -> None:
        self._per_second = per_second
        self._clock = clock
        self._remembered = remembered
        self._rates: dict[str, Rate] = {}  # in the order of their last event

    def __len__(self) -> int:
        return len(self._rates)

    def admits(self, address: str) -> bool:
        """Whether one more event of this address is within its rate."""
        rate = self._rates.pop(address, None) or Rate(self._per_second, BURST_SECONDS, self._clock)
        admitted = rate.admits()
        self._rates[address] = rate
        self._forget()
        return admitted

    def _forget(self) -> None:
        """Let go of those that were silent for longest, faster than new ones come."""
        for oldest in list(islice(self._rates, 2)):
            if len(self._rates) > self._remembered or self._rates[oldest].full:
                del self._rates[oldest]


class Doorkeeper:
    """Holds each address to its rates of requests that cost work and of WebSockets that it opens."""

    def __init__(self, settings: Settings, clock: Clock = time.monotonic) -> None:
        self._requests = Rates(settings.requests_per_second, clock)
        self._handshakes = Rates(settings.handshakes_per_second, clock)
        self._settings = settings

    def request(self, address: str) -> None:
        """Admit a request, or raise a `Refusal`."""
        if not self._requests.admits(address):
            message = told(
                "expected at most {limit} requests a second from one address; try again in a second",
                limit=self._settings.requests_per_second,
            )
            raise Refusal("busy", message, None, 429)

    def handshake(self, address: str) -> None:
        """Admit a WebSocket's opening, or raise a `Refusal`."""
        if not self._handshakes.admits(address):
            message = told(
                "expected at most {limit} new connections a second from one address; try again in a second",
                limit=self._settings.handshakes_per_second,
            )
            raise Refusal("busy", message, None, 429)


def check_places(address: str, taken: list[str], settings: Settings) -> None:
    """Refuse one more WebSocket of `address` where that is too many; `taken` are whose are open."""
    if len(taken) >= settings.max_connections:
        message = told(
            "the server holds {connections} connections already; try again later", connections=len(taken)
        )
        raise Refusal("busy", message, None, 429)
    most = settings.for_one_address(settings.max_connections)
    if taken.count(address) >= most:
        message = told(
            "the server holds {most} connections of this address already, its share; try again later",
            most=most,
        )
        raise Refusal("busy", message, None, 429)
