"""SQLite through aiosqlite: several readers, one writer, writers served in order of arrival."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from clara.adapters.observing.watch import PoolUse, sql
from clara.adapters.persistence.database import Connection, Database
from clara.adapters.persistence.failures import translated
from clara.adapters.persistence.pool import Pool
from clara.adapters.persistence.statement import Row, Statement

# FULL: with NORMAL, acknowledged commits are lost on a power cut. No mmap: a read error would kill
# the process. The cache holds the upper levels of the large indexes, more of them for the writer,
# and checkpoints are rare (64 MiB of log): both spare an import a quarter of its time.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA wal_autocheckpoint = 16384",
    "PRAGMA temp_store = FILE",
)
_READERS = 4
_READER_KIB, _WRITER_KIB = 16_384, 32_768


class SqliteConnection(Connection):
    dialect = "sqlite"

    def __init__(self, driver: aiosqlite.Connection) -> None:
        self.driver = driver
        self.broken = False
        self._begin: str | None = None

    async def rows(self, statement: Statement, **values: Any) -> Sequence[Row]:
        text, arguments = statement.for_sqlite(values)
        with sql(text):
            found: list[Row] = await self._run(
                lambda driver: driver.execute(text, arguments).fetchall()
            )
        return found

    async def change(self, statement: Statement, **values: Any) -> int:
        text, arguments = statement.for_sqlite(values)
        with sql(text):
            changed: int = await self._run(lambda driver: driver.execute(text, arguments).rowcount)
        return changed

    async def change_many(self, statement: Statement, values: Sequence[dict[str, Any]]) -> None:
        text = statement.for_sqlite(values[0])[0]
        rows = [statement.for_sqlite(one)[1] for one in values]
        with sql(text):
            await self._run(lambda driver: driver.executemany(text, rows).rowcount)

    async def insert_rows(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        """`executemany` of ready text and rows, for bulk loading; the number of rows inserted."""

        def insert(driver: sqlite3.Connection) -> int:
            before = driver.total_changes
            driver.executemany(text, rows)
            return driver.total_changes - before

        inserted: int = await self._run(insert)
        return inserted

    async def begin(self, *, writing: bool) -> None:
        """Takes effect with the first statement, in the same hop."""
        self._begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    async def commit(self) -> None:
        if self._begin is None:
            with sql("COMMIT"):
                await self._run(lambda driver: driver.execute("COMMIT"))
        self._begin = None

    async def rollback(self) -> None:
        self._begin = None

        def undo(driver: sqlite3.Connection) -> None:
            if driver.in_transaction:
                driver.execute("ROLLBACK")

        await self._run(undo)

    async def _run(self, work: Any) -> Any:
        """`work` on the connection's own thread. aiosqlite's public calls take a hop for the query
        and another for its rows; one hop for both is twice as fast."""
        begin, self._begin = self._begin, None

        def run(driver: sqlite3.Connection) -> Any:
            if begin is not None:
                driver.execute(begin)
            return work(driver)

        try:
            driver: Any = self.driver
            return await driver._execute(run, driver._conn)  # noqa: SLF001
        except BaseException as error:
            raise self._failed(error) from error

    def _failed(self, error: BaseException) -> BaseException:
        if isinstance(error, sqlite3.DatabaseError) and "malformed" in str(error):
            self.broken = True
        return translated(error) or error


class SqliteDatabase(Database):
    """A database in one file, written by one connection of one process at a time."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._readers = self._pool("readers", size=_READERS, query_only=True)
        self._writer = self._pool("writer", size=1, query_only=False)

    def _pool(self, name: str, *, size: int, query_only: bool) -> Pool[SqliteConnection]:
        async def connect() -> SqliteConnection:
            driver = aiosqlite.connect(self.path, isolation_level=None)
            try:
                await driver
                for pragma in PRAGMAS:
                    await driver.execute_fetchall(pragma)
                await driver.execute_fetchall(
                    f"PRAGMA cache_size = -{_READER_KIB if query_only else _WRITER_KIB}"
                )
                if query_only:
                    await driver.execute_fetchall("PRAGMA query_only = ON")
            except BaseException as error:
                # Nobody else would end its thread, for which the process waits at its end.
                await driver.close()
                raise (translated(error) or error) from error
            return SqliteConnection(driver)

        async def close(connection: SqliteConnection) -> None:
            await connection.driver.close()

        return Pool(connect, close, lambda c: c.broken, size=size, patience=30, name=name)

    def pools(self) -> Mapping[str, PoolUse]:
        return {pool.name: pool.use for pool in (self._readers, self._writer)}

    async def acquire(self, *, writing: bool) -> Connection:
        return await (self._writer if writing else self._readers).acquire()

    def release(self, connection: Connection, *, writing: bool) -> None:
        assert isinstance(connection, SqliteConnection)
        (self._writer if writing else self._readers).release(connection)

    async def close(self) -> None:
        await self._readers.close()
        await self._writer.close()
