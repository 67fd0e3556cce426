"""A clock that tests move by hand."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from clara.application.ports import Clock

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""Noon in Mexico City, on a Friday."""


class FakeClock(Clock):
    """Stands still at `NOW` until it is advanced. What waits really waits, unless `hurries`: then
    a pause passes at once and only the stopwatch knows of it."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now
        self._skipped = 0.0
        self.hurries = False

    def now(self) -> datetime:
        return self._now

    def elapsed(self) -> float:
        return time.perf_counter() + self._skipped

    async def sleep(self, seconds: float) -> None:
        if self.hurries:
            self._skipped += seconds
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(seconds)

    def advance(self, **by: float) -> None:
        """Move on by `days`, `hours`, `minutes` or `seconds`."""
        step = timedelta(**by)
        self._now += step
        self._skipped += step.total_seconds()

    def turn_back(self) -> None:
        """To `NOW`, for the next test of a world that outlives one."""
        self._now = NOW
