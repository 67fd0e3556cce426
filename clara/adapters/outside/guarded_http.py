"""One request to an address that somebody else named: to a public host only, never redirected,
bounded in time and size."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from clara.adapters.outside.addresses import Address, Resolve
from clara.version import VERSION

if TYPE_CHECKING:
    import httpx

_MOST_TRIED = 3


class NotAnswered(Exception):
    """Nothing was answered. The reason is for the log and, of a webhook, for its own company: to a
    stranger who named the address it would tell what our network reaches."""


class Answered(Struct, frozen=True, kw_only=True):
    """Header names are in lower case; `body` is None where more came than was to be read."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class GuardedHttp:
    """Connects straight to an address that was checked, so that a name can't be resolved to another
    one in between; a certificate is still checked for the name. Proxies are not used: they would
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

    async def get(self, url: str, accept: str, most_bytes: int) -> Answered:
        """What `url`, which names a host, answers. Raises `NotAnswered`."""
        return await self._ask("GET", url, {"accept": accept}, None, most_bytes)

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, most_bytes: int
    ) -> Answered:
        """What `url` answers to `body`. Raises `NotAnswered`, also where it may have arrived."""
        return await self._ask("POST", url, headers, body, most_bytes)

    async def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        most_bytes: int,
    ) -> Answered:
        # In a thread: the first one imports httpx and reads the trusted certificates.
        tls = await asyncio.to_thread(trusted) if self._tls is None else self._tls
        import httpx  # noqa: PLC0415 - servers that ask nobody do without it

        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                # Without the environment's proxies.
                httpx.AsyncClient(
                    verify=tls, trust_env=False, timeout=self._timeout_seconds
                ) as client,
                self._opened(client, method, httpx.URL(url), headers, body) as response,
            ):
                return Answered(
                    status=response.status_code,
                    headers=response.headers,
                    body=await _bounded(response, most_bytes),
                )
        except TimeoutError:
            raise NotAnswered("it took too long") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise NotAnswered(type(error).__name__) from None

    @asynccontextmanager
    async def _opened(
        self,
        client: "httpx.AsyncClient",
        method: str,
        url: "httpx.URL",
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> "AsyncIterator[httpx.Response]":
        """The answer of the first of the host's addresses that can be connected to."""
        import httpx  # noqa: PLC0415 - as above

        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = await self._resolve(url.host, port)
        if not addresses or not all(map(self._allows, addresses)):
            raise NotAnswered("not a public address")
        own = {
            "host": urlsplit(str(url)).netloc,
            # A few compressed bytes could unpack into anything.
            "accept-encoding": "identity",
            "user-agent": f"clara/{VERSION}",
        }
        for number, address in enumerate(addresses[:_MOST_TRIED], start=1):
            request = client.build_request(
                method,
                url.copy_with(host=str(address)),
                headers={**headers, **own},
                content=body,
                extensions={"sni_hostname": url.host},
            )
            try:
                response = await client.send(request, stream=True, follow_redirects=False)
            except httpx.ConnectError:
                if number == min(len(addresses), _MOST_TRIED):
                    raise
                continue
            try:
                yield response
            finally:
                await response.aclose()
            return


async def _bounded(response: "httpx.Response", most_bytes: int) -> bytes | None:
    body = bytearray()
    # Raw: what was compressed although we asked not to is never unpacked, and reads as nonsense.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > most_bytes:
            return None
    return bytes(body)


@cache
def trusted() -> ssl.SSLContext:
    """The usual authorities. Read once: their certificates take tens of milliseconds."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.create_ssl_context()
