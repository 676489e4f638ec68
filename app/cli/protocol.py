"""HTTP for strangers: a connection says what it wants in time, or it is closed."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


def in_time(head_seconds: float, send_seconds: float) -> type[H11Protocol]:
    """Uvicorn's protocol with a deadline for each request's head, the first one's from the connection on.

    A client that has not taken the last answer by then gets `send_seconds` more for what is left of it.
    """

    class InTime(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._expect_head()

        def data_received(self, data: bytes) -> None:
            former = self.cycle
            super().data_received(data)
            self._head_may_be_here(former)

        def on_response_complete(self) -> None:
            former = self.cycle
            self._expect_head()
            super().on_response_complete()
            self._head_may_be_here(former)  # of a request that was sent before this answer

        def handle_websocket_upgrade(self, event: h11.Request) -> None:
            self._stop_expecting()
            super().handle_websocket_upgrade(event)

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_expecting()
            super().connection_lost(exc)

        def _head_may_be_here(self, former: object) -> None:
            if self.cycle is not former:
                self._stop_expecting()

        def _expect_head(self) -> None:
            self._stop_expecting()
            self._deadline = self.loop.call_later(head_seconds, self._too_late)

        def _stop_expecting(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _too_late(self) -> None:
            self._deadline = self.loop.call_later(send_seconds, self.transport.abort)
            self.transport.close()

    return InTime
