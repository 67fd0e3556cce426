from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, structs

from clara.application.tasks.named_task import NamedTask
from clara.application.tasks.ports import Tasks
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound
from clara.domain.page import MAX_LIMIT
from clara.domain.tasks.result import page_of_rows
from clara.domain.tasks.task import Task


class ViewTaskCommand(NamedTask, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[
        int,
        Meta(ge=0, le=MAX_LIMIT, description="Rows of the result at most.", examples=[50]),
    ] = 50
    offset: Annotated[
        int,
        Meta(ge=0, le=1_000_000, description="How many rows to leave out.", examples=[0]),
    ] = 0


@dataclass(frozen=True, slots=True)
class ViewTask(UseCase[ViewTaskCommand, Task]):
    """View one of the signed-in user's tasks: how far it is, and its result once it has succeeded. A
    result that has `rows` is answered a page of them at a time, with `rows_total` and
    `rows_next_offset`.

    Errors, first that holds: another_user, task_not_found.
    """

    name = "task.view"
    tool = "task_view"
    title = "View a task"
    action = "task.viewed"
    effect = Effect.READ
    scope = Scope.TASKS_READ
    command = ViewTaskCommand
    result = Task

    tasks: Tasks

    async def __call__(self, actor: Actor, command: ViewTaskCommand) -> Task:
        found = await self.tasks.find(actor, command.task_id)
        if found is None:
            raise NotFound.of("task")
        if found.result is None:
            return found
        shown = page_of_rows(found.result, command.limit, command.offset)
        return structs.replace(found, result=shown)
