from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from clara.application.attachments.ports import Blobs
from clara.application.card_transactions.import_card_transactions import (
    ImportCardTransactions,
    ImportCardTransactionsCommand,
)
from clara.application.card_transactions.import_task import IMPORT, AskedImport
from clara.application.ports import Ids
from clara.application.tasks.backlog import Backlog
from clara.application.tasks.enqueuing import Enqueuing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.tasks.file import task_blob
from clara.domain.tasks.task import Task


class QueueImportCommand(
    ImportCardTransactionsCommand, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    pass


@dataclass(frozen=True, slots=True)
class QueueImport(UseCase[QueueImportCommand, Task]):
    """Import a card statement as a task, whose result is the import. The file is kept until the
    task is over; what is wrong with it the task's error says.

    Errors: too_many_tasks, blobs_unavailable.
    """

    name = "card.queue_import"
    tool = "queue_import"
    title = "Import card transactions as a task"
    action = "import.queued"
    effect = Effect.STAGED
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    command = QueueImportCommand
    result = Task

    blobs: Blobs
    backlog: Backlog
    enqueuing: Enqueuing
    ids: Ids

    async def __call__(self, actor: Actor, command: QueueImportCommand) -> Task:
        task_id, file = self.ids.new("task"), command.file
        asked = AskedImport(
            import_id=self.ids.new("import"),
            name=file.name,
            size=file.size,
            digest=file.digest,
            mapping=command.mapping,
            dry_run=command.dry_run,
        )
        # Before the transaction begins, so that it is short.
        blob = task_blob(task_id, file.digest)
        await self.blobs.put(blob, Path(file.path))
        try:
            await self.backlog.require_room(actor)
            return await self.enqueuing(
                actor, IMPORT.name, msgspec.to_builtins(asked), task_id=task_id
            )
        except BaseException:
            await self.blobs.delete(blob)
            raise

    @classmethod
    def fingerprint(cls, command: QueueImportCommand) -> Struct:
        return ImportCardTransactions.fingerprint(command)

    @classmethod
    def trace(cls, result: Task) -> Trace:
        return Trace(subject=result.id)
