"""`kill -9` at every step of carrying tasks out: the next process goes on with what was not done,
and nothing is done or charged twice."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import select

from clara.adapters.persistence.tables import task_workers
from clara.application.tasks.view_task import ViewTask
from clara.domain.tasks.task import Task, TaskStatus
from tests.faults.carriers import PATIENCE, QUICK, started, was_killed
from tests.support.credits import Buyer
from tests.support.task_kinds import BRIEF, MARKING, STEPS, enqueue, make_marks, marks_of
from tests.support.world import World

pytestmark = pytest.mark.anyio

PRICE, GIVEN = 20, 10_000
MOST_STEPS = 60


@dataclass
class Desk:
    """Where tasks are queued; processes carry them out."""

    url: str
    buyer: Buyer

    async def ask(self, kind: str, **asked: Any) -> Task:
        """About no company: in the line of its user."""
        world = self.buyer.world
        actor = structs.replace(await world.actor(self.buyer.person), seat=None)
        return await enqueue(world.core, actor, kind, asked, PRICE)

    async def ask_about_a_company(self, kind: str, **asked: Any) -> Task:
        world = self.buyer.world
        actor = await world.actor(self.buyer.person)
        return await enqueue(world.core, actor, kind, asked, PRICE)

    async def view(self, task: Task) -> Task:
        viewed: Task = await self.buyer.run(ViewTask, task_id=task.id)
        return viewed

    async def is_done_once(self, *tasks: Task) -> None:
        """And paid once, each of them."""
        for task in tasks:
            done = await self.view(task)
            assert done.status is TaskStatus.SUCCEEDED, done
            assert done.credits == PRICE
        marks = await marks_of(self.buyer.world.core.database)
        assert marks == sorted((task.id, step) for task in tasks for step in STEPS[task.kind])
        assert await self.buyer.balance() == GIVEN - PRICE * len(tasks)
        await self.buyer.is_sound()


@pytest.fixture
async def desk(world: World) -> Desk:
    await make_marks(world.core.database)
    buyer = Buyer(world, world.a.administrator)
    await buyer.is_given(GIVEN)
    return Desk(world.url, buyer)


@pytest.fixture
def left_over() -> Iterator[list[Any]]:
    """Processes that are ended with the test."""
    processes: list[Any] = []
    yield processes
    for process in processes:
        process.kill()
        process.join(PATIENCE)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await happened():
                return
            await asyncio.sleep(0.02)


async def ended(process: Any) -> bool:
    return await asyncio.to_thread(was_killed, process)


async def test_whatever_step_a_process_is_killed_at_the_next_one_goes_on(desk: Desk) -> None:
    """Each process finishes what the one before it left, and dies a step later than that one did."""
    tasks = []
    for step in count(1):
        tasks.append(await desk.ask(BRIEF, what=step))
        if not await ended(started(desk.url, dies=(tasks[-1].id, step))):
            break
        assert step < MOST_STEPS
    assert step > 15
    await desk.is_done_once(*tasks)


@dataclass
class Held:
    """A task whose first carrier takes longer than the test does."""

    desk: Desk
    task: Task
    looks: Path

    @classmethod
    async def by_whom(cls, desk: Desk, looks: Path) -> "Held":
        task = await desk.ask_about_a_company(MARKING, looks=str(looks), seconds=10 * PATIENCE)
        return cls(desk, task, looks)

    async def is_looked_at(self) -> bool:
        return self.looks.exists()

    async def is_over(self) -> bool:
        return (await self.desk.view(self.task)).status.is_over


@pytest.mark.parametrize("store", ["postgresql"])  # SQLite is served by one process
async def test_a_peer_goes_on_with_what_a_dead_worker_had_begun_and_not_before(
    desk: Desk, tmp_path: Path, left_over: list[Any]
) -> None:
    held = await Held.by_whom(desk, tmp_path / "looks")
    left_over.append(worker := started(desk.url))
    await until(held.is_looked_at)
    left_over.append(peer := started(desk.url))
    theirs = await desk.ask(MARKING)
    await until(Held(desk, theirs, held.looks).is_over)
    await asyncio.sleep(3 * QUICK.dead_after_seconds)
    assert not await held.is_over()
    worker.kill()
    await until(held.is_over)
    assert await ended(peer) is False
    assert held.looks.read_text() == "xx"
    await desk.is_done_once(held.task, theirs)


async def test_a_worker_that_is_told_to_stop_leaves_what_it_had_begun_to_the_next(
    desk: Desk, tmp_path: Path, left_over: list[Any]
) -> None:
    held = await Held.by_whom(desk, tmp_path / "looks")
    left_over.append(worker := started(desk.url))
    await until(held.is_looked_at)
    worker.terminate()
    assert await ended(worker) is False
    assert await desk.buyer.world.rows(select(task_workers.c.id)) == []
    assert not await held.is_over()
    assert await ended(started(desk.url)) is False
    assert held.looks.read_text() == "xx"
    await desk.is_done_once(held.task)
