"""Which addresses of the network a stranger may send us to: public ones (RFC 6890)."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
"""The addresses of a host, the best first. Raises `OSError` when there are none."""

_GLOBAL_UNICAST = ip_network("2000::/3")
# Global by their form, but they lead on: to an IPv4 address that they hold, to whichever relay is
# near, or nowhere.
_DETOURS = (
    ip_network("2002::/16"),  # 6to4 (RFC 3056)
    ip_network("192.88.99.0/24"),  # 6to4 relays (RFC 7526)
    ip_network("3fff::/20"),  # documentation (RFC 9637)
)


def is_public(address: Address) -> bool:
    """Whether it is a host's own, of the open internet: neither loopback, private, link-local,
    shared, multicast or reserved, nor IPv4 in disguise."""
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return False
    is_detour = any(address in network for network in _DETOURS)
    return address.is_global and not (address.is_multicast or address.is_reserved or is_detour)


async def resolve(host: str, port: int) -> Sequence[Address]:
    """By the system's resolver, in its order (RFC 6724)."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(where[0]) for *_, where in found))
