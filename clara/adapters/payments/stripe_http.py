"""How the SDK reaches Stripe. The SDK's own client reads answers of any length."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import httpx
import stripe

from clara.adapters.observing.watch import calling

_MAX_BYTES = 16 * 1024 * 1024
"""Several times a page of a hundred events."""


class BoundedHttpx(stripe.HTTPClient):
    """Gives up after `timeout_seconds` without a byte, and at 16 MiB. Redirects are followed
    nowhere: the key would go along. A proxy of the environment comes between, but not
    `on_loopback`."""

    name = "httpx"

    def __init__(self, timeout_seconds: float, *, on_loopback: bool) -> None:
        super().__init__()
        self._client = httpx.AsyncClient(timeout=timeout_seconds, trust_env=not on_loopback)

    def sleep_async(self, secs: float) -> Awaitable[None]:
        return asyncio.sleep(secs)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        # A few compressed bytes could unpack into anything.
        plain = {**headers, "accept-encoding": "identity"}
        try:
            with calling("stripe") as call:
                async with self._client.stream(
                    method, url, headers=plain, content=post_data or None
                ) as response:
                    call.answered(response.status_code)
                    return await _bounded(response), response.status_code, response.headers
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # Only the kind: an error's text may hold the request's address.
            raise _unreachable(type(error).__name__, may_pass=True) from None

    async def close_async(self) -> None:
        await self._client.aclose()


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    # Raw: what was compressed although we asked not to is never unpacked, and reads as nonsense.
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise _unreachable("an answer that is too long", may_pass=False)
    return bytes(body)


def _unreachable(why: str, *, may_pass: bool) -> stripe.APIConnectionError:
    return stripe.APIConnectionError(why, should_retry=may_pass)  # type: ignore[no-untyped-call]
