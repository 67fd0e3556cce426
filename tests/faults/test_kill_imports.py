"""`kill -9` while a task imports, at points that nobody chose: the rows come once, all of them, and
nobody sees some of them before."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from clara.application.card_transactions.import_task import import_of
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.system.check_invariants import CheckInvariants
from clara.domain.credentials.actor import Door
from clara.domain.tasks.task import MAX_ATTEMPTS, TaskStatus
from tests.faults.importers import BATCH, started, was_killed
from tests.support.long_work import LongWork
from tests.support.statements import purchases, write_csv
from tests.support.world import World

pytestmark = pytest.mark.anyio

ROWS = 6 * BATCH + 50
MOST_STEPS = 100
"""More than an import of so many rows takes; then nobody was killed."""


async def seen(world: World) -> int:
    listed: Any = await world.run(ListCardTransactions, period="2026-11-01/2026-11-20")
    return int(listed.totals.count)


async def died(work: LongWork, task_id: str, dies_at: int | None) -> bool:
    settings = work.world.core.settings
    process = started(work.world.url, settings.blobs_url, task_id, dies_at)
    try:
        return await asyncio.to_thread(was_killed, process)
    finally:
        process.kill()


@pytest.mark.parametrize("seed", range(4))
async def test_an_import_that_is_killed_again_and_again_adds_every_row_once(
    world: World, tmp_path: Path, seed: int
) -> None:
    work, points = LongWork(world), random.Random(seed)
    before = await seen(world)
    task = await work.ask_import(write_csv(tmp_path / "a.csv", purchases(ROWS)))
    kills = 0
    while kills < MAX_ATTEMPTS - 1 and await died(work, task.id, points.randint(1, MOST_STEPS)):
        kills += 1
        assert await seen(world) in (before, before + ROWS)
    await died(work, task.id, None)
    done = await work.view(task)
    assert done.status is TaskStatus.SUCCEEDED, done
    assert done.result is not None
    assert kills > 0, "another seed kills"
    assert import_of(done.result).counts.added == ROWS
    assert await seen(world) == before + ROWS
    assert await work.stored() == before + ROWS + len(world.b.rows) + hidden(world, before)
    operator = world.a.administrator
    report = (await world.send(CheckInvariants, world.draft(), operator, Door.CLI)).result
    assert [one.sentence for one in report.invariants if one.violations] == []


def hidden(world: World, before: int) -> int:
    """Rows of the company that the list above leaves out."""
    return len(world.a.rows) - before
