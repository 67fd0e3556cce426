"""Where a request comes from, when proxies stand in between.

Only a proxy that the operator named is believed: anyone can send `X-Forwarded-For`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from clara.adapters.gateway.dispatcher import ASGIApp, Receive, Scope, Send
from clara.domain.errors import Invalid

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

_MOST_HOPS = 20
"""Proxies looked at, from the nearest on: a header of many thousands costs nothing."""


def behind_proxies(app: ASGIApp, trusted: Sequence[str]) -> ASGIApp:
    """`app`, told the client's address by `trusted` proxies (addresses and CIDR networks); bare
    when there are none. Raises `invalid_settings`."""
    return Proxied(app, networks(trusted)) if trusted else app


def networks(trusted: Sequence[str]) -> Networks:
    """Addresses and CIDR networks, parsed. Raises `invalid_settings`."""
    try:
        return tuple(ip_network(one) for one in trusted)
    except ValueError as error:
        raise Invalid(
            "invalid_settings", f"CLARA_TRUSTED_PROXIES takes addresses and networks: {error}."
        ) from error


@dataclass(frozen=True, slots=True)
class Proxied:
    """Puts the right-most address that is no trusted proxy's into the scope as the client, and the
    scheme that the nearest proxy saw. Its port is 0: a proxy does not tell it."""

    app: ASGIApp
    trusted: Networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            peer = _address(scope["client"][0]) if scope.get("client") else None
            if peer is not None and self._trusts(peer):
                scope = self._as_forwarded(scope, peer)
        await self.app(scope, receive, send)

    def _as_forwarded(self, scope: Scope, peer: Address) -> Scope:
        forwarded = {**scope, "client": (str(self._client(scope, peer)), 0)}
        schemes = _values(scope, b"x-forwarded-proto")
        if schemes and schemes[-1].lower() in ("http", "https"):
            forwarded["scheme"] = schemes[-1].lower()
        return forwarded

    def _client(self, scope: Scope, peer: Address) -> Address:
        """Nearest first, as far as proxies are trusted: what stands further left was written by
        somebody who is not. At what is no address, the last hop that was one is the source."""
        nearest = peer
        for text in reversed(_values(scope, b"x-forwarded-for")[-_MOST_HOPS:]):
            address = _address(text)
            if address is None:
                return nearest
            nearest = address
            if not self._trusts(address):
                return nearest
        return nearest

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


def _values(scope: Scope, name: bytes) -> list[str]:
    """Of all headers of that name, in the order in which they came (RFC 9110, 5.3)."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    found = [value.decode("latin-1") for key, value in headers if key == name]
    return [one.strip() for one in ",".join(found).split(",")] if found else []


def _address(text: str) -> Address | None:
    """`192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`, as proxies write them;
    None for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed
