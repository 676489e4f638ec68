"""What do servers side by side share? Nothing, or through Redis how comparisons stand, and checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.runner import Runner
from app.settings import Settings
from app.web.files import Files, OwnFiles
from app.web.ledger import Ledger
from app.web.memory import OwnMemory

if TYPE_CHECKING:
    from app.web.redis import Link, SharedFiles

# Of the time for which a document is remembered: after this share it is kept anew while its client is here.
REFRESHED_AFTER = 0.5


@dataclass(frozen=True, slots=True)
class Sharing:
    """The ledger and the files of one server; `link` leads to what others share with it, if they do."""

    ledger: Ledger
    files: Files
    link: Link | None = None
    shared: SharedFiles | None = None

    async def reachable(self) -> bool:
        """Whether what is shared can be reached now; also where nothing is."""
        return self.link is None or await self.link.answers()

    def start(self) -> None:
        """Begin to hand on what is put on the shelf."""
        if self.shared is not None:
            self.shared.start()

    async def stop(self) -> None:
        """Hand on no more."""
        if self.shared is not None:
            await self.shared.stop()
        if self.link is not None:
            await self.link.close()


def sharing_of(limits: Settings, runner: Runner) -> Sharing:
    """What the settings say."""
    lasting = limits.resume_seconds * (1 + REFRESHED_AFTER)
    url = limits.redis.get_secret_value()
    if not url:
        return Sharing(Ledger(OwnMemory(limits.max_remembered, lasting)), OwnFiles(runner))
    from app.web.redis import Link, RedisMemory, SharedFiles

    link = Link(url)
    shared = SharedFiles(link, runner, limits)
    return Sharing(Ledger(RedisMemory(link, lasting)), shared, link, shared)
