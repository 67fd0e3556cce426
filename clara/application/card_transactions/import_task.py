"""A long import as a task: one step, which takes up what an attempt before it left."""

from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from clara.application.attachments.ports import Blobs
from clara.application.call import Call
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.importing import ImportFollower, Importing
from clara.application.note import Note
from clara.application.ports import AuditLog, Clock, Ids
from clara.application.tasks.kind import Report, TaskKind, TaskStep, Work
from clara.application.use_case import Effect
from clara.domain.errors import Conflict
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from clara.domain.tasks.file import task_blob

_PAUSE_SECONDS = 1.0


class AskedImport(Struct, frozen=True, kw_only=True):
    """`import_id` is the same in every attempt, so that each knows what the one before it left."""

    import_id: str
    name: str
    size: int
    digest: str
    mapping: dict[str, str | int] = {}
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportStatement(TaskStep):
    """The rows appear in the transaction in which the step is known to be done: once, and all of
    them. While another import of the company runs, it waits."""

    name = "import"
    words = "Reading the file"
    effect = Effect.STAGED

    importing: Importing
    blobs: Blobs
    audit: AuditLog
    clock: Clock
    ids: Ids

    async def __call__(self, work: Work, report: Report) -> ImportReport:
        asked = msgspec.convert(work.asked, AskedImport)
        started = self.clock.elapsed()
        while True:
            try:
                done = await self._imported(work, asked, report)
            except Conflict as error:
                if error.code == "import_lost":
                    await self._wait_for_another_worker(report)
                if error.code != "import_running":
                    raise
                await report(0, "Waiting for another import of the company")
                await self.clock.sleep(_PAUSE_SECONDS)
            else:
                await self._log(work, done, started)
                return done

    async def _imported(self, work: Work, asked: AskedImport, report: Report) -> ImportReport:
        begun = ImportReport(
            id=asked.import_id,
            status=ImportStatus.DRY_RUN if asked.dry_run else ImportStatus.RUNNING,
            file_name=asked.name,
            created_at=self.clock.now(),
            task_id=work.task_id,
        )
        async with self.blobs.open(task_blob(work.task_id, asked.digest)) as path:
            file = StatementFile(
                path=str(path), name=asked.name, size=asked.size, digest=asked.digest
            )
            told = _Told(report)
            return await self.importing(work.actor, begun, file, asked.mapping, told)

    async def _wait_for_another_worker(self, report: Report) -> NoReturn:
        """Which took this one for dead, and whose attempt counts: to begin again would only take
        the import away from it in turn. Ends with `TaskMovedOn`, once that one is done."""
        while True:
            await report(0, self.words)
            await self.clock.sleep(_PAUSE_SECONDS)

    async def _log(self, work: Work, done: ImportReport, started: float) -> None:
        """As an import that is not a task is logged; the task stands for the request."""
        note = Note(ImportCardTransactions.action)
        note.actor = work.actor
        note.remember(ImportCardTransactions.trace(done))
        call = Call(door=work.actor.door, request_id=work.task_id)
        for entry in note.entries(self.ids, self.clock, call, started):
            await self.audit.add(entry)


@dataclass(frozen=True, slots=True)
class _Told(ImportFollower):
    report: Report

    async def advance(self, rows: int, portion: float) -> None:
        # The last hundredth is showing them.
        await self.report(int(99 * portion), f"{rows:,} rows read")

    async def ending(self) -> None:
        await self.report.ending()


def import_of(result: dict[str, Any]) -> ImportReport:
    """What such a task has found."""
    return msgspec.convert(result, ImportReport)


IMPORT = TaskKind("card_transactions.import", (ImportStatement,))
