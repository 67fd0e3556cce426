from dataclasses import dataclass

from clara.application.tasks.lifecycle import TaskLifecycle
from clara.application.tasks.named_task import NamedTask
from clara.application.tasks.ports import Tasks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound
from clara.domain.tasks.task import Task


class CancelTaskCommand(NamedTask, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class CancelTask(UseCase[CancelTaskCommand, Task]):
    """Cancel one of the signed-in user's tasks. What it has done so far stays done, no further step
    begins, and the credits set aside for it can be spent again. Cancelling it again changes nothing.

    Errors, first that holds: another_user, task_not_found, task_over.
    """

    name = "task.cancel"
    tool = "task_cancel"
    title = "Cancel a task"
    action = "task.cancelled"
    effect = Effect.WRITE
    scope = Scope.ANALYSIS_RUN
    command = CancelTaskCommand
    result = Task

    tasks: Tasks
    lifecycle: TaskLifecycle

    async def __call__(self, actor: Actor, command: CancelTaskCommand) -> Task:
        found = await self.tasks.find(actor, command.task_id)
        held = await self.tasks.hold(found.id) if found else None
        if held is None:
            raise NotFound.of("task")
        return await self.lifecycle.cancel(held.task)

    @classmethod
    def trace(cls, result: Task) -> Trace:
        return Trace(
            subject=result.id,
            details={"kind": result.kind},
            company_ids=(result.company_id,) if result.company_id else (),
        )
