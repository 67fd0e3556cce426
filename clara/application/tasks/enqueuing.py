from dataclasses import dataclass
from typing import Any

from clara.application.credits.credit_accounts import CreditAccounts
from clara.application.ports import Clock, Ids
from clara.application.tasks.ports import Tasks
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
        kind: str,
        user_id: str,
        company_id: str | None,
        asked: Any,
        *,
        credits: int = 0,
        description: str = "",
    ) -> Task:
        """Queue a task of `kind` in the operation's transaction, and set its price aside under its
        id. `asked` is JSON for its steps. Raises `not_enough_credits`."""
        now = self.clock.now()
        task = Task(
            id=self.ids.new("task"),
            kind=kind,
            user_id=user_id,
            company_id=company_id,
            status=TaskStatus.QUEUED,
            progress=TaskProgress(),
            credits=credits,
            attempts=0,
            created_at=now,
            updated_at=now,
        )
        await self.tasks.add(task, asked)
        if credits:
            await self.accounts.reserve(user_id, credits, task.id, description)
        return task
