"""What waits to be handed over, who works, and the end of tasks that are over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import select, text, update

from clara.adapters.persistence import task_outbox
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.tables import task_steps, tasks
from clara.adapters.persistence.task_outbox import SqlTaskOutbox, forget_old_tasks
from clara.adapters.persistence.tasks import SqlTasks
from clara.domain.companies.company import Role
from clara.domain.credentials.guard import Guard
from clara.domain.instant import microseconds
from tests.support.clock import NOW, FakeClock
from tests.support.task_kinds import MARKING, enqueue
from tests.support.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
def outbox(world: World, clock: FakeClock) -> SqlTaskOutbox:
    return SqlTaskOutbox(world.core.database, clock)


async def queued(world: World, *, of_company: bool = False) -> str:
    actor = await world.actor(world.a.administrator)
    task = await enqueue(
        world.core, actor if of_company else structs.replace(actor, seat=None), MARKING
    )
    world.clock.advance(seconds=1)
    return task.id


async def test_what_waits_is_handed_over_oldest_first_in_its_companys_line_or_its_users(
    world: World, outbox: SqlTaskOutbox
) -> None:
    assert not await outbox.has_work()
    company_id = world.a.company.id
    first = await queued(world, of_company=True)
    second = await queued(world)
    third = await queued(world, of_company=True)
    assert await outbox.has_work()
    user_id = world.a.administrator.user.id
    assert await outbox.waiting(2) == [(first, company_id), (second, user_id)]
    await outbox.hand_over([first, second])
    assert await outbox.waiting(9) == [(third, company_id)]
    assert await outbox.has_work()


async def test_what_is_lost_waits_again_unless_it_is_over(
    world: World, outbox: SqlTaskOutbox
) -> None:
    lost, over = await queued(world), await queued(world)
    await outbox.hand_over([lost, over])
    world.clock.advance(minutes=1)
    assert await outbox.handed_over(world.clock.now() - timedelta(minutes=2), 9) == []
    assert set(await outbox.handed_over(world.clock.now(), 9)) == {lost, over}
    await world.change(update(tasks).where(tasks.c.id == over).values(status="failed"))
    assert await outbox.handed_over(world.clock.now(), 9) == [lost]
    assert await outbox.take_back([lost, over, "task_unknown"]) == [lost]
    assert [task_id for task_id, _ in await outbox.waiting(9)] == [lost]


async def test_workers_are_known_by_when_they_began_until_they_leave(
    world: World, outbox: SqlTaskOutbox
) -> None:
    for worker in ("worker_b", "worker_a"):
        await outbox.beat(worker)
        world.clock.advance(seconds=1)
    await outbox.beat("worker_b")
    assert await outbox.workers() == [
        ("worker_b", NOW + timedelta(seconds=2)),
        ("worker_a", NOW + timedelta(seconds=1)),
    ]
    await outbox.leave("worker_b")
    assert [worker for worker, _ in await outbox.workers()] == ["worker_a"]


async def test_callers_reach_their_tasks_about_what_they_still_see(world: World) -> None:
    whole = await world.actor(world.a.administrator)
    (seat,) = whole.seats
    guarded = structs.replace(
        whole, credential_id="key_guarded", guard=Guard(card_ids=(world.a.cards["luis"].id,))
    )
    employed = structs.replace(seat, role=Role.EMPLOYEE)
    callers = {
        "whole": whole,
        "guarded": guarded,
        "guarded otherwise": structs.replace(guarded, credential_id="key_other"),
        "employee": structs.replace(whole, seats=(employed,), seat=employed),
        "who left": structs.replace(whole, seats=(), seat=None),
        "another": await world.actor(world.a.bookkeeper),
    }
    made = {}
    for name in ("whole", "guarded", "employee", "who left"):
        made[(await enqueue(world.core, callers[name], MARKING)).id] = name
        world.clock.advance(seconds=1)
    seen = {}
    for name, actor in callers.items():
        async with closing(world) as port:
            page = await port.page(actor, None, 50, 0)
            found = [await port.find(actor, task_id) for task_id in made]
        seen[name] = {made[one.id] for one in page.items}
        assert seen[name] == {made[one.id] for one in found if one}
        assert page.total_count == len(seen[name])
    assert seen == {
        "whole": {"whole", "guarded", "employee", "who left"},
        "guarded": {"guarded", "who left"},
        "guarded otherwise": {"who left"},
        "employee": {"employee", "who left"},
        "who left": {"who left"},  # about no company
        "another": set(),
    }


@asynccontextmanager
async def closing(world: World) -> AsyncIterator[SqlTasks]:
    session = Session(world.core.database)
    try:
        yield SqlTasks(session)
    finally:
        await session.close()


async def test_what_is_over_is_removed_after_its_days_and_nothing_else(world: World) -> None:
    old, young, unfinished = [await queued(world) for _ in range(3)]
    there = tasks.c
    long_ago = microseconds(NOW - timedelta(days=31))
    await world.change(update(tasks).values(updated_at=long_ago))
    await world.change(update(tasks).where(there.id == old).values(status="succeeded"))
    await world.change(
        update(tasks)
        .where(there.id == young)
        .values(status="cancelled", updated_at=microseconds(NOW - timedelta(days=29)))
    )
    step = {"task_id": old, "name": "first", "output": b"{}", "done_at": 0}
    await world.change(task_steps.insert().values(step))
    await forget_old_tasks(world.core.database, microseconds(NOW), timedelta(days=30))
    assert {row[0] for row in await world.rows(select(there.id))} == {young, unfinished}
    assert await world.rows(select(task_steps.c.name)) == []


async def test_workers_find_waiting_tasks_along_an_index(world: World, store: str) -> None:
    """A look twice a second costs the same however many tasks there were."""
    if store == "postgresql":
        pytest.skip("on an empty table its planner reads the table whatever there is")
    for statement in (task_outbox._ANY, task_outbox._WAITING):
        asked = statement.for_sqlite({"limit": 1})[0].replace("?", "1")
        plan = await world.rows(text(f"EXPLAIN QUERY PLAN {asked}"))
        assert any("ix_tasks_unfinished" in row[3] for row in plan), plan
