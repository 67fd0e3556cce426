"""A hundred questions in the same instant, where there are hardly any connections."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec import structs

from clara.adapters.persistence.task_outbox import SqlTaskOutbox
from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.catalog import TASK_KINDS
from clara.application.tasks.steps import StepRunner
from clara.application.tasks.view_task import ViewTask
from clara.bootstrap import build_core
from clara.domain.tasks.task import Task, TaskStatus
from tests.support.clock import FakeClock
from tests.support.credits import Buyer
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

QUESTIONS = [
    f"top {number} {group} by spend in 2026"
    for number in range(1, 21)
    for group in ("categories", "merchants", "cardholders", "cards", "currencies")
]
PRICE = 20


@pytest.fixture
async def buyer(url: str, clock: FakeClock, world: World) -> AsyncIterator[Buyer]:
    """The administrator of `a`, with credits for every question and for no other."""
    settings = structs.replace(settings_for(url), tasks_at_once=2, database_pool=2)
    core = build_core(settings, clock=clock)
    found = Buyer(
        World(url=url, core=core, clock=clock, a=world.a, b=world.b), world.a.administrator
    )
    await found.is_given(PRICE * len(QUESTIONS))
    yield found
    await core.close()


async def test_all_are_accepted_and_each_is_answered_and_charged_once(
    buyer: Buyer, clock: FakeClock
) -> None:
    company, core = buyer.person.company.id, buyer.world.core
    asked: list[Task] = await asyncio.gather(
        *(buyer.run(RunAnalysis, prompt=prompt, company_id=company) for prompt in QUESTIONS)
    )
    left = {task.id for task in asked if not task.status.is_over}
    assert left
    assert await buyer.balance() == 0  # charged or set aside

    await core.promptness.close()
    waiting = await SqlTaskOutbox(core.database, clock).waiting(len(QUESTIONS))
    assert {task_id for task_id, _ in waiting} == left

    steps = StepRunner(core.units, TASK_KINDS)
    for task_id in left:
        while await steps.next(task_id):
            pass
    done: list[Task] = [await buyer.run(ViewTask, task_id=task.id) for task in asked]
    assert {(task.status, task.credits) for task in done} == {(TaskStatus.SUCCEEDED, PRICE)}
    assert await buyer.balance() == 0
    await buyer.is_sound()
