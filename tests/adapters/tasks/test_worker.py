"""Tasks go from the store to the engine and come to their end, also when the engine loses them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

from clara.adapters.persistence.migrate import postgresql_url, sqlite_path
from clara.adapters.persistence.tables import task_workers, tasks
from clara.adapters.tasks.system_database import postgresql_engine, sqlite_engine
from clara.application.tasks.enqueuing import Enqueuing
from clara.bootstrap import Core
from clara.domain.tasks.task import Task
from tests.adapters.tasks.conftest import workshop
from tests.support.task_kinds import (
    BUSY,
    MARKING,
    STEPS,
    STUMBLING,
    enqueue,
    make_marks,
    marks_of,
    most_busy,
)
from tests.support.world import World

pytestmark = pytest.mark.anyio

PATIENCE = 20


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await happened():
                return
            await asyncio.sleep(0.02)


async def statuses(world: World) -> list[str]:
    return sorted(row[0] for row in await world.rows(select(tasks.c.status)))


async def all_over(world: World) -> None:
    async def over() -> bool:
        return not {"queued", "running"} & set(await statuses(world))

    await until(over)


def known_to_the_engine(url: str) -> list[str]:
    """Tasks that stand in the engine's own tables."""
    path = sqlite_path(url)
    if path is not None:
        engine = sqlite_engine(path.with_name(f"{path.name}-tasks"))
        table = "workflow_status"
    else:
        engine, table = postgresql_engine(postgresql_url(url)), "dbos.workflow_status"
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(f"SELECT workflow_uuid FROM {table}")).scalars())
    finally:
        engine.dispose()


async def forgotten_by_the_engine(url: str) -> None:
    async def forgotten() -> bool:
        return not await asyncio.to_thread(known_to_the_engine, url)

    await until(forgotten)


async def queued_by(core: Core, world: World, count: int) -> list[Task]:
    actor = await world.actor(world.a.administrator)
    return [await enqueue(core, actor, MARKING) for _ in range(count)]


async def test_many_tasks_are_each_done_once_and_then_forgotten_by_the_engine(
    world: World, shop: Core
) -> None:
    made = await queued_by(shop, world, 12)
    await all_over(world)
    assert await statuses(world) == ["succeeded"] * 12
    assert await marks_of(world.core.database) == sorted(
        (task.id, step) for task in made for step in STEPS[MARKING]
    )
    await forgotten_by_the_engine(world.url)


async def test_the_engine_begins_with_the_first_task_and_the_worker_leaves_in_the_end(
    world: World,
) -> None:
    await make_marks(world.core.database)
    async with workshop(world.url) as core:
        await asyncio.sleep(0.3)
        assert await world.rows(select(task_workers.c.id)) == []
        await queued_by(core, world, 1)
        await all_over(world)
        assert await world.rows(select(task_workers.c.id)) == [(core.worker.id,)]
    assert await world.rows(select(task_workers.c.id)) == []


async def test_what_an_operation_rolls_back_is_never_done(world: World, shop: Core) -> None:
    async with shop.units.open() as unit:
        unit.write()
        await unit.get(Enqueuing)(await world.actor(world.a.administrator), MARKING, None)
    await queued_by(shop, world, 1)
    await all_over(world)
    assert await statuses(world) == ["succeeded"]


async def test_what_fails_is_tried_again_after_pauses(
    world: World, shop: Core, tmp_path: Path
) -> None:
    asked = {"tries": str(tmp_path / "tries"), "falls": 3}
    await enqueue(shop, await world.actor(world.a.administrator), STUMBLING, asked)
    await all_over(world)
    assert await statuses(world) == ["succeeded"]
    assert (tmp_path / "tries").read_text() == "xxxx"


async def test_a_company_waits_for_itself_and_for_no_other(world: World, shop: Core) -> None:
    for house in (world.a, world.b):
        actor = await world.actor(house.administrator)
        for _ in range(3):
            await enqueue(shop, actor, BUSY)
    await all_over(world)
    assert most_busy() == {world.a.company.id: 1, world.b.company.id: 1, "all": 2}


async def test_what_the_engine_has_lost_is_handed_over_again(world: World) -> None:
    """As when its file is gone, or a backup is restored that is older than it."""
    await make_marks(world.core.database)
    (made,) = await queued_by(world.core, world, 1)
    await world.change(tasks.update().values(handed_over_at=0))
    async with workshop(world.url):
        await all_over(world)
    assert await marks_of(world.core.database) == [(made.id, step) for step in STEPS[MARKING]]


async def test_an_engine_that_can_not_begin_tries_again_later(
    world: World, store: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = sqlite_path(world.url)
    if path is None:
        pytest.skip("the engine's file is SQLite's")
    in_the_way = path.with_name(f"{path.name}-tasks")
    in_the_way.mkdir()
    await make_marks(world.core.database)
    async with workshop(world.url) as core:
        await queued_by(core, world, 1)

        async def has_complained() -> bool:
            return "background work has to wait" in caplog.text

        await until(has_complained)
        assert await statuses(world) == ["queued"]
        in_the_way.rmdir()
        await all_over(world)
    assert await statuses(world) == ["succeeded"]


async def test_a_worker_that_is_stopped_while_the_engine_begins_leaves_nothing_behind(
    world: World,
) -> None:
    await make_marks(world.core.database)
    async with workshop(world.url) as core:
        await queued_by(core, world, 1)

        async def is_launching() -> bool:
            return core.worker._launching is not None

        await until(is_launching)
    assert await world.rows(select(task_workers.c.id)) == []
    async with workshop(world.url):
        await all_over(world)
    assert await statuses(world) == ["succeeded"]
