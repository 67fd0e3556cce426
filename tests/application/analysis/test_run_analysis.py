"""Asking the analyst, and what that leaves: a task, an answer and at most one charge."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.attachments.list_attachments import ListAttachments
from clara.application.catalog import TASK_KINDS
from clara.application.tasks import promptness
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.steps import StepRunner
from clara.application.tasks.view_task import ViewTask
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Invalid, NotFound
from clara.domain.tasks.task import Task, TaskStatus
from tests.support.clock import FakeClock
from tests.support.credits import Buyer
from tests.support.uploads import uploaded
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

QUESTION = "how much did we spend in November 2026?"
NO_ANSWER = "what will we spend next year?"


@dataclass
class Desk:
    """The administrator of `a`, with 100 credits, where analyses are answered at once."""

    buyer: Buyer

    async def ask(self, prompt: str = QUESTION, door: Door = Door.REST, **fields: Any) -> Task:
        fields.setdefault("company_id", self.buyer.person.company.id)
        task: Task = await self.buyer.run(RunAnalysis, door, prompt=prompt, **fields)
        return task

    async def credits(self) -> int:
        return await self.buyer.balance()

    async def tasks(self) -> tuple[Task, ...]:
        found = await self.buyer.run(ListTasks)
        return tuple(found.items)


@pytest.fixture
async def desk(url: str, clock: FakeClock, world: World) -> AsyncIterator[Desk]:
    settings = structs.replace(settings_for(url), tasks_at_once=2)
    core = build_core(settings, clock=clock)
    buyer = Buyer(
        World(url=url, core=core, clock=clock, a=world.a, b=world.b), world.a.administrator
    )
    await buyer.is_given(100)
    yield Desk(buyer)
    await core.close()


async def test_a_quick_question_is_answered_at_once_and_charged_once(desk: Desk) -> None:
    task = await desk.ask()
    assert task.status is TaskStatus.SUCCEEDED
    assert task.result is not None
    assert task.result["status"] == "answered"
    assert task.result["credits"] == task.credits == 20
    assert task.result["figures"][0]["transactions"]["href"].startswith("/api/v1/companies/")
    assert await desk.credits() == 80
    assert await desk.buyer.run(ViewTask, task_id=task.id) == task
    await desk.buyer.is_sound()


async def test_a_question_without_an_answer_costs_nothing(desk: Desk) -> None:
    task = await desk.ask(NO_ANSWER)
    assert task.status is TaskStatus.SUCCEEDED
    assert task.result is not None
    assert task.result["status"] == "refused"
    assert task.result["refusal"]["reason"] == "forecast"
    assert task.result["refusal"]["try"]
    assert task.credits == task.result["credits"] == 0
    assert await desk.credits() == 100


async def test_who_has_too_few_credits_is_told_so_and_nothing_is_left(desk: Desk) -> None:
    for _ in range(5):
        await desk.ask()
    with pytest.raises(ClaraError) as refused:
        await desk.ask()
    assert refused.value.code == "not_enough_credits"
    assert len(await desk.tasks()) == 5
    assert await desk.credits() == 0


async def test_an_assistant_that_repeats_itself_pays_once(desk: Desk) -> None:
    first = await desk.ask(door=Door.MCP)
    again = await desk.ask(door=Door.MCP)
    assert again == first
    assert await desk.credits() == 80


async def test_the_same_idempotency_key_is_the_same_analysis(desk: Desk) -> None:
    world, person = desk.buyer.world, desk.buyer.person
    command = RunAnalysis.command(
        user_id=person.user.id, company_id=person.company.id, prompt=QUESTION
    )
    first = await world.send(RunAnalysis, command, person, key="ask-1")
    again = await world.send(RunAnalysis, command, person, key="ask-1")
    assert (again.replayed, again.result) == (True, first.result)
    assert await desk.credits() == 80


async def test_files_that_come_along_are_kept_for_other_questions(
    desk: Desk, tmp_path: Path
) -> None:
    task = await desk.ask(files=(uploaded(tmp_path / "november.csv"),))
    held = await desk.buyer.run(ListAttachments)
    assert task.status is TaskStatus.SUCCEEDED
    assert [one.name for one in held.items] == ["november.csv"]
    again = await desk.ask(attachment_ids=(held.items[0].id,))
    assert again.status is TaskStatus.SUCCEEDED


async def test_an_attachment_of_somebody_else_is_not_found_and_nothing_is_charged(
    desk: Desk,
) -> None:
    with pytest.raises(NotFound) as refused:
        await desk.ask(attachment_ids=("attachment_" + "0" * 32,))
    assert refused.value.code == "attachment_not_found"
    assert await desk.credits() == 100


async def test_more_than_five_files_together_are_refused(desk: Desk, tmp_path: Path) -> None:
    ids = tuple(f"attachment_{number:032x}" for number in range(5))
    with pytest.raises(Invalid) as refused:
        await desk.ask(attachment_ids=ids, files=(uploaded(tmp_path / "a.csv"),))
    assert refused.value.code == "too_many_files"


async def test_nobody_asks_about_a_company_of_others(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.ask(company_id=desk.buyer.world.b.administrator.company.id)


async def test_a_slow_answer_is_left_to_a_worker_which_gives_it_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promptness, "WAITED_SECONDS", 0.0)
    task = await desk.ask()
    assert not task.status.is_over
    assert await desk.credits() == 80  # set aside
    core = desk.buyer.world.core
    steps = StepRunner(core.units, TASK_KINDS)
    while await steps.next(task.id):
        pass
    done = await desk.buyer.run(ViewTask, task_id=task.id)
    assert done.status is TaskStatus.SUCCEEDED
    assert await desk.credits() == 80
    await desk.buyer.is_sound()


async def test_of_a_crowd_of_questions_one_of_a_company_is_answered_at_a_time(desk: Desk) -> None:
    asked = await asyncio.gather(*(desk.ask(f"{QUESTION[:-1]} {' ' * i}?") for i in range(4)))
    at_once = [task for task in asked if task.status is TaskStatus.SUCCEEDED]
    left = [task for task in asked if task.status is TaskStatus.QUEUED]
    assert at_once
    assert len(at_once) + len(left) == 4
    assert await desk.credits() == 20


async def test_a_caller_who_goes_away_gets_the_answer_all_the_same(desk: Desk) -> None:
    asking = asyncio.create_task(desk.ask())
    async with asyncio.timeout(10):
        while not (found := await desk.tasks()):
            pass
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await desk.buyer.world.core.promptness.close()
    assert (await desk.tasks())[0].status is TaskStatus.SUCCEEDED
    assert len(found) == 1


async def test_employees_ask_about_what_they_see(desk: Desk) -> None:
    world = desk.buyer.world
    employee = Buyer(world, world.a.employee)
    await employee.is_given(20)
    task = await employee.run(RunAnalysis, prompt=QUESTION, company_id=world.a.employee.company.id)
    whole = await desk.ask()
    assert task.result["coverage"]["matched"] < whole.result["coverage"]["matched"]  # type: ignore[index]


async def test_a_statement_is_held_against_the_books(desk: Desk, tmp_path: Path) -> None:
    task = await desk.ask(
        "concilia este estado de cuenta con nuestros cargos",
        files=(uploaded(tmp_path / "november.csv"),),
    )
    assert task.result is not None
    assert (task.result["status"], task.result["language"]) == ("answered", "es")
    assert task.result["plan"]["attachments"] == "reconcile"
    (used,) = task.result["attachments"]
    assert (used["name"], used["rows"]) == ("november.csv", 2)
    assert any(figure["files"] for figure in task.result["figures"])
    assert task.credits == 20
