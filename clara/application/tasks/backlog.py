from dataclasses import dataclass

from clara.application.tasks.ports import Tasks
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict
from clara.domain.tasks.task import TaskStatus

MAX_WAITING = 20


@dataclass(frozen=True, slots=True)
class Backlog:
    """Work that costs no credits is limited by how much of it may wait."""

    tasks: Tasks

    async def require_room(self, actor: Actor) -> None:
        """Within the transaction that adds one. Raises `too_many_tasks`."""
        waiting = await self.tasks.page(actor, TaskStatus.QUEUED, 0, 0)
        if waiting.total_count >= MAX_WAITING:
            raise Conflict(
                "too_many_tasks",
                f"A user may have {MAX_WAITING} tasks waiting.",
                remedy="Wait until some are done, or cancel one.",
            )
