"""Reports from a copy that follows the database (PostgreSQL's streaming replication).

A report is never older than its question: before it is read from the copy, the copy has to have all
that was committed when the report was asked for. So whoever changes something and looks sees it,
wherever it is read from.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import NamedTuple

import asyncpg
from sqlalchemy import text

from clara.adapters.observing.watch import PoolUse
from clara.adapters.persistence.database import Database
from clara.adapters.persistence.postgresql import PostgresDatabase
from clara.adapters.persistence.statement import Statement
from clara.domain.errors import ClaraError

_log = logging.getLogger("clara.persistence")

_LOOKS = (0.0, 0.01, 0.04, 0.15, 0.3)
"""Seconds before each look at how far the copy is."""
_WITHOUT_SECONDS = 10.0
"""How long a copy that is away, behind or no copy of ours is not asked again."""

_PLACE = (
    "SELECT system_identifier, current_database(), CAST(pg_wal_lsn_diff({place}, '0/0') AS bigint)"
    " FROM pg_control_system() WHERE pg_is_in_recovery() = {is_copy}"
)
# What is committed is in the log up to there, if commits wait for the log to be on the disk.
_COMMITTED = (
    "CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()"
    " ELSE pg_current_wal_flush_lsn() END"
)
_WRITTEN = Statement(text(_PLACE.format(place=_COMMITTED, is_copy="false")))
_REPLAYED = Statement(text(_PLACE.format(place="pg_last_wal_replay_lsn()", is_copy="true")))


class _Log(NamedTuple):
    """How far a server has its log, in bytes, and whose log it is."""

    server: int
    database: str
    place: int


class ReplicatedDatabase(PostgresDatabase):
    """A database with a copy, which is read only for reports and only when it is up to date."""

    is_replicated = True

    def __init__(self, url: str, replica_url: str, *, size: int = 10) -> None:
        super().__init__(url, size=size)
        self._replica = PostgresDatabase(replica_url, size=size)
        self._without_until = 0.0

    async def for_reports(self) -> Database:
        if time.monotonic() < self._without_until:
            return self
        written = await _log_of(self, _WRITTEN)
        try:
            why_not = await self._is_behind(written)
        except (ClaraError, asyncpg.PostgresError) as error:
            why_not = f"can't be read: {error}"
        if why_not is None:
            return self._replica
        self._without_until = time.monotonic() + _WITHOUT_SECONDS
        _log.warning("reports are read from the database itself: its replica %s", why_not)
        return self

    async def _is_behind(self, written: _Log | None) -> str | None:
        """None once the copy has all of `written`; else what is wrong with it."""
        missing = 0
        for pause in _LOOKS:
            await asyncio.sleep(pause)
            replayed = await _log_of(self._replica, _REPLAYED)
            if written is None or replayed is None or replayed[:2] != written[:2]:
                return "is none of this database"
            missing = written.place - replayed.place
            if missing <= 0:
                return None
        return f"is {missing} bytes behind"

    def pools(self) -> Mapping[str, PoolUse]:
        return {**super().pools(), "replica": self._replica.pools()["connections"]}

    async def close(self) -> None:
        await self._replica.close()
        await super().close()


async def _log_of(database: Database, statement: Statement) -> _Log | None:
    async with database.reading() as connection:
        row = await connection.first(statement)
    return None if row is None else _Log(*row)
