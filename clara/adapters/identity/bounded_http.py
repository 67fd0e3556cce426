"""Requests to the provider: bounded in time and size, encrypted, and never redirected."""

import asyncio
import ipaddress
import logging
import ssl
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from clara.adapters.identity.failures import unavailable
from clara.adapters.observing.watch import calling

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 5.0
MAX_BYTES = 256 * 1024

Clients = Callable[[], "httpx.AsyncClient"]
"""Makes the client of one request."""

_log = logging.getLogger("clara.identity")


class Answer(Struct, frozen=True, kw_only=True):
    """What the provider answered; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Answer(status={self.status!r})"


class BoundedHttp:
    """Asks one provider. An answer that is late, longer than 256 KiB or compressed counts as none:
    `google_unavailable`. A redirect is an answer like any other."""

    def __init__(self, clients: Clients, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._clients, self._timeout_seconds = clients, timeout_seconds

    async def get(self, url: str) -> Answer:
        return await self._ask("GET", url, {}, None)

    async def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        return await self._ask("POST", url, headers, form)

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> Answer:
        # In a thread: the first one imports httpx and reads the trusted certificates.
        client = await asyncio.to_thread(self._clients)
        import httpx  # noqa: PLC0415 - commands and servers without Google do without it

        # A few compressed bytes could unpack into anything.
        plain = {"accept": "application/json", "accept-encoding": "identity", **headers}
        try:
            # httpx limits each pause only; a provider that trickles would hold us forever.
            with calling("google") as call:
                async with (
                    asyncio.timeout(self._timeout_seconds),
                    client,
                    client.stream(
                        method, url, headers=plain, data=form, follow_redirects=False
                    ) as response,
                ):
                    call.answered(response.status_code)
                    return await _bounded(response)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            # Only the kind: an error's text may hold the request's address.
            _log.warning("the provider did not answer: %s", type(error).__name__)
            raise unavailable() from None


async def _bounded(response: "httpx.Response") -> Answer:
    body = bytearray()
    # Raw: what was compressed although we asked not to is never unpacked, and reads as nonsense.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("too long")
    return Answer(status=response.status_code, headers=response.headers, body=bytes(body))


def encrypted_clients() -> "httpx.AsyncClient":
    """A client that trusts the usual authorities, and uses the proxy of HTTPS_PROXY if there is
    one."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.AsyncClient(verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: the authorities' certificates take tens of milliseconds."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.create_ssl_context()


def is_acceptable(url: str, *, on_loopback: bool) -> bool:
    """Whether secrets may be sent to `url`: https, or plain http `on_loopback`; a host, nobody's
    name or password, no fragment."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_clean = url.isascii() and url.isprintable() and " " not in url
    is_bare = "@" not in parts.netloc and not parts.fragment
    is_private = parts.scheme == "https" or (
        parts.scheme == "http" and on_loopback and is_loopback(url)
    )
    return named and is_clean and is_bare and is_private


def is_loopback(url: str) -> bool:
    """Whether `url` names this machine: `localhost`, 127.0.0.0/8 or ::1 (RFC 8252, 7.3)."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
