"""A moving window in memory, as a storage of `limits`.

The package's own asynchronous one takes every request through a thread to forget old entries,
0.2 ms each; this one forgets as it goes.
"""

import time
from collections import deque

from limits.aio.storage import MemoryStorage

_SWEPT_EVERY = 10_000
"""Requests between two searches for callers who have not come back."""


class MovingWindowMemory(MemoryStorage):
    """When each caller's accepted requests came, at most as many as the limit.

    One event loop uses it, and nothing here awaits, so no lock is needed.
    """

    # Never looked up by its URL.
    STORAGE_SCHEME: list[str] | None = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self._arrivals: dict[str, deque[float]] = {}
        self._until_swept = _SWEPT_EVERY

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` requests of `key` if that leaves it within `limit` per `expiry` seconds."""
        now = time.time()
        arrivals = self._arrivals.get(key)
        if arrivals is None:
            arrivals = self._arrivals[key] = deque()
        _forget(arrivals, now - expiry)
        self._sweep(now - expiry)
        if len(arrivals) + amount > limit:
            return False
        arrivals.extend([now] * amount)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest counted request came, and how many count."""
        now = time.time()
        arrivals = self._arrivals.get(key)
        if arrivals is None:
            return now, 0
        _forget(arrivals, now - expiry)
        return (arrivals[0], len(arrivals)) if arrivals else (now, 0)

    def _sweep(self, before: float) -> None:
        self._until_swept -= 1
        if self._until_swept > 0:
            return
        self._until_swept = _SWEPT_EVERY
        gone = [key for key, seen in self._arrivals.items() if not seen or seen[-1] <= before]
        for key in gone:
            del self._arrivals[key]


def _forget(arrivals: deque[float], before: float) -> None:
    while arrivals and arrivals[0] <= before:
        arrivals.popleft()
