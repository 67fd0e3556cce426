from dataclasses import dataclass
from typing import Any

from msgspec import structs

from clara.application.credits.credit_accounts import CreditAccounts
from clara.application.ports import Clock, Ids
from clara.application.tasks.ports import Tasks
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import viewpoint
from clara.domain.tasks.task import Task, TaskProgress, TaskStatus


@dataclass(frozen=True, slots=True)
class Enqueuing:
    """How an operation leaves work for later."""

    tasks: Tasks
    accounts: CreditAccounts
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        actor: Actor,
        kind: str,
        asked: Any,
        *,
        credits: int = 0,
        description: str = "",
        is_prompt: bool = False,
        task_id: str | None = None,
    ) -> Task:
        """Queue a task of `kind` in the operation's transaction, and set its price aside under its
        id. It acts for `actor`, about the company of their seat. `asked` is JSON for its steps. One
        that is prompt waits for no worker: the operation's is, too, and `Promptness` begins it.
        `task_id` is a new identifier where something was kept under it already. Raises
        `not_enough_credits`."""
        assert actor.user_id is not None, "a task belongs to a user"
        now, seat = self.clock.now(), actor.seat
        task = Task(
            id=task_id or self.ids.new("task"),
            kind=kind,
            user_id=actor.user_id,
            company_id=seat.company_id if seat else None,
            viewpoint=viewpoint(actor) if seat else None,
            status=TaskStatus.QUEUED,
            progress=TaskProgress(),
            credits=credits,
            attempts=0,
            created_at=now,
            updated_at=now,
        )
        # A yes was to one operation, not to what it leaves for later.
        asking = structs.replace(actor, approval=None)
        await self.tasks.add(task, asking, asked, handed_over=is_prompt)
        if credits:
            await self.accounts.reserve(task.user_id, credits, task.id, description)
        return task
