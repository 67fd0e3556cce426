import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, structs

from clara.application.card_transactions.import_ports import Imports, OpenStatement, Statements
from clara.application.ports import Clock, Ids, Progress
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import ClaraError
from clara.domain.ids import InCompany
from clara.domain.imports.columns import detect
from clara.domain.imports.mapping import Mapping, header_signature
from clara.domain.imports.reading import RowReader
from clara.domain.imports.rejected import Rejected
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from clara.domain.imports.tally import Tally

BATCH = 8_000
"""Rows stored in one step: enough to be quick, few enough that no other writer waits half a
second."""


class ImportCardTransactionsCommand(InCompany, frozen=True, kw_only=True):
    file: StatementFile
    mapping: Annotated[dict[str, str | int], Meta(max_length=40)] = {}  # noqa: RUF012 - a Struct copies it
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportCardTransactions(UseCase[ImportCardTransactionsCommand, ImportReport]):
    """Import a card statement (CSV, XLSX or XLS). Columns, dates and amounts are recognised in
    English, Spanish and Portuguese, or given by `mapping`.

    Good rows go in, bad ones are reported with their line and the reason. The same file twice adds
    nothing; files that overlap add what is new. All rows of a file appear at once. `dry_run` says
    what would happen and changes nothing.

    Errors, first that holds: import_running, empty_file, unreadable_file, header_not_found,
    import_too_large, invalid_mapping, import_columns_missing.
    """

    name = "card.import"
    tool = "import_transactions"
    title = "Import card transactions"
    action = "card_transactions.imported"
    effect = Effect.STAGED
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    command = ImportCardTransactionsCommand
    result = ImportReport

    imports: Imports
    statements: Statements
    clock: Clock
    ids: Ids
    progress: Progress

    async def __call__(self, actor: Actor, command: ImportCardTransactionsCommand) -> ImportReport:
        report = ImportReport(
            id=self.ids.new("import"),
            status=ImportStatus.DRY_RUN if command.dry_run else ImportStatus.RUNNING,
            file_name=command.file.name,
            created_at=self.clock.now(),
        )
        if command.dry_run:
            return await self._run(actor, command, report, None)
        number = await self.imports.begin(actor, report.id, command.file)
        try:
            return await self._run(actor, command, report, number)
        except BaseException as error:
            await self.imports.abandon(actor, number, _failed(report, error, self.clock))
            raise

    async def _run(
        self,
        actor: Actor,
        command: ImportCardTransactionsCommand,
        report: ImportReport,
        number: int | None,
    ) -> ImportReport:
        statement = await asyncio.to_thread(self.statements.open, Path(command.file.path))
        signature = header_signature(statement.headers)
        mapping = await self._mapping(actor, command, statement, signature)
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
            self.progress.advance(tally.read)
        done = tally.report(report, mapping.described(), seat.time_zone, self.clock.now())
        if number is not None:
            await self.imports.finish(actor, number, done, signature, mapping)
        return done

    async def _mapping(
        self,
        actor: Actor,
        command: ImportCardTransactionsCommand,
        statement: OpenStatement,
        signature: str,
    ) -> Mapping:
        saved = await self.imports.saved_mapping(actor, signature)

        def find() -> Mapping:
            return detect(
                statement.headers,
                statement.cells(),
                actor.company.currency,
                given=command.mapping,
                saved=saved,
            )

        return await asyncio.to_thread(find)

    @classmethod
    def fingerprint(cls, command: ImportCardTransactionsCommand) -> ImportCardTransactionsCommand:
        """Where the file was put on this server is no part of the request."""
        return structs.replace(command, file=structs.replace(command.file, path=""))

    @classmethod
    def trace(cls, result: ImportReport) -> Trace:
        counts = structs.asdict(result.counts)
        return Trace(subject=result.id, details={"status": result.status.value, **counts})


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


def _failed(report: ImportReport, error: BaseException, clock: Clock) -> ImportReport:
    reason = error.message if isinstance(error, ClaraError) else "The import was interrupted."
    return structs.replace(
        report, status=ImportStatus.FAILED, finished_at=clock.now(), error=reason
    )
