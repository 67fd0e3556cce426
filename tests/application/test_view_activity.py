"""The activity log: who did what, found again, page by page; and no change of it goes unseen."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import ClauseElement, delete, null, select, update

from clara.adapters.persistence.tables import audit_chains as chains
from clara.adapters.persistence.tables import audit_entries as entries
from clara.adapters.persistence.tables import companies
from clara.application.activity.view_activity import ViewActivity
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Invalid, NotFound
from tests.support.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def log(world: World) -> World:
    """Twelve entries of company `a`, minutes apart, some of `b` between them; all sealed."""
    for number in range(5):
        await world.run(LockCard, card="4417", reason=f"reason {number}")
        world.clock.advance(minutes=1)
        await world.run(UnlockCard, as_=world.a.bookkeeper, via=Door.MCP, card="4417")
        world.clock.advance(minutes=1)
        await world.run(LockCard, as_=world.b.administrator, card="4417")
    await world.run(ListCards, as_=world.a.administrator, via=Door.MCP)
    world.clock.advance(minutes=1)
    with suppress(NotFound):
        await world.run(LockCard, card="0000")
    world.clock.advance(minutes=1)
    await seal(world)
    return world


async def seal(world: World) -> None:
    await world.core.queue.flush()
    await world.core.sealer.seal()


async def test_entries_come_newest_first_with_who_what_and_how(log: World) -> None:
    seen = await log.run(ViewActivity)
    assert seen.count == len(seen.items) == 12
    assert [one.sequence for one in seen.items] == list(range(12, 0, -1))
    refused, listed, unlocked, locked = (one.entry for one in seen.items[:4])
    assert (refused.outcome, refused.details) == (Outcome.REFUSED, {"code": "card_not_found"})
    assert (listed.action, listed.door) == ("cards.listed", Door.MCP)
    assert (unlocked.action, unlocked.user_name) == ("card.unlocked", "Bruno Díaz")
    assert (locked.user_id, locked.subject) == (
        log.a.administrator.user.id,
        log.a.cards["luis"].id,
    )
    assert (locked.company_id, locked.request_id) == (log.a.company.id, "request")
    assert "reason" not in repr(locked.details)


FILTERS: list[tuple[dict[str, Any], int]] = [
    ({"action": "card.locked"}, 6),
    ({"action": "card.nothing"}, 0),
    ({"outcome": "refused"}, 1),
    ({"outcome": "done,refused"}, 12),
    ({"door": "mcp"}, 6),
    ({"door": "rest", "outcome": "done"}, 5),
    ({"from_": date(2026, 11, 20), "to": date(2026, 11, 20)}, 12),
    ({"from_": date(2026, 11, 21), "to": date(2026, 11, 22)}, 0),
    ({"subject": "whom"}, 10),
    ({"user_id": "whom"}, 5),
]


@pytest.mark.parametrize(("filters", "count"), FILTERS, ids=lambda v: str(v)[:50])
async def test_filters_choose_the_entries_that_meet_all_of_them(
    log: World, filters: dict[str, Any], count: int
) -> None:
    if filters.get("subject"):
        filters = {"subject": log.a.cards["luis"].id}
    if filters.get("user_id"):
        filters = {"user_id": log.a.bookkeeper.user.id}
    seen = await log.run(ViewActivity, **filters)
    assert (seen.count, len(seen.items)) == (count, count)


@pytest.mark.parametrize("limit", [1, 5, 12])
async def test_paging_sees_every_entry_once_while_more_are_written(log: World, limit: int) -> None:
    first = await log.run(ViewActivity, limit=200)
    seen: list[str] = []
    cursor = None
    while True:
        page = await log.run(ViewActivity, limit=limit, cursor=cursor)
        seen += [one.entry.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        await log.run(LockCard, card="4417")
        log.clock.advance(seconds=1)
    assert seen == [one.entry.id for one in first.items]


async def test_entries_of_one_moment_are_paged_without_loss(world: World) -> None:
    for _ in range(9):
        await world.run(LockCard, card="4417")
    seen: list[str] = []
    cursor = None
    while True:
        page = await world.run(ViewActivity, limit=2, cursor=cursor)
        seen += [one.entry.id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize("who", ["manager", "employee"])
async def test_only_staff_sees_the_log(world: World, who: str) -> None:
    with pytest.raises(ClaraError) as caught:
        await world.run(ViewActivity, as_=getattr(world.a, who))
    assert caught.value.code == "role_not_allowed"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"outcome": "fine"}, "unknown_outcome"),
        ({"door": "window"}, "unknown_door"),
        ({"from_": date(2026, 2, 1), "to": date(2026, 1, 1)}, "invalid_period"),
        ({"cursor": "forged"}, "invalid_cursor"),
    ],
)
async def test_questions_that_make_no_sense_are_refused(
    world: World, asked: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await world.run(ViewActivity, **asked)
    assert caught.value.code == code


async def test_another_companys_cursor_is_refused(log: World) -> None:
    page = await log.run(ViewActivity, as_=log.b.administrator, limit=2)
    with pytest.raises(Invalid) as caught:
        await log.run(ViewActivity, cursor=page.next_cursor)
    assert caught.value.code == "invalid_cursor"


async def test_an_untouched_chain_is_intact(log: World) -> None:
    check = (await log.run(ViewActivity, verify=True)).check
    assert (check.is_intact, check.sealed, check.unsealed, check.problem) == (True, 12, 0, None)
    other = (await log.run(ViewActivity, as_=log.b.administrator, verify=True)).check
    assert (other.is_intact, other.sealed) == (True, 5)


async def test_no_check_is_made_unless_asked_for(log: World) -> None:
    assert (await log.run(ViewActivity)).check is None


async def test_entries_not_yet_sealed_are_no_fault_for_a_minute(log: World) -> None:
    await log.run(LockCard, card="4417")
    check = (await log.run(ViewActivity, verify=True)).check
    assert (check.is_intact, check.sealed, check.unsealed) == (True, 12, 1)
    log.clock.advance(seconds=61)
    late = (await log.run(ViewActivity, verify=True)).check
    assert (late.is_intact, late.problem) == (False, "unsealed")
    await seal(log)
    assert (await log.run(ViewActivity, verify=True)).check.is_intact


async def _number(world: World) -> int:
    where = companies.c.id == world.a.company.id
    return int((await world.rows(select(companies.c.number).where(where)))[0][0])


Tampering = Callable[[Any, Any], ClauseElement]
SEVENTH = 7
TAMPERINGS: dict[str, tuple[Tampering, str, int]] = {
    "another word in the body": (
        lambda here, row: (
            update(entries).where(here).values(body=bytes(row.body).replace(b"rest", b"cli!"))
        ),
        "broken",
        7,
    ),
    "another name in the body": (
        lambda here, row: (
            update(entries)
            .where(here)
            .values(body=bytes(row.body).replace(b"Ana Torres", b"Eva Torres"))
        ),
        "broken",
        7,
    ),
    "a body that is none": (
        lambda here, row: update(entries).where(here).values(body=b"gone"),
        "broken",
        7,
    ),
    "another hash": (
        lambda here, row: update(entries).where(here).values(hash=bytes(32)),
        "broken",
        7,
    ),
    "no hash": (lambda here, row: update(entries).where(here).values(hash=null()), "broken", 7),
    "another action to search by": (
        lambda here, row: update(entries).where(here).values(action="cards.listed"),
        "broken",
        7,
    ),
    "another user to search by": (
        lambda here, row: update(entries).where(here).values(user_id="user_x"),
        "broken",
        7,
    ),
    "another time to search by": (
        lambda here, row: update(entries).where(here).values(at=0),
        "broken",
        7,
    ),
    "no place": (
        lambda here, row: update(entries).where(here).values(sequence=null()),
        "missing",
        7,
    ),
    "the row is gone": (lambda here, row: delete(entries).where(here), "missing", 7),
    "the tail is cut": (
        lambda here, row: delete(entries).where(
            entries.c.company_number == row.company_number, entries.c.sequence >= 7
        ),
        "missing",
        7,
    ),
    "the last row is gone": (
        lambda here, row: delete(entries).where(
            entries.c.company_number == row.company_number, entries.c.sequence == 12
        ),
        "missing",
        12,
    ),
    "everything is gone": (
        lambda here, row: delete(entries).where(entries.c.company_number == row.company_number),
        "missing",
        1,
    ),
    "the head says less": (
        lambda here, row: (
            update(chains)
            .where(chains.c.company_number == row.company_number)
            .values(last_hash=bytes(32))
        ),
        "broken",
        12,
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found_and_named(log: World, name: str) -> None:
    tamper, problem, sequence = TAMPERINGS[name]
    number = await _number(log)
    here = (entries.c.company_number == number) & (entries.c.sequence == SEVENTH)
    columns = (entries.c.company_number, entries.c.id, entries.c.body)
    [found] = await log.rows(select(*columns).where(here))

    class Kept:
        company_number, id, body = found

    assert await log.change(tamper(here, Kept)) >= 1
    seen = None
    with suppress(ClaraError):
        seen = await log.run(ViewActivity, verify=True, outcome="failed")
    assert seen is not None
    assert (seen.check.is_intact, seen.check.problem, seen.check.sequence) == (
        False,
        problem,
        sequence,
    )
    if problem == "broken" and sequence == SEVENTH:
        assert seen.check.entry_id == Kept.id


async def test_two_entries_that_changed_places_are_found(log: World) -> None:
    number = await _number(log)
    for place, other in ((3, 1003), (4, 3), (1003, 4)):
        where = (entries.c.company_number == number) & (entries.c.sequence == place)
        await log.change(update(entries).where(where).values(sequence=other))
    check = (await log.run(ViewActivity, verify=True)).check
    assert (check.is_intact, check.problem, check.sequence) == (False, "broken", 3)


async def test_tampering_in_one_company_is_no_fault_of_another(log: World) -> None:
    number = await _number(log)
    await log.change(delete(entries).where(entries.c.company_number == number))
    assert (await log.run(ViewActivity, as_=log.b.administrator, verify=True)).check.is_intact
