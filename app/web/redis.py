"""A Redis that servers share; it may be away at any time, and then everything else goes on."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.errors import Refusal
from app.runner import Runner
from app.settings import Settings
from app.spec import Request, checkpoints_of, read_checkpoint
from app.web.memory import Unreachable

log = logging.getLogger(__name__)

DOCUMENT_SECONDS = 0.5
FILE_SECONDS = 5.0
AWAY_SECONDS = 2.0  # so long after a failure nobody waits for another one
SENT_SECONDS = 1.0
COMPARISONS = "thalweg:comparison:"
FILES = "thalweg:checkpoint:"

Answer = TypeVar("Answer")
Question = Callable[[Redis], Awaitable[Answer]]


class Link:
    """The way to one Redis; after a failure it is not tried again for a while."""

    def __init__(self, url: str) -> None:
        # The one retry is for connections that Redis has closed since.
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=DOCUMENT_SECONDS,
            socket_timeout=FILE_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._away_until = 0.0

    async def ask(self, question: Question[Answer], seconds: float = DOCUMENT_SECONDS) -> Answer:
        """What Redis says in time; raises `Unreachable`."""
        if time.monotonic() < self._away_until:
            raise Unreachable
        try:
            async with asyncio.timeout(seconds):
                return await question(self._redis)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("what servers share cannot be reached: %s", type(error).__name__)
            self._away_until = time.monotonic() + AWAY_SECONDS
            raise Unreachable from error

    async def answers(self) -> bool:
        """Whether it can be reached now."""
        try:
            await self.ask(lambda redis: redis.get(f"{COMPARISONS}none"))
        except Unreachable:
            return False
        return True

    async def close(self) -> None:
        """Leave it."""
        await self._redis.aclose()


class RedisMemory:
    """Documents in Redis, each for `seconds`."""

    def __init__(self, link: Link, seconds: float) -> None:
        self._link = link
        self._milliseconds = max(1, round(seconds * 1000))

    async def keep(self, key: str, document: bytes) -> None:
        await self._attempt(lambda redis: redis.set(COMPARISONS + key, document, px=self._milliseconds))

    async def recall(self, key: str) -> bytes | None:
        return _bytes(await self._link.ask(lambda redis: redis.get(COMPARISONS + key)))

    async def forget(self, key: str) -> None:
        await self._attempt(lambda redis: redis.delete(COMPARISONS + key))

    async def _attempt(self, question: Question[object]) -> None:
        # Where that cannot be, who comes back is told that it is not remembered.
        with suppress(Unreachable):
            await self._link.ask(question)


class SharedFiles:
    """The shelf of this server, and behind it the files of all, by the SHA-256 that is checked on reading."""

    def __init__(self, link: Link, runner: Runner, limits: Settings) -> None:
        self._link = link
        self._runner = runner
        self._seconds = round(limits.shared_seconds)
        self._most = limits.checkpoint_megabytes << 20
        self._coming: set[str] = set()  # from the others: they have it already
        self._leaving: asyncio.Queue[str] = asyncio.Queue()
        self._sender: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Hand on every file that is put on the shelf from now on."""
        self._runner.shelf.on_new = self._note
        self._sender = asyncio.create_task(self._send_all())

    async def stop(self) -> None:
        """Hand on no more."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    async def bring(self, request: Request) -> None:
        for id in checkpoints_of(request):
            await self.find(id)

    async def find(self, id: str) -> bytes | None:
        file = self._runner.shelf.get(id)
        if file is None:
            file = await self._fetch(id)
        return file

    async def sent(self) -> None:
        try:
            async with asyncio.timeout(SENT_SECONDS):
                await self._leaving.join()
        except TimeoutError:
            pass  # it follows, and others find it then

    def _note(self, id: str) -> None:
        if id not in self._coming:
            self._leaving.put_nowait(id)

    async def _send_all(self) -> None:
        while True:
            id = await self._leaving.get()
            try:
                await self._send(id)
            finally:
                self._leaving.task_done()

    async def _send(self, id: str) -> None:
        file = self._runner.shelf.get(id)
        if file is None:
            return
        with suppress(Unreachable):
            await self._link.ask(lambda redis: redis.set(FILES + id, file, ex=self._seconds), FILE_SECONDS)

    async def _fetch(self, id: str) -> bytes | None:
        try:
            size = await self._link.ask(lambda redis: redis.strlen(FILES + id))
            if not 0 < size <= self._most:
                return None
            found = await self._link.ask(
                lambda redis: redis.getex(FILES + id, ex=self._seconds), FILE_SECONDS
            )
        except Unreachable:
            return None
        file = _bytes(found)
        if file is None or not await asyncio.to_thread(_is_sound, id, file):
            return None
        self._coming.add(id)
        self._runner.shelf.put(id, file)
        self._coming.discard(id)
        return file


def _bytes(answer: bytes | str | None) -> bytes | None:
    """What Redis was given; the client could be told to decode it, and is not."""
    return answer.encode() if isinstance(answer, str) else answer


def _is_sound(id: str, file: bytes) -> bool:
    """Whether it is the file of that id, and one that could have been uploaded here."""
    if hashlib.sha256(file).hexdigest() != id:
        log.warning("a shared checkpoint is not what its name says, and was left alone")
        return False
    try:
        read_checkpoint(file)
    except Refusal:
        return False
    return True
