"""Locking a card: who may, how a card is named, what is answered and what is kept."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from clara.adapters.persistence.tables import card_locks, companies
from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.audit.entry import Outcome
from clara.domain.cards.card import CardStatus, LockLevel
from clara.domain.credentials.actor import Door
from clara.domain.errors import Conflict, Forbidden, NotFound
from tests.support.world import World

pytestmark = pytest.mark.anyio

LEVELS = {
    "administrator": LockLevel.COMPANY,
    "bookkeeper": LockLevel.COMPANY,
    "manager": LockLevel.MANAGER,
    "member": LockLevel.HOLDER,
}


@pytest.mark.parametrize(("who", "level"), LEVELS.items())
async def test_each_role_locks_at_its_own_level(world: World, who: str, level: LockLevel) -> None:
    person = getattr(world.a, who)
    done = await world.run(LockCard, as_=person, card="4417", reason="Lost in a taxi")
    assert (done.before, done.after, done.changed) == (CardStatus.ACTIVE, CardStatus.LOCKED, True)
    [lock] = done.card.locks
    assert (lock.level, lock.by_name, lock.by_role) == (level, person.name, person.role)
    assert (lock.reason, lock.at, lock.door) == ("Lost in a taxi", world.clock.now(), Door.REST)


REFERENCES = ["4417", " 4417 ", "Luis Pérez", "luis perez", "PEREZ", "Luís", "lu pe", "id"]


@pytest.mark.parametrize("reference", REFERENCES)
async def test_a_card_is_found_by_id_digits_or_words_of_the_name(
    world: World, reference: str
) -> None:
    card = world.a.cards["luis"]
    reference = card.id if reference == "id" else reference
    done = await world.run(LockCard, card=reference)
    assert (done.card.id, done.after) == (card.id, CardStatus.LOCKED)


async def test_a_card_is_found_by_its_alias(world: World) -> None:
    done = await world.run(LockCard, card="viajes")
    assert done.card.id == world.a.cards["ana"].id


@pytest.mark.parametrize("reference", ["María", "1234", "maria"])
async def test_an_ambiguous_reference_lists_the_candidates_and_changes_nothing(
    world: World, reference: str
) -> None:
    before = await world.dump("audit_entries")
    with pytest.raises(Conflict) as caught:
        await world.run(LockCard, card=reference)
    assert caught.value.code == "card_ambiguous"
    candidates = caught.value.details["candidates"]
    assert {one["cardholder"] for one in candidates} == {"María López", "María Núñez"}
    assert {one["id"] for one in candidates} == {
        world.a.cards["maria_lopez"].id,
        world.a.cards["maria_nunez"].id,
    }
    assert await world.dump("audit_entries") == before


async def test_an_unknown_name_lists_those_that_resemble_it(world: World) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(LockCard, card="Lois Peres")
    assert caught.value.code == "card_not_found"
    assert caught.value.details["candidates"][0]["cardholder"] == "Luis Pérez"


@pytest.mark.parametrize(
    "reference", ["0000", "card_" + "0" * 32, "%", "_", "%%%%", "\x00", "' OR 1=1 --", "…"]
)
async def test_what_names_no_card_changes_nothing(world: World, reference: str) -> None:
    before = await world.dump("audit_entries")
    with pytest.raises(NotFound) as caught:
        await world.run(LockCard, card=reference)
    assert caught.value.code == "card_not_found"
    assert await world.dump("audit_entries") == before


async def test_another_companys_card_is_not_found_and_not_listed(world: World) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(LockCard, card=world.b.cards["luis"].id)
    assert caught.value.code == "card_not_found"
    listed = {one["id"] for one in caught.value.details.get("candidates", [])}
    assert not listed & {card.id for card in world.b.cards.values()}


async def test_a_twin_in_another_company_stays_as_it_is(world: World) -> None:
    await world.run(LockCard, card="Luis Pérez")
    twin = await world.run(ViewCard, as_=world.b.administrator, card="Luis Pérez")
    assert (twin.card.status, twin.card.version) == (CardStatus.ACTIVE, 1)


async def test_another_company_is_not_found(world: World) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(LockCard, company_id=world.b.company.id, card="4417")
    assert caught.value.code == "company_not_found"


@pytest.mark.parametrize(
    ("who", "card"), [("employee", "luis"), ("member", "marta"), ("manager", "elena")]
)
async def test_a_card_that_is_not_seen_does_not_exist(world: World, who: str, card: str) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(LockCard, as_=getattr(world.a, who), card=world.a.cards[card].id)
    assert caught.value.code == "card_not_found"


async def test_an_employee_sees_no_candidates_but_their_own(world: World) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(LockCard, as_=world.a.employee, card="Luis Pérez")
    names = {one["cardholder"] for one in caught.value.details.get("candidates", [])}
    assert names <= {"Elena Gómez"}


@pytest.mark.parametrize("name", ["elena_cancelled", "expired"])
async def test_a_card_that_ended_can_not_be_locked(world: World, name: str) -> None:
    with pytest.raises(Conflict) as caught:
        await world.run(LockCard, card=world.a.cards[name].id)
    assert caught.value.code == "card_not_lockable"


async def test_a_cancelled_card_stands_back_for_a_live_one_of_the_same_holder(
    world: World,
) -> None:
    done = await world.run(LockCard, card="Elena Gómez")
    assert done.card.id == world.a.cards["elena"].id


async def test_locking_an_external_card_says_that_its_issuer_is_not_told(world: World) -> None:
    external = await world.run(LockCard, card="0042")
    own = await world.run(LockCard, card="4417")
    assert "issuer is not told" in external.note
    assert own.note is None


async def test_bookkeepers_may_not_lock_where_their_company_switched_it_off(world: World) -> None:
    here = companies.c.id == world.a.company.id
    await world.change(update(companies).where(here).values(bookkeepers_can_lock=False))
    with pytest.raises(Forbidden) as caught:
        await world.run(LockCard, as_=world.a.bookkeeper, card="no such card")
    assert caught.value.code == "lock_not_allowed"
    done = await world.run(LockCard, as_=world.a.administrator, card="4417")
    other = await world.run(LockCard, as_=world.b.bookkeeper, card="4417")
    assert done.changed
    assert other.changed


async def test_locking_twice_at_one_level_changes_nothing_and_says_so(world: World) -> None:
    first = await world.run(LockCard, card="4417", reason="first")
    world.clock.advance(seconds=1)
    again = await world.run(LockCard, as_=world.a.bookkeeper, card="4417", reason="second")
    assert (again.before, again.after, again.changed) == (
        CardStatus.LOCKED,
        CardStatus.LOCKED,
        False,
    )
    assert again.card == first.card
    assert [lock.reason for lock in again.card.locks] == ["first"]
    outcomes = [e.outcome for e in await world.audited(action="card.locked")]
    assert outcomes == [Outcome.DONE, Outcome.UNCHANGED]


async def test_locks_of_several_levels_stand_together(world: World) -> None:
    for person in (world.a.administrator, world.a.member, world.a.manager):
        done = await world.run(LockCard, as_=person, card="4417")
        assert done.changed
    assert [lock.level for lock in done.card.locks] == [
        LockLevel.HOLDER,
        LockLevel.MANAGER,
        LockLevel.COMPANY,
    ]
    assert done.card.version == 4


async def test_a_reason_is_cleaned_and_full_card_numbers_are_masked(world: World) -> None:
    done = await world.run(LockCard, card="4417", reason="stolen\u202e  4111 1111 1111 1111\x00")
    [lock] = done.card.locks
    assert lock.reason is not None
    assert lock.reason.startswith("stolen ")
    assert "4111 1111" not in lock.reason
    assert "\u202e" not in lock.reason


async def test_an_assistant_locks_through_mcp(world: World) -> None:
    done = await world.run(LockCard, as_=world.a.bookkeeper, via=Door.MCP, card="4417")
    assert done.card.locks[0].door is Door.MCP


async def _locks(world: World) -> list[Any]:
    return list(await world.rows(select(card_locks.c.version)))


async def test_a_repeated_request_is_answered_again_and_done_once(world: World) -> None:
    first = await world.call(LockCard, card="4417", reason="lost", key="a")
    again = await world.call(LockCard, card="4417", reason="lost", key="a")
    assert (first.replayed, again.replayed) == (False, True)
    assert again.result == first.result
    assert len(await _locks(world)) == 1
    assert len(await world.audited(action="card.locked")) == 1


async def test_a_key_used_with_another_request_is_refused(world: World) -> None:
    await world.run(LockCard, card="4417", key="a")
    with pytest.raises(Exception, match="idempotency_key_reused"):
        await world.run(LockCard, card="4471", key="a")
    assert (await world.run(ViewCard, card="4471")).card.can_spend


async def test_one_key_serves_other_callers_and_companies_apart(world: World) -> None:
    await world.run(LockCard, card="4417", key="a")
    await world.run(LockCard, card="4471", key="a", as_=world.a.bookkeeper)
    done = await world.call(LockCard, card="4417", key="a", as_=world.b.administrator)
    assert not done.replayed


async def test_a_refused_request_gives_its_key_back(world: World) -> None:
    with pytest.raises(NotFound):
        await world.run(LockCard, card="0000", key="a")
    done = await world.call(LockCard, card="4417", key="a")
    assert (done.replayed, done.result.changed) == (False, True)


async def test_a_key_is_forgotten_after_24_hours(world: World) -> None:
    await world.run(LockCard, card="4417", key="a")
    world.clock.advance(hours=23, minutes=59)
    assert (await world.call(LockCard, card="4417", key="a")).replayed
    world.clock.advance(minutes=2)
    again = await world.call(LockCard, card="4417", key="a")
    assert (again.replayed, again.result.changed) == (False, False)


@pytest.mark.parametrize("key", ["", '""', "á", "a\nb", "x" * 256])
async def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    with pytest.raises(Exception, match="invalid_idempotency_key"):
        await world.run(LockCard, card="4417", key=key)


async def test_a_quoted_key_is_the_same_as_a_bare_one(world: World) -> None:
    await world.run(LockCard, card="4417", key='"a"')
    assert (await world.call(LockCard, card="4417", key="a")).replayed


async def test_fifty_copies_of_one_request_lock_once(world: World) -> None:
    calls = [world.call(LockCard, card="4417", reason="lost", key="one") for _ in range(50)]
    answers = await asyncio.gather(*calls)
    assert sum(not answer.replayed for answer in answers) == 1
    assert len({repr(answer.result) for answer in answers}) == 1
    assert len(await _locks(world)) == 1
    assert len(await world.audited(action="card.locked")) == 1
