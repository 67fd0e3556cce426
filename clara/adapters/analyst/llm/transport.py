"""How a model's server is spoken to: bounded in time and size, never redirected.

Imported where a model is asked, and not before: it takes a second.
"""

import ipaddress
import ssl
from collections.abc import AsyncIterator
from functools import cache

import httpx2

from clara.adapters.analyst.llm.choice import Choice

MAX_BYTES = 512 * 1024
_CONNECT_SECONDS = 3.0


class TooLong(Exception):
    """An answer longer than a plan can be, or packed."""


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > MAX_BYTES:
                raise TooLong
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    # A few compressed bytes could unpack into anything, and we asked for plain ones.
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooLong
    assert isinstance(response.stream, httpx2.AsyncByteStream), "an asynchronous client's"
    response.stream = _Bounded(response.stream)


def client_of(choice: Choice, seconds: float) -> httpx2.AsyncClient:
    """A client for one run. It uses HTTPS_PROXY if there is one, but not for this machine."""
    return httpx2.AsyncClient(
        verify=trusted(),
        timeout=httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
        headers={"accept-encoding": "identity"},
        follow_redirects=False,
        trust_env=not _is_here(choice.host),
        event_hooks={"response": [_bound]},
    )


@cache
def trusted() -> ssl.SSLContext:
    """Read once: the authorities' certificates take tens of milliseconds."""
    return httpx2.create_ssl_context()


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
