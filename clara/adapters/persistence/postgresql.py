"""PostgreSQL through asyncpg, without its pool: ours serves in order and resets nothing."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from clara.adapters.observing.watch import PoolUse, sql
from clara.adapters.persistence.database import Connection, Database
from clara.adapters.persistence.failures import outcome_unknown, translated
from clara.adapters.persistence.pool import Pool
from clara.adapters.persistence.statement import Row, Statement
from clara.domain.errors import ClaraError

_log = logging.getLogger("clara.persistence")

_SETTINGS = {
    "application_name": "clara",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    # Room for the groups of a summary by merchant; the default spills them to disk.
    "work_mem": "32MB",
    "jit": "off",
    # A page's plan is the same whatever is asked, and making it costs as much as the page.
    "plan_cache_mode": "force_generic_plan",
    "timezone": "UTC",
}

ANSWER_SECONDS = 40.0
"""The server ends a statement after thirty: where nothing is heard for longer, nobody is there."""
_MANY_SECONDS = 600.0
# A server that goes down says so, and the driver then waits in the middle of what it was doing.
_LAST_WORDS = (
    TimeoutError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)

# Sums over a month and over everything want different plans; for them, planning is cheap.
_SNAPSHOT = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan"
)


class PostgresConnection(Connection):
    dialect = "postgresql"

    def __init__(self, driver: "asyncpg.Connection[Any]") -> None:
        self.driver = driver
        self._in_transaction = False

    @property
    def broken(self) -> bool:
        return bool(self.driver.is_closed())

    async def rows(self, statement: Statement, **values: Any) -> Sequence[Row]:
        text, arguments = statement.for_postgresql(values)
        try:
            with sql(text):
                found: Sequence[Row] = await self.driver.fetch(text, *arguments)
        except BaseException as error:
            raise self.failed(error) from error
        return found

    async def change(self, statement: Statement, **values: Any) -> int:
        text, arguments = statement.for_postgresql(values)
        try:
            with sql(text):
                tag = await self.driver.execute(text, *arguments)
        except BaseException as error:
            raise self.failed(error) from error
        return int(tag.rsplit(" ", 1)[-1])

    async def change_many(self, statement: Statement, values: Sequence[dict[str, Any]]) -> None:
        text = statement.for_postgresql(values[0])[0]
        rows = [statement.for_postgresql(one)[1] for one in values]
        try:
            with sql(text):
                await self.driver.executemany(text, rows, timeout=_MANY_SECONDS)
        except BaseException as error:
            raise self.failed(error) from error

    async def begin(self, *, writing: bool) -> None:
        # Before it is known: a cancelled BEGIN may have begun.
        self._in_transaction = True
        await self._control("BEGIN" if writing else _SNAPSHOT)

    async def commit(self) -> None:
        """Raises `outcome_unknown` where the connection is lost meanwhile."""
        try:
            with sql("COMMIT"):
                await self._control("COMMIT")
        except ClaraError as error:
            raise (outcome_unknown() if self.broken else error) from error
        self._in_transaction = False

    async def rollback(self) -> None:
        if self._in_transaction and not self.driver.is_closed():
            try:
                await self._control("ROLLBACK")
            except BaseException:
                # Still in its old snapshot, for all we know: nobody may be given this one again.
                self.driver.terminate()
                raise
            self._in_transaction = False

    async def _control(self, text: str) -> None:
        try:
            await self.driver.execute(text)
        except BaseException as error:
            raise self.failed(error) from error

    def failed(self, error: BaseException) -> BaseException:
        """`error` of the driver as a caller's. A connection on which no answer came is given up: it
        would be waited on for ever."""
        if isinstance(error, _LAST_WORDS):
            self.driver.terminate()
        return translated(error) or error


class PostgresDatabase(Database):
    """A PostgreSQL database, version 15 or later."""

    dialect = "postgresql"

    def __init__(self, url: str, *, size: int = 10) -> None:
        async def connect() -> PostgresConnection:
            try:
                driver = await asyncpg.connect(
                    url,
                    statement_cache_size=500,
                    server_settings=_SETTINGS,
                    timeout=5,
                    command_timeout=ANSWER_SECONDS,
                )
            except (OSError, asyncpg.PostgresError, TimeoutError) as error:
                raise (translated(error) or error) from error
            return PostgresConnection(driver)

        async def close(connection: PostgresConnection) -> None:
            await connection.driver.close()

        self._url = url
        self._tidying: set[asyncio.Task[None]] = set()
        self._pool = Pool(connect, close, lambda c: c.broken, size=size, patience=30)

    def pools(self) -> Mapping[str, PoolUse]:
        return {self._pool.name: self._pool.use}

    async def acquire(self, *, writing: bool) -> Connection:
        return await self._pool.acquire()

    def release(self, connection: Connection, *, writing: bool) -> None:
        assert isinstance(connection, PostgresConnection)
        self._pool.release(connection)

    def tidy(self) -> None:
        task = asyncio.create_task(self._vacuum())
        self._tidying.add(task)
        task.add_done_callback(self._tidying.discard)

    async def _vacuum(self) -> None:
        """Totals are read from an index alone only on pages that a vacuum has seen; autovacuum
        comes late for a tenant's import into a large table."""
        try:
            driver = await asyncpg.connect(self._url, timeout=5)
            try:
                await driver.execute("VACUUM (ANALYZE) card_transactions")
            finally:
                await driver.close()
        except (OSError, asyncpg.PostgresError, TimeoutError):
            _log.warning("vacuum after an import has to wait for autovacuum", exc_info=True)

    async def close(self) -> None:
        await asyncio.gather(*self._tidying)
        await self._pool.close()
