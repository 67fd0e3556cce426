"""Listing cards: filters, pages, totals, and who sees whose."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest

from clara.application.activity.view_activity import ViewActivity
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.domain.cards.card import CardStatus
from clara.domain.errors import Invalid
from tests.support.builders import LONG_AGO, card
from tests.support.house import House
from tests.support.world import World

pytestmark = pytest.mark.anyio

NEWEST_FIRST = [
    "expired",
    "external",
    "maria_nunez",
    "maria_lopez",
    "elena_cancelled",
    "elena",
    "luis",
    "marta",
    "ana",
]


def names(house: House, listed: object) -> list[str]:
    by_id = {card.id: name for name, card in house.cards.items()}
    return [by_id[card.id] for card in listed.items]  # type: ignore[attr-defined]


async def test_cards_of_every_status_come_newest_first(world: World) -> None:
    listed = await world.run(ListCards)
    assert names(world.a, listed) == NEWEST_FIRST
    assert listed.totals.count == len(NEWEST_FIRST)
    assert listed.totals.by_status == {
        CardStatus.ACTIVE: 7,
        CardStatus.CANCELLED: 1,
        CardStatus.EXPIRED: 1,
    }
    assert listed.next_cursor is None


FILTERS = [
    ({"status": "CANCELLED"}, ["elena_cancelled"]),
    ({"status": "expired, cancelled"}, ["expired", "elena_cancelled"]),
    ({"status": "LOCKED"}, []),
    ({"cardholder": "perez"}, ["luis"]),
    ({"cardholder": "MARÍA"}, ["maria_nunez", "maria_lopez"]),
    ({"cardholder": "viajes"}, []),
    ({"q": "viajes"}, ["ana"]),
    ({"q": "1234"}, ["maria_nunez", "maria_lopez"]),
    ({"q": "núñez"}, ["maria_nunez"]),
    ({"limit_over": Decimal(5000)}, ["expired", "maria_lopez", "elena_cancelled", "luis", "marta"]),
    ({"limit_under": Decimal("5000.01")}, ["elena"]),
    ({"limit_over": Decimal(5000), "limit_under": Decimal(20000)}, []),
    ({"status": "ACTIVE", "q": "elena"}, ["elena"]),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=lambda v: str(v)[:50])
async def test_filters_choose_the_cards_that_meet_all_of_them(
    world: World, filters: dict[str, object], expected: list[str]
) -> None:
    listed = await world.run(ListCards, **filters)
    assert names(world.a, listed) == expected
    assert listed.totals.count == len(expected)
    assert sum(listed.totals.by_status.values()) == len(expected)


async def test_a_locked_card_is_listed_as_locked_with_its_lock(world: World) -> None:
    await world.run(LockCard, card="4417", reason="Lost")
    listed = await world.run(ListCards, status="LOCKED")
    assert names(world.a, listed) == ["luis"]
    assert listed.items[0].locks[0].reason == "Lost"


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("bookkeeper", NEWEST_FIRST),
        ("manager", ["luis", "marta"]),
        ("member", ["luis"]),
        ("employee", ["elena_cancelled", "elena"]),
    ],
)
async def test_each_role_sees_its_own_cards_and_totals(
    world: World, who: str, expected: list[str]
) -> None:
    listed = await world.run(ListCards, as_=getattr(world.a, who))
    assert names(world.a, listed) == expected
    assert listed.totals.count == len(expected)


@pytest.mark.parametrize("limit", [1, 2, 4, 9, 200])
async def test_paging_sees_every_card_once_whatever_the_page_size(world: World, limit: int) -> None:
    seen, cursor = [], None
    while True:
        page = await world.run(ListCards, limit=limit, cursor=cursor)
        seen += names(world.a, page)
        assert page.totals.count == len(NEWEST_FIRST)
        assert len(page.items) <= limit
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == NEWEST_FIRST


async def test_cards_made_at_one_moment_are_paged_without_loss(world: World) -> None:
    made = [card(world.a.company, None, "8888", created_at=LONG_AGO) for _ in range(20)]
    async with world.founding() as port:
        await port.add_cards(made)
    seen: list[str] = []
    cursor = None
    while True:
        page = await world.run(ListCards, q="8888", limit=3, cursor=cursor)
        seen += [card.id for card in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted((card.id for card in made), reverse=True)


async def test_a_card_made_meanwhile_is_not_pushed_into_later_pages(world: World) -> None:
    first = await world.run(ListCards, limit=4)
    new = card(world.a.company, None, "8888", created_at=LONG_AGO + timedelta(days=600))
    async with world.founding() as port:
        await port.add_cards([new])
    rest = await world.run(ListCards, cursor=first.next_cursor)
    assert names(world.a, first) + names(world.a, rest) == NEWEST_FIRST


async def test_a_cursor_carries_its_filters(world: World) -> None:
    first = await world.run(ListCards, status="ACTIVE", limit=3)
    alone = await world.run(ListCards, cursor=first.next_cursor)
    same = await world.run(ListCards, status="ACTIVE", cursor=first.next_cursor)
    assert names(world.a, alone) == names(world.a, same) == ["elena", "luis", "marta", "ana"]


async def test_a_cursor_with_other_filters_is_refused(world: World) -> None:
    first = await world.run(ListCards, status="ACTIVE", limit=3)
    with pytest.raises(Invalid) as caught:
        await world.run(ListCards, status="LOCKED", cursor=first.next_cursor)
    assert caught.value.code == "cursor_mismatch"


async def test_another_companys_cursor_is_refused(world: World) -> None:
    first = await world.run(ListCards, as_=world.b.administrator, limit=3)
    with pytest.raises(Invalid) as caught:
        await world.run(ListCards, cursor=first.next_cursor)
    assert caught.value.code == "invalid_cursor"


async def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    first = await world.run(ListCards, limit=3)
    with pytest.raises(Invalid) as caught:
        await world.run(ViewActivity, cursor=first.next_cursor)
    assert caught.value.code == "invalid_cursor"


async def test_a_cursor_serves_nobody_who_sees_less_than_its_owner(world: World) -> None:
    first = await world.run(ListCards, limit=1)
    with pytest.raises(Invalid) as caught:
        await world.run(ListCards, as_=world.a.employee, cursor=first.next_cursor)
    assert caught.value.code == "invalid_cursor"


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"status": "SLEEPING"}, "unknown_status"),
        ({"limit_over": Decimal("1.001")}, "invalid_amount"),
        ({"cursor": "forged"}, "invalid_cursor"),
        ({"limit": 0}, "invalid_parameters"),
        ({"limit": 201}, "invalid_parameters"),
    ],
)
async def test_questions_that_make_no_sense_are_refused(
    world: World, filters: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await world.run(ListCards, **filters)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["%", "_", "' OR '1'='1", "\\", "💳", "a" * 120])
async def test_text_is_only_text(world: World, text: str) -> None:
    listed = await world.run(ListCards, q=text)
    assert listed.items == ()


async def test_a_zero_byte_finds_nothing_and_breaks_nothing(world: World) -> None:
    with suppress(Invalid):
        listed = await world.run(ListCards, q="\x00")
        assert listed.items == ()
    assert (await world.run(ListCards)).totals.count == len(NEWEST_FIRST)
