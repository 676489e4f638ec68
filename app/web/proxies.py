"""Who asks, when proxies that are trusted stand between: the address and the scheme that they tell."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import Scope

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

UNKNOWN = "unknown"
SCHEMES = ("http", "https")
ONE_HOME = 64  # bits of an IPv6 address that name a home or a school; the rest is free for it to choose


class Proxies:
    """The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; all others' are not."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self._trusted: tuple[Network, ...] = tuple(map(ipaddress.ip_network, trusted))

    def resolved(self, scope: Scope, headers: Headers) -> Scope:
        """The scope with the client and the scheme that the proxies tell, if it comes from one of them."""
        peer = _read((scope.get("client") or ("",))[0])
        if peer is None or not self._trusts(peer):
            return scope
        changed = {**scope, "client": (str(self._client(peer, headers)), 0)}
        scheme = _last(headers, "x-forwarded-proto").lower()
        if scheme in SCHEMES:
            secure = scheme == "https"
            plain = "ws" if scope["type"] == "websocket" else "http"
            changed["scheme"] = f"{plain}s" if secure else plain
        return changed

    def _client(self, peer: Address, headers: Headers) -> Address:
        """The nearest one of the chain that is no trusted proxy: what stands left of it anybody can write."""
        nearest = peer
        for given in reversed(",".join(headers.getlist("x-forwarded-for")).split(",")):
            address = _read(_without_port(given.strip()))
            if address is None:
                break
            nearest = address
            if not self._trusts(address):
                break
        return nearest

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def party(scope: Scope) -> str:
    """Whom the limits for each address count a request to; of IPv6, all addresses of one network are one."""
    address = _read((scope.get("client") or ("",))[0])
    if address is None:
        return UNKNOWN
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, ONE_HOME), strict=False))


def is_loopback(scope: Scope) -> bool:
    """Whether a request was made on this machine, through trusted proxies or without one."""
    address = _read((scope.get("client") or ("",))[0])
    return address is not None and address.is_loopback


def _last(headers: Headers, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()


def _without_port(given: str) -> str:
    if given.startswith("["):
        return given[1:].partition("]")[0]
    host, colon, _ = given.partition(":")
    return host if colon and given.count(":") == 1 else given


def _read(given: str) -> Address | None:
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
