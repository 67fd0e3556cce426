"""Audit entries of reads and refusals, gathered for a moment and written together."""

import asyncio
import logging
from contextlib import suppress

from clara.adapters.persistence.audit import write_entries
from clara.adapters.persistence.database import Database
from clara.application.ports import AuditQueue
from clara.domain.audit.entry import AuditEntry

_GATHER_SECONDS = 0.05
_MOST = 500
_MOST_WAITING = 20_000

_log = logging.getLogger("clara.audit")


class GatheringAuditQueue(AuditQueue):
    """Entries wait in memory for at most 0.1 s while the store answers; `close` writes the rest.
    When the store is away they wait for it, up to 20,000; what comes after is logged and lost."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[AuditEntry] = []
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def put(self, entry: AuditEntry) -> None:
        if len(self._waiting) >= _MOST_WAITING:
            _log.error("audit queue is full; entry %s of %s is lost", entry.id, entry.action)
            return
        self._waiting.append(entry)
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def flush(self) -> None:
        """Write everything that waits now. Raises what the store raises, and keeps the entries."""
        async with self._turn:
            while self._waiting:
                batch = self._waiting[:_MOST]
                await write_entries(self._database, batch)
                del self._waiting[: len(batch)]

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        try:
            await self.flush()
        except Exception:  # noqa: BLE001 - the process ends; whatever it was, it is said
            _log.exception("%d audit entries could not be written", len(self._waiting))

    async def _run(self) -> None:
        pause = _GATHER_SECONDS
        while True:
            await self._wake.wait()
            await asyncio.sleep(pause)
            self._wake.clear()
            try:
                await self.flush()
                pause = _GATHER_SECONDS
            except Exception:  # noqa: BLE001 - whatever it was, entries wait and are tried again
                _log.warning("%d audit entries have to wait", len(self._waiting), exc_info=True)
                self._wake.set()
                pause = min(pause * 2, 5.0)
