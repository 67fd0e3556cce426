"""The activity log on both stores: written with what it records, sealed once, in order."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import func, select

from clara.adapters.persistence.audit import SqlAuditLog
from clara.adapters.persistence.audit_queue import GatheringAuditQueue
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.sealer import Sealer
from clara.adapters.persistence.tables import audit_chains, audit_entries
from clara.adapters.system.ids import RandomIds
from clara.application.activity.view_activity import ViewActivity
from clara.domain.audit.entry import AuditEntry, Outcome
from clara.domain.credentials.actor import Door
from tests.support.world import World, opened

pytestmark = pytest.mark.anyio


def entry(world: World, **changes: Any) -> AuditEntry:
    made = AuditEntry(
        id=RandomIds().new("audit"),
        company_id=world.a.company.id,
        at=world.clock.now(),
        action="card.locked",
        outcome=Outcome.DONE,
        door=Door.REST,
        subject="card_x",
        details={"n": 1, "name": "Núñez 💳"},
    )
    return structs.replace(made, **changes)


async def count(world: World) -> int:
    rows = await world.rows(select(func.count()).select_from(audit_entries))
    return int(rows[0][0])


async def test_an_entry_of_a_rolled_back_operation_never_was(world: World) -> None:
    session = Session(world.core.database)
    session.write()
    await SqlAuditLog(session).add(entry(world))
    await session.close()
    assert await count(world) == 0


async def test_an_entry_is_read_as_it_was_written(world: World) -> None:
    session = Session(world.core.database)
    session.write()
    made = entry(world)
    await SqlAuditLog(session).add(made)
    await session.commit()
    assert await world.audited() == [made]


async def test_what_waits_is_written_within_a_moment(world: World) -> None:
    for _ in range(30):
        world.core.queue.put(entry(world))
    async with asyncio.timeout(5):
        while await count(world) < 30:  # noqa: ASYNC110 - a store has no event to wait for
            await asyncio.sleep(0.01)
    assert await count(world) == 30


async def test_entries_flushed_from_several_sides_at_once_are_written_once(world: World) -> None:
    for _ in range(1_200):
        world.core.queue.put(entry(world))
    await asyncio.gather(*(world.core.queue.flush() for _ in range(5)))
    assert await count(world) == 1_200


async def test_closing_in_the_middle_of_a_write_loses_nothing(world: World) -> None:
    for pause in (0.0, 0.0505, 0.052, 0.055, 0.06):
        queue = GatheringAuditQueue(world.core.database)
        before = await count(world)
        for _ in range(100):
            queue.put(entry(world))
        await asyncio.sleep(pause)
        await queue.close()
        assert await count(world) == before + 100


async def test_twenty_writers_and_four_sealers_make_one_chain_without_a_gap(
    world: World,
) -> None:
    async def write(n: int) -> None:
        for _ in range(10):
            session = Session(world.core.database)
            session.write()
            at = world.clock.now() + timedelta(milliseconds=n)
            await SqlAuditLog(session).add(entry(world, at=at))
            await session.commit()

    async def seal(sealer: Sealer) -> None:
        for _ in range(10):
            await sealer.seal()
            await asyncio.sleep(0.005)

    async with opened(world.url, world.clock) as other:
        sealers = [Sealer(world.core.database), Sealer(other.database)] * 2
        await asyncio.gather(*(write(n) for n in range(20)), *(seal(one) for one in sealers))
        await sealers[0].seal()
    rows = await world.rows(select(audit_entries.c.sequence).order_by(audit_entries.c.sequence))
    assert [row[0] for row in rows] == list(range(1, 201))
    check = (await world.run(ViewActivity, verify=True)).check
    assert (check.is_intact, check.sealed) == (True, 200)


async def test_each_company_and_the_installation_have_chains_of_their_own(world: World) -> None:
    for company in (world.a.company.id, world.b.company.id, None, "company_unknown"):
        world.core.queue.put(entry(world, company_id=company))
    await world.core.queue.flush()
    assert await world.core.sealer.seal() == 4
    chains = await world.rows(select(audit_chains.c.last_sequence, audit_chains.c.company_number))
    assert sorted(row[0] for row in chains) == [1, 1, 2]
    assert min(row[1] for row in chains) == 0


async def test_sealing_twice_changes_nothing(world: World) -> None:
    world.core.queue.put(entry(world))
    await world.core.queue.flush()
    await world.core.sealer.seal()
    before = await world.dump()
    assert await world.core.sealer.seal() == 0
    assert await world.dump() == before
