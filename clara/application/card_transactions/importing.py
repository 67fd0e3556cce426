"""What importing a statement is, whether its caller waits for it or a task does it."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterator
from collections.abc import Mapping as Given
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import structs

from clara.application.card_transactions.import_ports import Imports, OpenStatement, Statements
from clara.application.ports import Clock
from clara.application.webhooks.ports import Events
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError
from clara.domain.imports.columns import detect
from clara.domain.imports.mapping import Mapping, header_signature
from clara.domain.imports.reading import RowReader
from clara.domain.imports.rejected import Rejected
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from clara.domain.imports.tally import Tally
from clara.domain.webhooks.event import EventType, Happened

BATCH = 8_000
"""Rows stored in one step: enough to be quick, few enough that no other writer waits half a
second."""


class ImportFollower(Protocol):
    """Is told how far an import is, and may end it by raising: nothing of it is left then."""

    @abstractmethod
    async def advance(self, rows: int, portion: float) -> None:
        """So many rows are read, and stored where nobody sees them: this much of the file, 0 to 1."""

    @abstractmethod
    async def ending(self) -> None:
        """All are; from here on it is one transaction, the operation's own, that shows them."""


@dataclass(frozen=True, slots=True)
class Importing:
    imports: Imports
    statements: Statements
    events: Events
    clock: Clock

    async def __call__(
        self,
        actor: Actor,
        begun: ImportReport,
        file: StatementFile,
        given: Given[str, str | int],
        follower: ImportFollower,
    ) -> ImportReport:
        """Read `file` into the actor's company as the import that `begun` names, or as a dry run
        where that is its status. `given` says which columns are what.

        Raises what `ImportCardTransactions` says, and whatever `follower` does.
        """
        if begun.status is ImportStatus.DRY_RUN:
            return await self._run(actor, begun, file, given, follower, None)
        number = await self.imports.begin(actor, begun.id, file, begun.task_id)
        try:
            return await self._run(actor, begun, file, given, follower, number)
        except BaseException as error:
            await self.imports.abandon(actor, number, _failed(begun, error, self.clock))
            raise

    async def _run(
        self,
        actor: Actor,
        begun: ImportReport,
        file: StatementFile,
        given: Given[str, str | int],
        follower: ImportFollower,
        number: int | None,
    ) -> ImportReport:
        statement = await asyncio.to_thread(self.statements.open, Path(file.path))
        signature = header_signature(statement.headers)
        mapping = await self._mapping(actor, given, statement, signature)
        tally = Tally()
        seat = actor.company
        reader = RowReader(
            mapping,
            company_id=seat.company_id,
            currency=seat.currency,
            zone=ZoneInfo(seat.time_zone),
        )
        rows = (reader.read(line, cells) for line, cells in statement.rows())
        while batch := await asyncio.to_thread(_next, rows, tally):
            if number is None:
                staged = await self.imports.foresee(actor, batch)
            else:
                staged = await self.imports.stage(actor, number, batch)
            tally.added += staged.added
            tally.cards_added += staged.cards_added
            await follower.advance(tally.read, statement.portion())
        done = tally.report(begun, mapping.described(), seat.time_zone, self.clock.now())
        await follower.ending()
        if number is not None:
            await self.imports.finish(actor, number, done, signature, mapping)
            if done.counts.added:
                await self._tell(actor, done)
        return done

    async def _tell(self, actor: Actor, done: ImportReport) -> None:
        said = {"import_id": done.id, "file_name": done.file_name, "added": done.counts.added}
        imported = Happened(type=EventType.CARD_TRANSACTIONS_IMPORTED, data=said)
        await self.events.add(actor.company.company_id, imported)

    async def _mapping(
        self,
        actor: Actor,
        given: Given[str, str | int],
        statement: OpenStatement,
        signature: str,
    ) -> Mapping:
        saved = await self.imports.saved_mapping(actor, signature)

        def find() -> Mapping:
            return detect(
                statement.headers,
                statement.cells(),
                actor.company.currency,
                given=dict(given),
                saved=saved,
            )

        return await asyncio.to_thread(find)


def _next(rows: Iterator[NewRow | Rejected | None], tally: Tally) -> list[NewRow]:
    """The next batch of good rows, empty at the end of the file; bad ones are tallied."""
    batch: list[NewRow] = []
    for row in rows:
        if isinstance(row, NewRow):
            tally.accept(row)
            batch.append(row)
            if len(batch) == BATCH:
                break
        elif row is not None:
            tally.reject(row)
    return batch


def _failed(begun: ImportReport, error: BaseException, clock: Clock) -> ImportReport:
    reason = error.message if isinstance(error, ClaraError) else "The import was interrupted."
    return structs.replace(begun, status=ImportStatus.FAILED, finished_at=clock.now(), error=reason)
