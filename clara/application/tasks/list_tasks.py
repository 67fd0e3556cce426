from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.tasks.ports import Tasks
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import OfUser
from clara.domain.page import MAX_LIMIT
from clara.domain.tasks.task import TaskList, TaskStatus


class ListTasksCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[
        int, Meta(ge=0, le=MAX_LIMIT, description="Tasks at most, 0 to 200.", examples=[50])
    ] = 50
    offset: Annotated[
        int,
        Meta(ge=0, le=1_000_000, description="How many of the newest to leave out.", examples=[0]),
    ] = 0
    status: Annotated[
        TaskStatus | None, Meta(description="Only tasks in this status.", examples=["running"])
    ] = None


@dataclass(frozen=True, slots=True)
class ListTasks(UseCase[ListTasksCommand, TaskList]):
    """List the signed-in user's tasks, newest first: work that goes on after its request was
    answered. Results above 4,096 bytes are left out here; view the task for them.

    Errors: another_user.
    """

    name = "task.view_all"
    tool = "task_view_all"
    title = "List tasks"
    action = "task.listed"
    effect = Effect.READ
    scope = Scope.TASKS_READ
    command = ListTasksCommand
    result = TaskList

    tasks: Tasks

    async def __call__(self, actor: Actor, command: ListTasksCommand) -> TaskList:
        return await self.tasks.page(actor, command.status, command.limit, command.offset)
