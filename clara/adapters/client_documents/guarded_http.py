"""One request to an address that a stranger named: to a public host only, encrypted, never
redirected, bounded in time and size."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from clara.adapters.client_documents.addresses import Address, Resolve
from clara.version import VERSION

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 5 * 1024
"""What the draft recommends (draft-ietf-oauth-client-id-metadata-document-02, 8.7)."""
_MOST_TRIED = 3


class Unreadable(Exception):
    """Nothing was read. The reason is for the log and goes no further: to whoever named the address
    it would tell what our network reaches."""


class Read(Struct, frozen=True, kw_only=True):
    """A document as it was answered; header names are in lower case."""

    headers: Mapping[str, str]
    body: bytes


class GuardedHttp:
    """Connects straight to an address that was checked, so that a name can't be resolved to another
    one in between; the certificate is still checked for the name. Proxies are not used: they would
    resolve it again."""

    def __init__(
        self,
        resolve: Resolve,
        allows: Callable[[Address], bool],
        tls: ssl.SSLContext | None,
        timeout_seconds: float,
    ) -> None:
        self._resolve, self._allows = resolve, allows
        self._tls, self._timeout_seconds = tls, timeout_seconds

    async def get(self, url: str) -> Read:
        """The JSON document at `url`, which is https and names a host. Raises `Unreadable`."""
        # In a thread: the first one imports httpx and reads the trusted certificates.
        tls = await asyncio.to_thread(trusted) if self._tls is None else self._tls
        import httpx  # noqa: PLC0415 - servers that read no documents do without it

        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                # Without the environment's proxies.
                httpx.AsyncClient(verify=tls, trust_env=False) as client,
            ):
                return await self._first(client, httpx.URL(url))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise Unreadable(type(error).__name__) from None

    async def _first(self, client: "httpx.AsyncClient", url: "httpx.URL") -> Read:
        """From the first of the host's addresses that answers."""
        import httpx  # noqa: PLC0415 - as above

        addresses = await self._resolve(url.host, url.port or 443)
        if not addresses or not all(map(self._allows, addresses)):
            raise Unreadable("not a public address")
        for address in addresses[:_MOST_TRIED]:
            try:
                return await _ask(client, url, address)
            except httpx.ConnectError as error:
                refused = error
        raise refused


async def _ask(client: "httpx.AsyncClient", url: "httpx.URL", address: Address) -> Read:
    headers = {
        "host": urlsplit(str(url)).netloc,
        "accept": "application/json",
        # A few compressed bytes could unpack into anything.
        "accept-encoding": "identity",
        "user-agent": f"clara/{VERSION}",
    }
    asking = client.stream(
        "GET",
        url.copy_with(host=str(address)),
        headers=headers,
        follow_redirects=False,
        extensions={"sni_hostname": url.host},
    )
    async with asking as response:
        if response.status_code != 200:
            raise Unreadable(f"status {response.status_code}")
        if not _is_json(response.headers.get("content-type", "")):
            raise Unreadable("not JSON")
        return Read(headers=response.headers, body=await _bounded(response))


async def _bounded(response: "httpx.Response") -> bytes:
    body = bytearray()
    # Raw: what was compressed although we asked not to is never unpacked, and reads as nonsense.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_BYTES:
            raise Unreadable("too long")
    return bytes(body)


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )


@cache
def trusted() -> ssl.SSLContext:
    """The usual authorities. Read once: their certificates take tens of milliseconds."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.create_ssl_context()
