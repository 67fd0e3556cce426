"""Requests per credential, or per source address where there is none.

A moving window (`limits`), so that ten a second are never twenty around a full second. Headers as
in draft-ietf-httpapi-ratelimit-headers-10. Fails open: a limiter that breaks refuses nobody.
"""

import hashlib
import logging
import math
import time

import msgspec
from limits import RateLimitItem, parse
from limits.aio.strategies import MovingWindowRateLimiter

from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send
from clara.adapters.gateway.window import MovingWindowMemory
from clara.domain.errors import Invalid, LimitExceeded

_UNLIMITED = ("/api/v1/health", "/api/v1/health/live", "/api/v1/health/ready")
_CREDENTIALS = (b"authorization", b"clara-mcp-token")

_log = logging.getLogger("clara.limits")


def rate_limited(app: ASGIApp, limit: str) -> ASGIApp:
    """`app` behind `limit` ("10/second", "600/minute"), or bare when it is "off".
    Raises `invalid_settings`."""
    if limit == "off":
        return app
    try:
        return RateLimits(app, parse(limit))
    except ValueError as error:
        raise Invalid(
            "invalid_settings", "CLARA_RATE_LIMIT is neither off nor like 10/second."
        ) from error


class RateLimits:
    def __init__(self, app: ASGIApp, item: RateLimitItem) -> None:
        self._app = app
        self._item = item
        self._limiter = MovingWindowRateLimiter(MovingWindowMemory())
        self._policy = f'"default";q={item.amount};w={item.get_expiry()}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _UNLIMITED:
            await self._app(scope, receive, send)
            return
        try:
            key = _caller(scope)
            allowed = await self._limiter.hit(self._item, key)
            reset, remaining = await self._limiter.get_window_stats(self._item, key)
        except Exception:  # noqa: BLE001 - whatever broke, requests go on
            _log.exception("the rate limiter failed; the request is let through")
            await self._app(scope, receive, send)
            return
        wait = max(1, math.ceil(reset - time.time()))
        headers = [
            (b"ratelimit-policy", self._policy),
            (b"ratelimit", f'"default";r={max(0, remaining)};t={wait}'.encode()),
        ]
        if not allowed:
            await _refuse(scope, send, headers, wait)
            return

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self._app(scope, receive, send_with_limits)


def _caller(scope: Scope) -> str:
    """A digest of the credential, so that no token is held in memory longer than its request."""
    for name, value in scope["headers"]:
        if name in _CREDENTIALS:
            return hashlib.blake2b(value.strip(), digest_size=12).hexdigest()
    client = scope.get("client")
    return f"from {client[0]}" if client else "from nowhere"


async def _refuse(scope: Scope, send: Send, headers: list[tuple[bytes, bytes]], wait: int) -> None:
    body = msgspec.json.encode(
        {
            "data": None,
            "message": LimitExceeded.default_message,
            "status": "error",
            "code": "rate_limited",
            "request_id": scope.get("state", {}).get("request_id"),
            "retry_after": wait,
        }
    )
    await send(
        {
            "type": "http.response.start",
            "status": 429,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"retry-after", str(wait).encode()),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
