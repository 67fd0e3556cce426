"""Unlocking a card: whose lock falls, whose stands, and what is said about it."""

import pytest
from sqlalchemy import select, update

from clara.adapters.persistence.tables import card_locks, companies
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.audit.entry import Outcome
from clara.domain.cards.card import CardStatus, LockLevel
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Conflict, Forbidden, NotFound
from tests.support.builders import card, lock
from tests.support.world import World

pytestmark = pytest.mark.anyio

RANK = {"member": 1, "manager": 2, "bookkeeper": 3, "administrator": 3}


@pytest.mark.parametrize("locker", RANK)
@pytest.mark.parametrize("lifter", RANK)
async def test_a_lock_is_lifted_at_its_level_and_from_above(
    world: World, locker: str, lifter: str
) -> None:
    first, second = getattr(world.a, locker), getattr(world.a, lifter)
    await world.run(LockCard, as_=first, card="4417", reason="Lost")
    if RANK[lifter] >= RANK[locker]:
        done = await world.run(UnlockCard, as_=second, card="4417")
        assert (done.before, done.after, done.changed) == (
            CardStatus.LOCKED,
            CardStatus.ACTIVE,
            True,
        )
        return
    with pytest.raises(Conflict) as caught:
        await world.run(UnlockCard, as_=second, card="4417")
    assert caught.value.code == "lock_held_above"
    assert caught.value.details["locked_by"] == first.name
    assert caught.value.details["reason"] == "Lost"
    assert first.name in caught.value.message
    assert caught.value.remedy is not None
    assert (await world.run(ViewCard, card="4417")).card.status is CardStatus.LOCKED


async def test_unlocking_from_above_lifts_every_lock_below(world: World) -> None:
    for person in (world.a.member, world.a.manager, world.a.bookkeeper):
        await world.run(LockCard, as_=person, card="4417")
    done = await world.run(UnlockCard, card="4417", reason="Found again")
    assert (done.card.locks, done.card.can_spend, done.card.version) == ((), True, 5)
    t = card_locks
    rows = await world.rows(select(t.c.level, t.c.lifted_by_name, t.c.lifted_reason, t.c.lifted_at))
    assert {tuple(row[:3]) for row in rows} == {
        (level, "Ana Torres", "Found again") for level in (1, 2, 3)
    }
    assert all(row[3] is not None for row in rows)


async def test_a_held_lock_leaves_the_lower_ones_in_place_too(world: World) -> None:
    await world.run(LockCard, as_=world.a.member, card="4417")
    await world.run(LockCard, as_=world.a.administrator, card="4417")
    before = await world.dump("audit_entries")
    with pytest.raises(Conflict):
        await world.run(UnlockCard, as_=world.a.member, card="4417")
    assert await world.dump("audit_entries") == before


async def test_an_issuers_lock_is_lifted_by_nobody_here(world: World) -> None:
    held = card(
        world.a.company,
        world.a.holders["Luis Pérez"],
        "6006",
        locks=(lock(LockLevel.ISSUER, "The issuer"),),
    )
    async with world.founding() as port:
        await port.add_cards([held])
    with pytest.raises(Conflict) as caught:
        await world.run(UnlockCard, card="6006")
    assert caught.value.details["level"] == "issuer"
    assert caught.value.remedy == "Ask the card's issuer."


async def test_a_card_without_locks_stays_and_the_answer_says_so(world: World) -> None:
    done = await world.run(UnlockCard, card="4417")
    assert (done.before, done.after, done.changed) == (
        CardStatus.ACTIVE,
        CardStatus.ACTIVE,
        False,
    )
    [entry] = await world.audited(action="card.unlocked")
    assert (entry.outcome, entry.subject) == (Outcome.UNCHANGED, world.a.cards["luis"].id)


async def test_a_pending_card_is_pending_again(world: World) -> None:
    pending = card(
        world.a.company, world.a.holders["Luis Pérez"], "7007", unlocked_status=CardStatus.PENDING
    )
    async with world.founding() as port:
        await port.add_cards([pending])
    await world.run(LockCard, card="7007")
    assert (await world.run(UnlockCard, card="7007")).after is CardStatus.PENDING


async def test_a_card_may_be_locked_and_unlocked_again_and_again(world: World) -> None:
    for _ in range(3):
        assert (await world.run(LockCard, card="4417")).changed
        assert (await world.run(UnlockCard, card="4417")).changed
    rows = await world.rows(select(card_locks.c.version).order_by(card_locks.c.version))
    assert [row[0] for row in rows] == [2, 4, 6]


async def test_the_same_lock_says_who_set_it_in_which_role(world: World) -> None:
    await world.run(LockCard, as_=world.a.bookkeeper, via=Door.MCP, card="4417")
    seen = await world.run(ViewCard, card="4417")
    assert (seen.card.locks[0].by_role, seen.card.locks[0].door) == (Role.BOOKKEEPER, Door.MCP)


@pytest.mark.parametrize(
    ("reference", "code"),
    [("María", "card_ambiguous"), ("1234", "card_ambiguous"), ("0000", "card_not_found")],
)
async def test_a_reference_to_no_single_card_changes_nothing(
    world: World, reference: str, code: str
) -> None:
    before = await world.dump("audit_entries")
    with pytest.raises(ClaraError) as caught:
        await world.run(UnlockCard, card=reference)
    assert caught.value.code == code
    assert await world.dump("audit_entries") == before


async def test_another_companys_card_is_not_found(world: World) -> None:
    twin = world.b.cards["luis"].id
    await world.run(LockCard, as_=world.b.administrator, card=twin)
    with pytest.raises(NotFound):
        await world.run(UnlockCard, card=twin)
    seen = await world.run(ViewCard, as_=world.b.administrator, card=twin)
    assert seen.card.status is CardStatus.LOCKED


@pytest.mark.parametrize("name", ["elena_cancelled", "expired"])
async def test_a_card_that_ended_can_not_be_unlocked(world: World, name: str) -> None:
    with pytest.raises(Conflict) as caught:
        await world.run(UnlockCard, card=world.a.cards[name].id)
    assert caught.value.code == "card_not_lockable"


async def test_bookkeepers_may_not_unlock_where_their_company_switched_it_off(
    world: World,
) -> None:
    await world.run(LockCard, card="4417")
    here = companies.c.id == world.a.company.id
    await world.change(update(companies).where(here).values(bookkeepers_can_lock=False))
    with pytest.raises(Forbidden) as caught:
        await world.run(UnlockCard, as_=world.a.bookkeeper, card="4417")
    assert caught.value.code == "lock_not_allowed"


async def test_a_repeated_unlock_is_answered_again_after_a_new_lock(world: World) -> None:
    await world.run(LockCard, card="4417")
    first = await world.call(UnlockCard, card="4417", key="a")
    await world.run(LockCard, card="4417")
    again = await world.call(UnlockCard, card="4417", key="a")
    assert (again.replayed, again.result) == (True, first.result)
    assert (await world.run(ViewCard, card="4417")).card.status is CardStatus.LOCKED
