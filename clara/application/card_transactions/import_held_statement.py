from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from clara.application.card_transactions.held_statements import HeldName, HeldStatements
from clara.application.card_transactions.import_task import IMPORT, AskedImport
from clara.application.ports import Ids
from clara.application.tasks.backlog import Backlog
from clara.application.tasks.enqueuing import Enqueuing
from clara.application.tasks.ports import Tasks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany
from clara.domain.tasks.task import Task


class ImportHeldStatementCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    statement: HeldName
    mapping: Annotated[dict[str, str | int], Meta(max_length=40)] = {}  # noqa: RUF012 - a Struct copies it


@dataclass(frozen=True, slots=True)
class ImportHeldStatement(UseCase[ImportHeldStatementCommand, Task]):
    """Import a statement that is kept for a look, as a task whose result is the import. Asked for
    again, it is the same task: a statement that was looked at goes in once.

    Errors, first that holds: statement_gone, blobs_unavailable, too_many_tasks.
    """

    name = "card.import_held"
    tool = "import_held_statement"
    title = "Import a statement after a look"
    action = "import.queued"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    command = ImportHeldStatementCommand
    result = Task

    held: HeldStatements
    tasks: Tasks
    backlog: Backlog
    enqueuing: Enqueuing
    ids: Ids

    async def __call__(self, actor: Actor, command: ImportHeldStatementCommand) -> Task:
        held = self.held.named(actor, command.statement)
        begun = await self.tasks.find(actor, held.task_id)
        if begun is not None:
            return begun
        async with self.held.opened(held):
            await self.backlog.require_room(actor)
        asked = AskedImport(
            import_id=self.ids.new("import"),
            name=held.name,
            size=held.size,
            digest=held.digest,
            mapping=command.mapping,
        )
        return await self.enqueuing(
            actor, IMPORT.name, msgspec.to_builtins(asked), task_id=held.task_id
        )

    @classmethod
    def trace(cls, result: Task) -> Trace:
        return Trace(subject=result.id)
