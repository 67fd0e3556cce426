"""Requests per credential, or per source address where there is none, and a quota per key.

Fails open: a limiter that breaks, or whose Redis is away, refuses nobody.
"""

import logging

from limits.aio.storage import RedisStorage

from clara.adapters.gateway.caller import Counted, counted
from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send
from clara.adapters.gateway.limit_answers import limit_headers, refuse
from clara.adapters.limits.breaker import Away, Breaker
from clara.adapters.limits.policy import Count, FixedWindow, MovingWindow, Policy, parsed
from clara.adapters.limits.pseudonyms import Pseudonyms
from clara.adapters.limits.storage import CountingStorage
from clara.settings import Settings

_UNLIMITED = ("/api/v1/health", "/api/v1/health/live", "/api/v1/health/ready")

_log = logging.getLogger("clara.limits")


def rate_limited(
    app: ASGIApp, settings: Settings, storage: CountingStorage, breaker: Breaker | None = None
) -> ASGIApp:
    """`app` behind CLARA_RATE_LIMIT and CLARA_USAGE_QUOTA, counted in `storage`; bare without
    either. A storage that may be away is asked through `breaker`. Raises `invalid_settings`."""
    rate = parsed(settings.rate_limit, "CLARA_RATE_LIMIT")
    quota = parsed(settings.usage_quota, "CLARA_USAGE_QUOTA", none="unlimited")
    if rate is None and quota is None:
        return app
    if breaker is None and isinstance(storage, RedisStorage):
        breaker = Breaker()
    return RateLimits(
        app,
        rate=MovingWindow("default", rate, storage) if rate else None,
        quota=FixedWindow("usage", quota, storage) if quota else None,
        pseudonyms=Pseudonyms(settings.key("limits")),
        breaker=breaker,
    )


class RateLimits:
    """`rate` is for every request; `quota` for those with a program's key that `rate` allows."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        rate: Policy | None,
        quota: Policy | None,
        pseudonyms: Pseudonyms,
        breaker: Breaker | None,
    ) -> None:
        self._app = app
        self._rate, self._quota = rate, quota
        self._pseudonyms = pseudonyms
        self._breaker = breaker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _UNLIMITED:
            await self._app(scope, receive, send)
            return
        counts = await self._counts(scope)
        if not counts:
            await self._app(scope, receive, send)
            return
        headers = limit_headers(counts)
        for policy, count in counts:
            if not count.is_allowed:
                await refuse(scope, send, policy, count, headers)
                return

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self._app(scope, receive, send_with_limits)

    async def _counts(self, scope: Scope) -> list[tuple[Policy, Count]]:
        """What each policy that holds for the caller says; nothing when that can't be known."""
        try:
            caller = counted(scope, self._pseudonyms)
            if self._breaker is None:
                return await self._take(caller)
            return await self._breaker.ask(self._take, caller)
        except Away:
            return []
        except Exception:  # noqa: BLE001 - whatever broke, requests go on
            _log.exception("the rate limiter failed; the request is let through")
            return []

    async def _take(self, caller: Counted) -> list[tuple[Policy, Count]]:
        counts = []
        is_allowed = True
        if self._rate is not None:
            rate = await self._rate.take(caller.who)
            counts.append((self._rate, rate))
            is_allowed = rate.is_allowed
        if self._quota is not None and caller.is_metered:
            quota = self._quota
            # What the rate refuses is not used up.
            use = quota.take if is_allowed else quota.look
            counts.append((quota, await use(caller.who)))
        return counts
