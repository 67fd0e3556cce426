"""Processes that carry tasks out and are killed at it, while another one is there."""

import asyncio
from typing import Any

from msgspec import structs

from clara.application.tasks.view_task import ViewTask
from clara.domain.tasks.task import Task, TaskStatus
from tests.faults.carriers import PATIENCE, started
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.credits import Buyer
from tests.support.task_kinds import BRIEF, STEPS, enqueue, make_marks, marks_of

_PRICE, _GIVEN = 20, 100_000
_STEPS = 18
"""Moments between two things of a task, at each of which a process may die."""


async def _asked(buyer: Buyer) -> Task:
    world = buyer.world
    actor = structs.replace(await world.actor(buyer.person), seat=None)
    return await enqueue(world.core, actor, BRIEF, {"what": 1}, _PRICE)


async def _ended(process: Any) -> None:
    await asyncio.to_thread(process.join, PATIENCE)
    process.kill()


def _killed(*, with_a_peer: bool) -> Fault:
    """One process is killed in the middle of a task; with a peer, another is started at once."""

    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, kills = Tally(), 0
        async with at_work(site) as world:
            await make_marks(world.core.database)
            buyer = Buyer(world, world.a.administrator)
            await buyer.is_given(_GIVEN)
            for dice in rounds(budget):
                before, had = await marks_of(world.core.database), await buyer.balance()
                task = await _asked(buyer)
                dying = started(world.url, dies=(task.id, dice.randint(2, _STEPS)))
                await _ended(dying)
                kills += dying.exitcode != 0
                if with_a_peer:
                    await _ended(started(world.url))
                done: Task = await buyer.run(ViewTask, task_id=task.id)
                marks = len(await marks_of(world.core.database)) - len(before)
                tally.cases += 1
                tally.happened(done.status is TaskStatus.SUCCEEDED)
                tally.happened(marks, len(STEPS[BRIEF]) if with_a_peer else marks)
                tally.doubled += max(had - await buyer.balance() - _PRICE, 0) // _PRICE
            await tally.look(world)
        return tally.outcome(f"{kills} processes killed in {tally.cases} tasks")

    return fault


KINDS = (
    Kind(
        "workers-killed",
        BOTH,
        "What a process had begun is finished by the next, done once and paid once.",
        on_a_site(_killed(with_a_peer=True)),
        on_a_site(_killed(with_a_peer=False)),
    ),
)
