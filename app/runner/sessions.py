"""Whose work is it? A session is one client's; an address may have many of them."""

from __future__ import annotations

_BETWEEN = " "


def session_of(address: str, name: str = "") -> str:
    """The session of that name at an address."""
    return f"{address}{_BETWEEN}{name}"


def address_of(session: str) -> str:
    """The address whose session it is."""
    return session.partition(_BETWEEN)[0]
