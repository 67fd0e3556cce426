"""Which hosts and web origins may be addressed: keeps DNS rebinding away from a local server."""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address without brackets, is this computer and nobody else's."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Gate:
    hosts: frozenset[str]
    origins: frozenset[str]

    @classmethod
    def open_to(cls, hosts: Collection[str], origins: Collection[str] = ()) -> "Gate":
        """Open to the loopback names and `hosts`, on any port, and to pages of `origins`."""
        return cls(
            hosts=LOOPBACK | {name for name in map(_name, hosts) if name},
            origins=frozenset(origin.strip().lower().rstrip("/") for origin in origins),
        )

    def knows_host(self, host: str | None) -> bool:
        """Whether a `Host` header names us; a missing one does not."""
        return host is not None and _name(host) in self.hosts

    def trusts_origin(self, origin: str | None) -> bool:
        """Whether an `Origin` header, which only browsers send, is a page of ours. "null" is not."""
        if origin is None:
            return True
        text = origin.strip().lower()
        if text.rstrip("/") in self.origins:
            return True
        try:
            parts = urlsplit(text)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.hostname in self.hosts


def _name(host: str) -> str:
    """`host` without port, brackets and case; empty, which nothing allows, when malformed."""
    try:
        return urlsplit(f"//{host.strip().lower()}").hostname or ""
    except ValueError:
        return ""
