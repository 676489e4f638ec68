"""How do comparisons stand? Kept by unguessable tokens, so that who lost a connection can go on."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakValueDictionary

from app.errors import Refusal
from app.messages import dump
from app.sentences import told
from app.spec import Comparison, read_json, read_request, wire
from app.web.memory import Memory, Unreachable

TOKEN_BYTES = 24
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")  # those bytes, safe in an address
KEPT_OF_ONE_CLIENT = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """A comparison with all that was changed on its way, and whether it rests."""

    comparison: Comparison
    paused: bool


class Holder(Protocol):
    """Who works on a comparison now."""

    def yield_up(self, token: str) -> None:
        """Leave it to somebody else."""


class Ledger:
    """What this server remembers of its clients' comparisons."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._holders: WeakValueDictionary[str, Holder] = WeakValueDictionary()

    async def keep(self, token: str, standing: Standing) -> None:
        """Remember how a comparison stands."""
        document = {"comparison": wire(standing.comparison), "paused": standing.paused}
        await self._memory.keep(token, dump(document))

    async def recall(self, token: str) -> Standing:
        """How the comparison of that token stands; a `Refusal` where nobody knows."""
        try:
            document = await self._memory.recall(token)
        except Unreachable:
            message = told(
                "what is remembered of comparisons cannot be reached now; ask for the comparison again"
            )
            raise unknown(message) from None
        if document is None:
            raise unknown()
        return _read(document)

    async def forget(self, token: str) -> None:
        """Remember a comparison no longer."""
        await self._memory.forget(token)

    def hand_over(self, token: str, holder: Holder) -> None:
        """From now on `holder` works on it; who did before, on a connection that only seems alive, stops."""
        former = self._holders.get(token)
        self._holders[token] = holder
        if former is not None and former is not holder:
            former.yield_up(token)


class Share:
    """One client's part of the ledger: it remembers few comparisons, the last it has touched."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._tokens: OrderedDict[str, None] = OrderedDict()

    def new_token(self) -> str:
        """A token that nobody can guess."""
        return secrets.token_urlsafe(TOKEN_BYTES)

    def holds(self, token: str) -> bool:
        """Whether it is among the last."""
        return token in self._tokens

    async def keep(self, token: str, standing: Standing) -> None:
        """Remember how a comparison stands."""
        self._tokens[token] = None
        self._tokens.move_to_end(token)
        await self._ledger.keep(token, standing)
        while len(self._tokens) > KEPT_OF_ONE_CLIENT:
            oldest, _ = self._tokens.popitem(last=False)
            await self._ledger.forget(oldest)

    async def take(self, token: str, holder: Holder) -> Standing:
        """How a comparison stands that `holder` goes on with; otherwise a `Refusal`."""
        standing = await self._ledger.recall(token)
        self._ledger.hand_over(token, holder)
        return standing

    def hold(self, token: str, holder: Holder) -> None:
        """`holder` works on the comparison of a new token."""
        self._ledger.hand_over(token, holder)


def unknown(message: str | None = None) -> Refusal:
    """Nobody here can go on with it."""
    message = message or told(
        "this comparison is not remembered here (any more), ask for it again; "
        "servers side by side share what they remember when THALWEG_REDIS is set"
    )
    return Refusal("unknown_comparison", message, "token", 404)


def _read(document: bytes) -> Standing:
    """A document that may have been changed elsewhere, read as strictly as a client's."""
    try:
        held: Any = read_json(document)
        if not isinstance(held, dict) or not isinstance(held.get("paused"), bool):
            raise unknown()
        return Standing(read_request("compare", held.get("comparison")), held["paused"])
    except Refusal:
        raise unknown() from None
