"""The `Cards` port on both stores: versions, rollback, and many who change one card at once."""

import asyncio

import pytest
from msgspec import structs
from sqlalchemy import select

from clara.adapters.persistence.cards import SqlCards
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.tables import card_locks, cards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.cards.card import CardLock, CardStatus, LockLevel
from clara.domain.errors import ClaraError, Conflict
from tests.support.builders import card
from tests.support.world import World, opened

pytestmark = pytest.mark.anyio


def port(world: World) -> SqlCards:
    return SqlCards(Session(world.core.database))


async def assert_consistent(world: World) -> None:
    """What a card's row says and what its locks say is the same."""
    t, held = cards.c, card_locks.c
    rows = await world.rows(select(t.company_number, t.number, t.status, t.version))
    locks = await world.rows(
        select(held.company_number, held.card_number, held.level).where(held.lifted_at.is_(None))
    )
    unlifted = {tuple(row[:2]) for row in locks}
    assert len(locks) == len({tuple(row) for row in locks})
    for company, number, status, version in rows:
        if status in ("ACTIVE", "LOCKED"):
            assert (status == "LOCKED") == ((company, number) in unlifted)
        assert version >= 1


async def test_a_card_is_read_as_it_was_written(world: World) -> None:
    actor = await world.actor(world.a.administrator)
    cards_port = port(world)
    for name, made in world.a.cards.items():
        read = await cards_port.find(actor, made.id)
        assert read is not None, name
        assert structs.replace(read, number=0) == made
    await cards_port.session.close()


async def test_a_change_that_is_rolled_back_never_was(world: World) -> None:
    actor = await world.actor(world.a.administrator)
    before = await world.dump()
    cards_port = port(world)
    cards_port.session.write()
    was = await cards_port.named(actor, "4417")
    stamp = actor.stamp(world.clock.now(), None)
    locked = await cards_port.save(
        actor, was.lock(CardLock.at_level(LockLevel.COMPANY, stamp)), was, stamp
    )
    assert locked.status is CardStatus.LOCKED
    await cards_port.session.close()
    assert await world.dump() == before


async def test_a_card_that_changed_meanwhile_is_not_overwritten(world: World) -> None:
    actor = await world.actor(world.a.administrator)
    reading = port(world)
    was = await reading.named(actor, "4417")
    await reading.session.close()
    await world.run(LockCard, as_=world.a.member, card="4417")
    stale = port(world)
    stale.session.write()
    stamp = actor.stamp(world.clock.now(), None)
    with pytest.raises(Conflict) as caught:
        await stale.save(actor, was.lock(CardLock.at_level(LockLevel.COMPANY, stamp)), was, stamp)
    await stale.session.close()
    assert caught.value.code == "conflict"
    seen = await world.run(ViewCard, card="4417")
    assert [lock.level for lock in seen.card.locks] == [LockLevel.HOLDER]


async def test_twenty_who_lock_one_card_at_once_set_one_lock_per_level(world: World) -> None:
    people = [world.a.administrator, world.a.bookkeeper, world.a.manager, world.a.member]
    done = await asyncio.gather(
        *(world.run(LockCard, as_=people[n % 4], card="4417") for n in range(20))
    )
    assert sum(one.changed for one in done) == 3
    seen = await world.run(ViewCard, card="4417")
    assert [lock.level.value for lock in seen.card.locks] == [1, 2, 3]
    assert seen.card.version == 4
    await assert_consistent(world)


@pytest.mark.parametrize("rounds", [1, 2])
async def test_locks_and_unlocks_at_once_end_consistent(world: World, rounds: int) -> None:
    people = [world.a.administrator, world.a.bookkeeper, world.a.manager, world.a.member]

    async def change(n: int) -> object:
        use_case = (LockCard, UnlockCard)[n % 2]
        return await world.run(use_case, as_=people[n // 2 % 4], card="4417")

    for _ in range(rounds):
        answers = await asyncio.gather(*(change(n) for n in range(20)), return_exceptions=True)
        errors = [one for one in answers if isinstance(one, BaseException)]
        assert {getattr(one, "code", repr(one)) for one in errors} <= {"lock_held_above"}
        await assert_consistent(world)
    changed = sum(getattr(one, "changed", False) for one in answers)
    seen = await world.run(ViewCard, card="4417")
    assert changed >= 1
    assert seen.card.version >= 1 + changed


async def test_two_servers_that_change_one_card_end_consistent(world: World) -> None:
    async with opened(world.url, world.clock) as other:
        answers = await asyncio.gather(
            *(
                world.run(
                    (LockCard, UnlockCard)[n // 2 % 2], card="4417", core=(world.core, other)[n % 2]
                )
                for n in range(20)
            ),
            return_exceptions=True,
        )
    errors = {getattr(a, "code", repr(a)) for a in answers if isinstance(a, BaseException)}
    assert errors <= {"conflict", "database_busy"}
    await assert_consistent(world)
    changed = sum(getattr(one, "changed", False) for one in answers)
    assert (await world.run(ViewCard, card="4417")).card.version == 1 + changed


async def test_no_more_than_fifty_cards_match_one_reference(world: World) -> None:
    made = [card(world.a.company, None, "8888") for _ in range(60)]
    async with world.founding() as founding:
        await founding.add_cards(made)
    actor = await world.actor(world.a.administrator)
    reading = port(world)
    assert len(await reading.matching(actor, "8888")) == 50
    await reading.session.close()
    with pytest.raises(ClaraError) as caught:
        await world.run(LockCard, card="8888")
    assert len(caught.value.details["candidates"]) == 10


async def test_twenty_who_found_cards_at_once_get_numbers_of_their_own(world: World) -> None:
    async def add(n: int) -> None:
        async with world.founding() as founding:
            await founding.add_cards([card(world.a.company, None, f"{n:04}") for _ in range(3)])

    await asyncio.gather(*(add(n) for n in range(20)))
    rows = await world.rows(select(cards.c.company_number, cards.c.number))
    assert len(rows) == len({tuple(row) for row in rows}) == 60 + 18
