"""The address of a deployment, and how it is asked."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx
import msgspec

from clara.adapters.mcp.gate import is_loopback
from clara.adapters.mcp.handshakes.finding import Broken
from clara.adapters.mcp.handshakes.unreachable import unreachable
from clara.domain.text import clean

MAX_ANSWER_BYTES = 4 * 1024 * 1024
_SECONDS = 10.0
_IDLE_SECONDS = 2.0
"""Shorter than servers keep a connection, so that none is used that is just being closed."""
_MOST_WAITS = 4
_LONGEST_WAIT = 5
_PORTS = {"http": 80, "https": 443}
_MAX_SHOWN = 200

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds` is how long it took, to its last byte."""

    status: int
    headers: httpx.Headers
    body: bytes
    seconds: float

    @property
    def media_type(self) -> str:
        said: str = self.headers.get("content-type", "")
        return said.partition(";")[0].strip().lower()

    @property
    def fields(self) -> dict[str, Any]:
        """Of a JSON object; none of anything else."""
        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str | None:
        """Of an error in Clara's own shape, None in all that others say."""
        fields = self.fields
        code = fields.get("code")
        return code if fields.get("status") == "error" and isinstance(code, str) else None


def shown(value: object) -> str:
    """What a server said, fit for a terminal: at most 200 characters, none of them control."""
    return clean(str(value), _MAX_SHOWN)


class Deployment:
    """Asked with one connection pool. `url` is an absolute http or https address with a host; it is
    compared as clients do that bring it into normal form first (RFC 3986, 6.2)."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self._client = client
        self._parts = _normal(urlsplit(url))
        self.url = urlunsplit(self._parts)

    @classmethod
    def at(cls, url: str) -> Self:
        is_here = is_loopback(urlsplit(url).hostname or "")
        client = httpx.AsyncClient(
            timeout=httpx.Timeout(_SECONDS),
            limits=httpx.Limits(keepalive_expiry=_IDLE_SECONDS),
            verify=httpx.create_ssl_context(),  # SSL_CERT_FILE names an authority of one's own
            trust_env=not is_here,  # a proxy between this computer and itself is never meant
            follow_redirects=False,
        )
        return cls(url, client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    @property
    def host(self) -> str:
        return self._parts.hostname or ""

    @property
    def path(self) -> str:
        return self._parts.path

    @property
    def origin(self) -> str:
        return f"{self._parts.scheme}://{self._parts.netloc}"

    @property
    def resource(self) -> str:
        """What metadata has to call it: the address without its query."""
        return self.origin + self.path

    def is_own(self, url: str) -> bool:
        return url == self.origin or url.startswith(f"{self.origin}/")

    async def ask(
        self, method: str, url: str, headers: Headers, content: bytes | None = None
    ) -> Answer:
        """One answer, whatever it says; who is told to wait does. Raises `Unreachable`, `Broken`
        when there is more than `MAX_ANSWER_BYTES`."""
        assert self.is_own(url), "nothing here is asked of anybody else"
        for _ in range(_MOST_WAITS):
            answer = await self._asked(method, url, headers, content)
            if answer.status != 429:
                break
            await asyncio.sleep(_wait(answer))
        return answer

    async def _asked(
        self, method: str, url: str, headers: Headers, content: bytes | None
    ) -> Answer:
        began = time.monotonic()
        body = bytearray()
        # Compression is not asked for: whoever compresses does so on its own account.
        plain = {"accept-encoding": "identity", **headers}
        try:
            async with self._client.stream(method, url, headers=plain, content=content) as response:
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES:
                        raise Broken("An answer does not end.", "See what answers there.")
        except httpx.InvalidURL as error:
            raise Broken(f"{shown(url)} is no address.", "See what answers there.") from error
        except httpx.TransportError as error:
            port = self._parts.port or _PORTS[self._parts.scheme]
            raise unreachable(error, self.host, port) from error
        took = time.monotonic() - began
        return Answer(response.status_code, response.headers, bytes(body), took)


def _normal(parts: SplitResult) -> SplitResult:
    """Scheme and host in lower case, without the scheme's own port."""
    port = f":{parts.port}" if parts.port not in (None, _PORTS[parts.scheme]) else ""
    host = parts.hostname or ""
    return parts._replace(netloc=(f"[{host}]" if ":" in host else host) + port)


def _wait(answer: Answer) -> int:
    said = answer.headers.get("retry-after", "")
    is_number = said.isascii() and said.isdigit() and len(said) < 10
    return min(int(said), _LONGEST_WAIT) if is_number else 1
