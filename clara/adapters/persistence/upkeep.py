"""What the store needs done now and then while a server runs."""

import asyncio
import logging
from contextlib import suppress

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.idempotency import forget_old_keys
from clara.application.ports import Clock
from clara.domain.instant import microseconds

_EVERY_SECONDS = 600.0

_log = logging.getLogger("clara.persistence")


class Upkeep:
    """Forgets idempotency keys that have had their day."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
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
            await self._clock.sleep(_EVERY_SECONDS)
            try:
                await forget_old_keys(self._database, microseconds(self._clock.now()))
            except Exception:  # noqa: BLE001 - tried again in ten minutes, whatever it was
                _log.warning("upkeep has to wait", exc_info=True)
