"""Windows in memory, as a storage of `limits`.

The package's own asynchronous one takes every request through a thread to forget old entries,
0.2 ms each; this one forgets as it goes.
"""

import time
from collections import deque

from limits.aio.storage import MemoryStorage

_SWEPT_EVERY = 10_000
"""Requests between two searches for callers who have not come back."""


class _Arrivals:
    """When one caller's accepted requests came, oldest first, and how long each counts."""

    __slots__ = ("expiry", "times")

    def __init__(self, expiry: int) -> None:
        self.expiry = expiry
        self.times: deque[float] = deque()

    def forget(self, now: float) -> None:
        times, before = self.times, now - self.expiry
        while times and times[0] <= before:
            times.popleft()

    def is_over(self, now: float) -> bool:
        return not self.times or self.times[-1] <= now - self.expiry


class MovingWindowMemory(MemoryStorage):
    """Moving windows, of each caller at most as many times as the limit, and fixed windows.

    One event loop uses it, and nothing here awaits, so no lock is needed. It goes by a clock that
    never jumps: were the computer's set back, callers would wait for as long as that.
    """

    # Never looked up by its URL.
    STORAGE_SCHEME: list[str] | None = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self._arrivals: dict[str, _Arrivals] = {}
        self._counts: dict[str, tuple[int, float]] = {}
        self._until_swept = _SWEPT_EVERY

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` requests of `key` if that leaves it within `limit` per `expiry` seconds."""
        now = time.monotonic()
        self._sweep(now)
        arrivals = self._arrivals.get(key)
        if arrivals is None:
            arrivals = self._arrivals[key] = _Arrivals(expiry)
        arrivals.forget(now)
        if len(arrivals.times) + amount > limit:
            return False
        arrivals.times.extend([now] * amount)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest counted request came (seconds since 1970), and how many count."""
        arrivals = self._arrivals.get(key)
        if arrivals is None:
            return time.time(), 0
        now = time.monotonic()
        arrivals.forget(now)
        if not arrivals.times:
            return time.time(), 0
        return time.time() - (now - arrivals.times[0]), len(arrivals.times)

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count in the fixed window of `key`, which begins with its first count; how many now."""
        now = time.monotonic()
        self._sweep(now)
        count, ends = self._counts.get(key, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + expiry
        self._counts[key] = (count + amount, ends)
        return count + amount

    async def get(self, key: str) -> int:
        """How many count in the fixed window."""
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.monotonic() else 0

    async def get_expiry(self, key: str) -> float:
        """When the fixed window ends (seconds since 1970)."""
        _, ends = self._counts.get(key, (0, 0.0))
        return time.time() + max(0.0, ends - time.monotonic())

    def _sweep(self, now: float) -> None:
        self._until_swept -= 1
        if self._until_swept > 0:
            return
        self._until_swept = _SWEPT_EVERY
        for key in [key for key, seen in self._arrivals.items() if seen.is_over(now)]:
            del self._arrivals[key]
        for key in [key for key, (_, ends) in self._counts.items() if ends <= now]:
            del self._counts[key]
