"""More requests than connections, and then none left at all."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any

from clara.domain.errors import Unavailable
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.load import Load
from tests.faults.sabotage import forgetful, replaced, sabotaged
from tests.faults.stage import Site, on_a_site, served
from tests.faults.tally import Tally, rounds
from tests.support.world import World

_PATIENCE_SECONDS = 0.2
"""What a request waits for a connection here; otherwise thirty seconds."""
_CONNECTIONS = 10


async def _take_all(world: World, stack: AsyncExitStack) -> None:
    """Every connection that may write, or the only one."""
    database = world.core.database
    count = 1 if database.dialect == "sqlite" else _CONNECTIONS
    while count:
        with suppress(Unavailable):
            taken = await database.acquire(writing=True)
            stack.callback(database.release, taken, writing=True)
            count -= 1


def _impatient(pool: Any) -> Any:
    """What a request waits for, here."""
    return replaced(pool, "_patience", lambda _: _PATIENCE_SECONDS)


async def _fault(site: Site, budget: Budget) -> Outcome:
    tally, times = Tally(), 0
    async with served(site, database_pool=_CONNECTIONS) as here:
        database: Any = here.world.core.database
        load = Load(here.http, site.houses[0], here.world.clock)
        load.start(3 * _CONNECTIONS)
        for _ in rounds(budget):
            await load.until(3)
            with _impatient(getattr(database, "_writer", None) or database._pool):
                async with AsyncExitStack() as stack:
                    await _take_all(here.world, stack)
                    await asyncio.sleep(2 * _PATIENCE_SECONDS)
            times += 1
        await load.until(3)
        await load.stop()
        await load.check(tally, here.world)
    tally.must(load.answers["503 database_busy"] > 0, "Nobody was told that the server is busy.")
    return tally.outcome(f"{times} times without any connection, {load.told}")


_run = on_a_site(_fault)
KINDS = (
    Kind(
        "pool-exhausted",
        BOTH,
        "Who finds no connection is told so with 503; everybody is served once there are some.",
        _run,
        sabotaged(_run, forgetful),
    ),
)
