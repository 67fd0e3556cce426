"""The two databases behind one small interface: rows, changes, snapshots and transactions."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from clara.adapters.observing.watch import PoolUse
from clara.adapters.persistence.statement import Row, Statement


class Connection(ABC):
    """One connection, as repositories see it."""

    dialect: str

    @abstractmethod
    async def rows(self, statement: Statement, **values: Any) -> Sequence[Row]:
        """All rows of a query."""

    @abstractmethod
    async def change(self, statement: Statement, **values: Any) -> int:
        """Run an insert, update or delete; the number of rows it touched."""

    @abstractmethod
    async def change_many(self, statement: Statement, values: Sequence[dict[str, Any]]) -> None:
        """Run the same change for each of `values`."""

    @abstractmethod
    async def begin(self, *, writing: bool) -> None:
        """Begin a transaction: a snapshot for reading, or one that may write."""

    @abstractmethod
    async def commit(self) -> None: ...

    @abstractmethod
    async def rollback(self) -> None: ...

    async def first(self, statement: Statement, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = await self.rows(statement, **values)
        return rows[0] if rows else None


class Database(ABC):
    """A store: connections for reading and for writing, each given in order of arrival.

    The driver's own failures leave as `ClaraError`s: `database_busy` or `database_unavailable`
    for what passes, `conflict` for what a constraint refused.
    """

    dialect: str
    is_replicated = False

    @abstractmethod
    async def acquire(self, *, writing: bool) -> Connection: ...

    @abstractmethod
    def release(self, connection: Connection, *, writing: bool) -> None: ...

    @abstractmethod
    def pools(self) -> Mapping[str, PoolUse]:
        """How full each of its pools is at the moment, by name."""

    @abstractmethod
    async def close(self) -> None: ...

    def tidy(self) -> None:
        """Begin what makes reading quick again after many rows were added, and return at once.
        Nothing to do for most stores."""
        return

    async def for_reports(self) -> "Database":
        """Where to read a report: here, or in a copy that has all that is committed by now."""
        return self

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for single statements, each of which sees its own moment."""
        connection = await self.acquire(writing=False)
        try:
            yield connection
        finally:
            self.release(connection, writing=False)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """One transaction, committed on leaving, rolled back when an exception leaves."""
        connection = await self.acquire(writing=True)
        try:
            # All of it: a begin or commit that is cancelled half-way may have happened.
            await connection.begin(writing=True)
            yield connection
            await connection.commit()
        except BaseException:
            await connection.rollback()
            raise
        finally:
            self.release(connection, writing=True)


class Session:
    """One operation's use of the store: reads, then at most one transaction, begun when first
    needed and committed by the Runner. SQLite's single writer is asked for only then."""

    def __init__(self, database: Database) -> None:
        self.database = self.reads = database
        self._reader: Connection | None = None
        self._writer: Connection | None = None
        self._writing = False
        self._tidies = False

    @property
    def dialect(self) -> str:
        return self.database.dialect

    @property
    def is_writing(self) -> bool:
        return self._writing

    async def read_report(self) -> None:
        """From here on much is read, until something is written: by way of `reads`, which may be a copy
        of the store."""
        assert not self._writing, "a report changes nothing"
        if self.database.is_replicated:
            self._give_back_reader()
            self.reads = await self.database.for_reports()

    def write(self) -> None:
        """From here on, everything happens in one transaction."""
        # Who holds a connection never waits for another, or a full pool would wait for itself.
        self._give_back_reader()
        self._writing = True

    async def connection(self) -> Connection:
        if not self._writing:
            if self._reader is None:
                self._reader = await self.reads.acquire(writing=False)
            return self._reader
        if self._writer is None:
            self._give_back_reader()
            self._writer = await self.database.acquire(writing=True)
            await self._writer.begin(writing=True)
        return self._writer

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Connection]:
        """For reads that need no transaction: the transaction's own connection once it has begun,
        else one that is given back at once."""
        if self._writer is not None:
            yield self._writer
        elif not self._writing:
            yield await self.connection()
        else:
            async with self.database.reading() as connection:
                yield connection

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[Connection]:
        """A transaction of its own, committed on leaving whatever becomes of the operation. Only
        before the operation's own has begun: who holds a connection never waits for another."""
        assert self._writer is None, "the operation's transaction has begun"
        self._give_back_reader()
        async with self.database.writing() as connection:
            yield connection

    def snapshot(self) -> AbstractAsyncContextManager[Connection]:
        """Several queries that see the same moment; within a transaction, that transaction."""
        return self._snapshot()

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Connection]:
        connection = await self.connection()
        if self._writing:
            yield connection
            return
        try:
            await connection.begin(writing=False)
            yield connection
        finally:
            await connection.rollback()

    def tidy_after_commit(self) -> None:
        """Many rows were added: let the store put itself in order once they last."""
        self._tidies = True

    async def commit(self) -> None:
        if self._writer is not None:
            await self._writer.commit()
            self._give_back_writer()
        if self._tidies:
            self.database.tidy()

    async def close(self) -> None:
        self._give_back_reader()
        if self._writer is not None:
            try:
                await self._writer.rollback()
            finally:
                self._give_back_writer()

    def _give_back_reader(self) -> None:
        if self._reader is not None:
            self.reads.release(self._reader, writing=False)
            self._reader = None

    def _give_back_writer(self) -> None:
        if self._writer is not None:
            self.database.release(self._writer, writing=True)
            self._writer = None
