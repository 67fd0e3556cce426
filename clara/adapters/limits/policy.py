"""Settings such as "10/second", and what is counted under each."""

from abc import abstractmethod
from math import ceil
from time import time
from typing import NamedTuple, Protocol

from limits import RateLimitItem, parse

from clara.adapters.limits.storage import CountingStorage
from clara.domain.errors import Invalid


def parsed(limit: str, variable: str, none: str = "off") -> RateLimitItem | None:
    """So many in so much time ("10/second", "600/minute", "5/hour"); None for the word `none`.
    Raises `invalid_settings`, which names the environment's `variable`."""
    if limit == none:
        return None
    try:
        return parse(limit)
    except ValueError as error:
        raise Invalid(
            "invalid_settings", f"{variable} is neither {none} nor like 10/second."
        ) from error


_LONGER = 3


def over_longer(item: RateLimitItem) -> RateLimitItem:
    """The same rate, over three times the time. One connection of an assistant is seven requests,
    and what it lists when connected four more (measured with mcp-remote)."""
    return type(item)(item.amount * _LONGER, item.multiples * _LONGER)


class Count(NamedTuple):
    """`wait`: whole seconds until at least one more is allowed, or the window is as new."""

    is_allowed: bool
    left: int
    wait: int


class Policy(Protocol):
    """A limit, and the storage where it is counted."""

    name: str
    amount: int
    seconds: int

    @abstractmethod
    async def take(self, who: str) -> Count:
        """Count one of `who` now, unless there is none left."""

    @abstractmethod
    async def look(self, who: str) -> Count:
        """What `take` would find, counting nothing."""


class MovingWindow(Policy):
    """At most so many in any stretch of so many seconds: never twice as many around a full one."""

    def __init__(self, name: str, item: RateLimitItem, storage: CountingStorage) -> None:
        self.name, self.amount, self.seconds = name, item.amount, item.get_expiry()
        self._storage = storage
        self._prefix = f"moving-window/{name}/{self.amount}/{self.seconds}/"

    async def take(self, who: str) -> Count:
        key = self._prefix + who
        is_allowed = await self._storage.acquire_entry(key, self.amount, self.seconds)
        return await self._count(key, is_allowed=is_allowed)

    async def look(self, who: str) -> Count:
        count = await self._count(self._prefix + who, is_allowed=True)
        return count._replace(is_allowed=count.left > 0)

    async def _count(self, key: str, *, is_allowed: bool) -> Count:
        start, taken = await self._storage.get_moving_window(key, self.amount, self.seconds)
        return Count(is_allowed, max(0, self.amount - taken), _until(start + self.seconds))


class FixedWindow(Policy):
    """At most so many from the first on, for so many seconds, then anew: an allowance to use up,
    kept as one number however large it is."""

    def __init__(self, name: str, item: RateLimitItem, storage: CountingStorage) -> None:
        self.name, self.amount, self.seconds = name, item.amount, item.get_expiry()
        self._storage = storage
        self._prefix = f"fixed-window/{name}/{self.amount}/{self.seconds}/"

    async def take(self, who: str) -> Count:
        key = self._prefix + who
        return await self._count(key, await self._storage.incr(key, self.seconds))

    async def look(self, who: str) -> Count:
        key = self._prefix + who
        count = await self._count(key, await self._storage.get(key))
        return count._replace(is_allowed=count.left > 0)

    async def _count(self, key: str, taken: int) -> Count:
        left = max(0, self.amount - taken)
        return Count(taken <= self.amount, left, _until(await self._storage.get_expiry(key)))


def _until(instant: float) -> int:
    return max(1, ceil(instant - time()))
