"""A document of the provider, kept for as long as it may be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from clara.adapters.identity.failures import RETRY_SECONDS, unavailable
from clara.application.ports import Clock
from clara.domain.errors import Unavailable

DAY = 24 * 60 * 60.0
ANEW_SECONDS = 60.0

T = TypeVar("T")

Fetch = Callable[[], Awaitable[tuple[T, float]]]
"""Gives a document and how many seconds it stays fresh, or raises `google_unavailable`."""


class Kept(Generic[T]):
    """Fetched when it is first needed and when it is no longer fresh, once for all who wait. While
    the provider is gone, what was kept serves for another day, and the provider is asked again at
    most once a minute; with nothing kept, at most every five seconds."""

    def __init__(self, fetch: Fetch[T], clock: Clock) -> None:
        self._fetch, self._clock = fetch, clock
        self._turn = asyncio.Lock()
        self._kept: T | None = None
        self._fresh_until = self._usable_until = 0.0
        self._failed_at: float | None = None
        self._anew_at: float | None = None

    async def get(self) -> T:
        """The document. Raises `google_unavailable` when there is none that may be used."""
        if (fresh := self._until(self._fresh_until)) is not None:
            return fresh
        # Nobody waits for another's fetch who can do with what there is.
        if self._turn.locked() and (usable := self._until(self._usable_until)) is not None:
            return usable
        async with self._turn:
            if (fresh := self._until(self._fresh_until)) is not None:
                return fresh
            usable = self._until(self._usable_until)
            if self._may_ask(RETRY_SECONDS if usable is None else ANEW_SECONDS):
                try:
                    return await self._refresh()
                except Unavailable:
                    if usable is None:
                        raise
            if usable is None:
                raise unavailable()
            return usable

    async def anew(self) -> T:
        """The document fetched again although it is fresh, at most once a minute; in between, what
        the last such fetch found. Raises `google_unavailable` when that fetch failed."""
        async with self._turn:
            now = self._clock.elapsed()
            if self._anew_at is None or now - self._anew_at >= ANEW_SECONDS:
                self._anew_at = now
                try:
                    return await self._refresh()
                except asyncio.CancelledError:
                    # Whoever gave up takes the minute's turn from nobody.
                    self._anew_at = None
                    raise
            if self._failed_at is not None or self._kept is None:
                raise unavailable(int(self._anew_at + ANEW_SECONDS - now) + 1)
            return self._kept

    def _until(self, instant: float) -> T | None:
        return self._kept if self._clock.elapsed() < instant else None

    def _may_ask(self, pause: float) -> bool:
        return self._failed_at is None or self._clock.elapsed() - self._failed_at >= pause

    async def _refresh(self) -> T:
        try:
            found, fresh_seconds = await self._fetch()
        except Unavailable:
            self._failed_at = self._clock.elapsed()
            raise
        now = self._clock.elapsed()
        self._kept, self._failed_at = found, None
        self._fresh_until = now + fresh_seconds
        self._usable_until = self._fresh_until + DAY
        return found
