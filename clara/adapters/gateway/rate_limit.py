"""Requests per credential, or per source address where there is none, and a quota per key.

Fails open: a limiter that breaks, or whose Redis is away, refuses nobody.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from limits.aio.storage import RedisStorage

from clara.adapters.gateway.caller import Counted, counted, source_of
from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send
from clara.adapters.gateway.limit_answers import limit_headers, refuse
from clara.adapters.gateway.people import is_asset, is_page
from clara.adapters.gateway.probes import PROBES
from clara.adapters.gateway.strangers import Strangers
from clara.adapters.limits.breaker import Away, Breaker
from clara.adapters.limits.policy import (
    Count,
    FixedWindow,
    MovingWindow,
    Policy,
    over_longer,
    parsed,
)
from clara.adapters.limits.pseudonyms import Pseudonyms
from clara.adapters.limits.storage import CountingStorage
from clara.settings import Settings

T = TypeVar("T")

Counts = list[tuple[Policy, Count]]
_NOTHING: Counts = []
_ASSISTANTS = ("/mcp", "/mcp/")


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
        bursts=MovingWindow("assistants", over_longer(rate), storage) if rate else None,
        quota=FixedWindow("usage", quota, storage) if quota else None,
        strangers=Strangers(MovingWindow("refused", rate, storage)) if rate else None,
        pseudonyms=Pseudonyms(settings.key("limits")),
        breaker=breaker,
    )


class RateLimits:
    """`rate` is for every request but those of assistants and for pages, which `bursts` is for;
    `quota` for those with a program's key that are allowed. What pages are drawn with is free."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        rate: Policy | None,
        bursts: Policy | None,
        quota: Policy | None,
        strangers: Strangers | None,
        pseudonyms: Pseudonyms,
        breaker: Breaker | None,
    ) -> None:
        self._app = app
        self._rate, self._bursts = rate, bursts
        self._quota, self._strangers = quota, strangers
        self._pseudonyms = pseudonyms
        self._breaker = breaker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES or is_asset(scope):
            await self._app(scope, receive, send)
            return
        caller = counted(scope, self._pseudonyms)
        counts = await self._asked(lambda: self._take(scope, caller), _NOTHING)
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
                await self._learn(scope, caller, message["status"])
            await send(message)

        await self._app(scope, receive, send_with_limits)

    async def _asked(self, question: Callable[[], Awaitable[T]], otherwise: T) -> T:
        """What the storage says; `otherwise` when that can't be known."""
        try:
            return await (question() if self._breaker is None else self._breaker.ask(question))
        except Away:
            return otherwise
        except Exception:  # noqa: BLE001 - whatever broke, requests go on
            _log.exception("the rate limiter failed; the request is let through")
            return otherwise

    async def _take(self, scope: Scope, caller: Counted) -> Counts:
        counts: Counts = []
        is_allowed = True
        is_assistant = caller.is_token and scope["path"] in _ASSISTANTS
        policy = self._bursts if is_assistant or is_page(scope) else self._rate
        if policy is not None:
            rate = await policy.take(caller.who)
            counts.append((policy, rate))
            is_allowed = rate.is_allowed
        if self._quota is not None and caller.is_metered:
            quota = self._quota
            # What the rate refuses is not used up.
            use = quota.take if is_allowed else quota.look
            counts.append((quota, await use(caller.who)))
        strangers = self._strangers
        if strangers is not None and caller.is_token and not strangers.is_proven(caller.who):
            count = await strangers.look(source_of(scope, self._pseudonyms))
            if not count.is_allowed:
                counts.append((strangers.policy, count))
        return counts

    async def _learn(self, scope: Scope, caller: Counted, status: int) -> None:
        strangers = self._strangers
        if strangers is None or not caller.is_token:
            return
        if status == 401 or not strangers.is_proven(caller.who):
            source = source_of(scope, self._pseudonyms)
            await self._asked(lambda: strangers.learn(caller.who, source, status), None)
