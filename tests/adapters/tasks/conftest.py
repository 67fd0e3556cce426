"""A product that carries out the tests' kinds of tasks, soon."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from clara.adapters.tasks.limits import TaskLimits
from clara.bootstrap import Core, build_core
from clara.doors import working
from tests.support.task_kinds import KINDS, make_marks
from tests.support.world import World, settings_for

QUICK = TaskLimits(
    at_once=4,
    poll_seconds=0.05,
    first_pause_seconds=0.05,
    dead_after_seconds=0.5,
    lost_after_seconds=0.3,
)


@asynccontextmanager
async def workshop(url: str) -> AsyncIterator[Core]:
    """A core by the real clock, whose worker works."""
    core = build_core(settings_for(url), kinds=KINDS)
    core.worker.limits = QUICK
    try:
        async with working(core.worker):
            yield core
    finally:
        await core.close()


@pytest.fixture
async def shop(world: World) -> AsyncIterator[Core]:
    await make_marks(world.core.database)
    async with workshop(world.url) as core:
        yield core
