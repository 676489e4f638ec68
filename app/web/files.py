"""Where are the weights that a request starts from? On this server's shelf, or that of all servers."""

from __future__ import annotations

from typing import Protocol

from app.runner import Runner
from app.spec import Request


class Files(Protocol):
    """Checkpoint files, wherever they are."""

    async def bring(self, request: Request) -> None:
        """Have the files that a request starts from on this server's shelf, where they are anywhere."""

    async def find(self, id: str) -> bytes | None:
        """The file of that id; None where it is nowhere (any more)."""

    async def sent(self) -> None:
        """Wait until others can find what has been put on the shelf so far, though not for long."""


class OwnFiles:
    """The shelf of this server alone."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def bring(self, request: Request) -> None:
        pass

    async def find(self, id: str) -> bytes | None:
        return self._runner.shelf.get(id)

    async def sent(self) -> None:
        pass
