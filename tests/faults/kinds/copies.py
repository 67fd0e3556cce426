"""Fifty copies of a request at once, as clients and proxies make them that repeat themselves."""

import asyncio
from collections import Counter

from sqlalchemy import func, select

from clara.adapters.persistence.tables import metadata
from tests.faults.asked import Asked, asked, said, send
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.stage import Fault, Served, Site, on_a_site, served
from tests.faults.tally import Tally
from tests.parity.support.doors import MARKS
from tests.support.world import World

_COPIES = 50
_OF_A_SLICE = 3
_IN_PROGRESS = (409, "idempotency_in_progress")


async def _rows(world: World) -> Counter[str]:
    """How many rows each table has, but for marks that any request leaves."""
    tables = [table for table in metadata.sorted_tables if table.name not in MARKS]
    counts = [
        select(func.count()).select_from(table).scalar_subquery().label(table.name)
        for table in tables
    ]
    (row,) = await world.rows(select(*counts))
    return Counter(dict(zip((table.name for table in tables), row, strict=True)))


async def _many(here: Served, one: Asked, tally: Tally, copies: int, *, with_keys: bool) -> None:
    """The effect of one request is the measure of that of many."""
    start = await _rows(here.world)
    first = await send(here, one, 0, f"{one.name} one")
    alone = await _rows(here.world) - start
    tally.must(first.is_success, f"{one.name} was answered {first.status_code}.")
    key = f"{one.name} many" if with_keys else None
    start = await _rows(here.world)
    answers = await asyncio.gather(*(send(here, one, 1, key) for _ in range(copies)))
    together = await _rows(here.world) - start
    tally.cases += copies
    table = max(alone, key=lambda name: alone[name], default=None)
    if table is not None:
        tally.happened(together[table] // alone[table])
    tally.must(not with_keys or together == alone, f"{one.name}: many are more than one.")
    done = [answer for answer in answers if answer.is_success]
    others = {(a.status_code, a.json()["code"]) for a in answers if not a.is_success}
    tally.must(others <= {_IN_PROGRESS}, f"{one.name} was answered {others}.")
    alike = {repr(said(answer)) for answer in done}
    tally.must(len(alike) == 1, f"{one.name} was answered in {len(alike)} ways.")


def _fault(*, with_keys: bool) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally = Tally()
        private = {
            "webhook_private_addresses": "on",
            "blobs_url": f"folder:{site.folder / 'blobs'}",
        }
        async with served(site, **private) as here:
            wishes = await asked(here)
            copies = _OF_A_SLICE if budget.is_slice else _COPIES
            for one in wishes:
                await _many(here, one, tally, copies, with_keys=with_keys)
            await tally.look(here.world)
        return tally.outcome(f"{copies} copies of {len(wishes)} requests")

    return fault


KINDS = (
    Kind(
        "copies-of-a-key",
        BOTH,
        "However many copies of a request come at once, it is done once and answered alike.",
        on_a_site(_fault(with_keys=True)),
        on_a_site(_fault(with_keys=False)),
    ),
)
