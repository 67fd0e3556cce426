"""Imports and exports as tasks: asked for by a person, carried out step by step."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from clara.adapters.persistence.tables import card_transactions
from clara.application.card_transactions.queue_export import QueueExport
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.catalog import TASK_KINDS
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.steps import StepRunner
from clara.application.tasks.view_task import ViewTask
from clara.domain.imports.report import StatementFile
from clara.domain.tasks.task import Task
from tests.support.world import World


@dataclass
class LongWork:
    """Of the administrator of company `a`."""

    world: World

    @property
    def steps(self) -> StepRunner:
        return StepRunner(self.world.core.units, TASK_KINDS)

    @property
    def blobs(self) -> Path:
        """The folder where contents are kept."""
        return Path(self.world.core.settings.blobs_url.removeprefix("folder:"))

    async def ask_import(self, file: StatementFile, **more: Any) -> Task:
        task: Task = await self.world.run(QueueImport, file=file, **more)
        return task

    async def ask_export(self, **filters: Any) -> Task:
        task: Task = await self.world.run(QueueExport, **filters)
        return task

    async def carry_out(self, task: Task) -> Task:
        """All its steps."""
        while await self.steps.next(task.id):
            pass
        return await self.view(task)

    async def cancel_after_it_began(self, task: Task) -> Task:
        """Its step is under way when it is cancelled, and goes on until it sees that."""
        step = await self.steps.begin(task.id)
        assert step is not None
        user_id = self.world.a.administrator.user.id
        await self.world.send(
            CancelTask,
            CancelTask.command(task_id=task.id, user_id=user_id),
            self.world.a.administrator,
        )
        try:
            await self.steps.do(step)
        finally:
            cancelled = await self.view(task)
        return cancelled

    async def view(self, task: Task) -> Task:
        command = ViewTask.command(task_id=task.id, user_id=self.world.a.administrator.user.id)
        viewed: Task = (await self.world.send(ViewTask, command, self.world.a.administrator)).result
        return viewed

    async def stored(self) -> int:
        """Card transactions of every company, seen or not."""
        rows = await self.world.rows(select(func.count()).select_from(card_transactions))
        return int(rows[0][0])

    def kept_of(self, task: Task) -> list[Path]:
        """Contents that are kept for the task."""
        return list((self.blobs / task.id).glob("*"))
