from dataclasses import dataclass

import msgspec

from clara.application.card_transactions.export_task import EXPORT, AskedExport
from clara.application.ports import Clock
from clara.application.tasks.backlog import Backlog
from clara.application.tasks.enqueuing import Enqueuing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.card_transactions.export_format import ExportFormat
from clara.domain.card_transactions.query import CardTransactionQuery
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.tasks.task import Task


class QueueExportCommand(CardTransactionQuery, frozen=True, kw_only=True):
    format: ExportFormat = ExportFormat.CSV


@dataclass(frozen=True, slots=True)
class QueueExport(UseCase[QueueExportCommand, Task]):
    """Export every card transaction the filters match as a task, which makes the file and says what
    it adds up to. The days meant are those of now.

    Errors, first that holds: those of the filters, as for the list; too_many_tasks.
    """

    name = "card.queue_export"
    tool = "queue_export"
    title = "Export card transactions as a task"
    action = "export.queued"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_READ
    creates = True
    command = QueueExportCommand
    result = Task

    backlog: Backlog
    enqueuing: Enqueuing
    clock: Clock

    async def __call__(self, actor: Actor, command: QueueExportCommand) -> Task:
        today = actor.company.today(self.clock.now())
        asked = AskedExport(format=command.format, filter=command.filter(actor.company, today))
        await self.backlog.require_room(actor)
        return await self.enqueuing(actor, EXPORT.name, msgspec.to_builtins(asked))

    @classmethod
    def trace(cls, result: Task) -> Trace:
        return Trace(subject=result.id)
