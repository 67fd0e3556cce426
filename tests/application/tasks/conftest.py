"""A world whose product knows the tests' kinds of tasks, and is asked for each step by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.steps import StepRunner
from clara.application.tasks.view_task import ViewTask
from clara.bootstrap import build_core
from clara.domain.tasks.task import Task
from tests.support.clock import FakeClock
from tests.support.credits import Buyer
from tests.support.task_kinds import KINDS, enqueue, make_marks, marks_of
from tests.support.world import World, settings_for


@dataclass
class Desk:
    """Somebody with credits who has work done."""

    buyer: Buyer
    steps: StepRunner

    async def ask(self, kind: str, asked: Any = None, credits: int = 0) -> Task:
        world = self.buyer.world
        actor = await world.actor(self.buyer.person)
        return await enqueue(world.core, actor, kind, asked, credits)

    async def carry_out(self, task: Task) -> Task:
        """All its steps."""
        while await self.steps.next(task.id):
            pass
        return await self.view(task)

    async def view(self, task: Task, **fields: Any) -> Task:
        viewed: Task = await self.buyer.run(ViewTask, task_id=task.id, **fields)
        return viewed

    async def cancel(self, task: Task) -> Task:
        cancelled: Task = await self.buyer.run(CancelTask, task_id=task.id)
        return cancelled

    async def marks(self) -> list[str]:
        return [step for _, step in await marks_of(self.buyer.world.core.database)]


@pytest.fixture
async def desk(url: str, store: str, clock: FakeClock, world: World) -> AsyncIterator[Desk]:
    core = build_core(settings_for(url), clock=clock, kinds=KINDS)
    await make_marks(core.database)
    own = World(url=url, core=core, clock=clock, a=world.a, b=world.b)
    buyer = Buyer(own, own.a.administrator)
    await buyer.is_given(100)
    yield Desk(buyer, StepRunner(core.units, KINDS))
    await core.close()
