"""Work done again and again in the background while a server runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

_log = logging.getLogger("clara.persistence")


class Repeating:
    """Waits `seconds`, does `work`, and so on until closed. A failure is logged and the next turn
    tries again, whatever it was."""

    def __init__(self, work: Callable[[], Awaitable[object]], seconds: float) -> None:
        self._work, self._seconds = work, seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._work()
            except Exception:  # noqa: BLE001 - see the class
                _log.warning("background work has to wait", exc_info=True)
