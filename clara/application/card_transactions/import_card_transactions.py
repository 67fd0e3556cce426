from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, structs

from clara.application.card_transactions.importing import ImportFollower, Importing
from clara.application.ports import Clock, Ids, Progress
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile


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
    what would happen and changes nothing. Over REST a large file is imported by a task.

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

    importing: Importing
    clock: Clock
    ids: Ids
    progress: Progress

    async def __call__(self, actor: Actor, command: ImportCardTransactionsCommand) -> ImportReport:
        begun = ImportReport(
            id=self.ids.new("import"),
            status=ImportStatus.DRY_RUN if command.dry_run else ImportStatus.RUNNING,
            file_name=command.file.name,
            created_at=self.clock.now(),
        )
        follower = _Waiting(self.progress)
        return await self.importing(actor, begun, command.file, command.mapping, follower)

    @classmethod
    def fingerprint(cls, command: ImportCardTransactionsCommand) -> ImportCardTransactionsCommand:
        """Where the file was put on this server is no part of the request."""
        return structs.replace(command, file=structs.replace(command.file, path=""))

    @classmethod
    def trace(cls, result: ImportReport) -> Trace:
        counts = structs.asdict(result.counts)
        return Trace(subject=result.id, details={"status": result.status.value, **counts})


@dataclass(frozen=True, slots=True)
class _Waiting(ImportFollower):
    """Tells whoever waits for the answer."""

    progress: Progress

    async def advance(self, rows: int, portion: float) -> None:
        self.progress.advance(rows)

    async def ending(self) -> None:
        return
