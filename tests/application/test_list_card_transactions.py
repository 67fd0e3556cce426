"""Listing card transactions: every filter, every order, exact totals, and cursors that hold."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.list_cards import ListCards
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.filter import Sort
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.card_transactions.totals import ExclusionReason
from clara.domain.errors import Invalid
from clara.domain.instant import microseconds
from tests.application.ledger import Book, day_of, sums_of, wire_id
from tests.support.builders import row
from tests.support.clock import NOW
from tests.support.world import World

pytestmark = pytest.mark.anyio

T, S, C = CardTransactionType, CardTransactionStatus, Category
YEAR = {"period": "last_365_days"}
Condition = Callable[[NewRow], bool]


def shown(value: object) -> str:
    """A parameter in a test's name: the same in every process."""
    return "" if callable(value) else str(value)[:60]


def ids(listed: Any) -> list[str]:
    return [one.id for one in listed.items]


def newest(rows: list[NewRow]) -> list[str]:
    return [wire_id(one) for one in sorted(rows, key=lambda r: (r.occurred_at, r.id), reverse=True)]


def mxn(one: NewRow) -> bool:
    return one.currency == "MXN"


def held_by(*names: str) -> Callable[[World], Condition]:
    def made(world: World) -> Condition:
        wanted = {world.a.cards[name].id for name in names}
        return lambda r: r.card in wanted

    return made


FILTERS: list[tuple[dict[str, Any], Condition]] = [
    ({}, lambda r: True),
    ({"merchant": "uber"}, lambda r: r.merchant in ("Uber", "Uber Eats")),
    ({"merchant": "UBER eats"}, lambda r: r.merchant == "Uber Eats"),
    ({"merchant": "eats uber"}, lambda r: False),
    ({"merchant": "optica nandu"}, lambda r: r.merchant == "Óptica Ñandú"),
    ({"merchant": "ber"}, lambda r: False),
    ({"merchant": "%"}, lambda r: False),
    ({"category": "TRAVEL"}, lambda r: r.category is C.TRAVEL),
    ({"category": "travel, lodging"}, lambda r: r.category in (C.TRAVEL, C.LODGING)),
    ({"mcc": 4511}, lambda r: r.mcc == 4511),
    ({"mcc": 1}, lambda r: False),
    ({"status": "AUTHORIZED"}, lambda r: r.status is S.AUTHORIZED),
    ({"status": "declined,reversed"}, lambda r: r.status in (S.DECLINED, S.REVERSED)),
    ({"type": "FEE,CREDIT"}, lambda r: r.type in (T.FEE, T.CREDIT)),
    ({"type": "PAYMENT"}, lambda r: r.type is T.PAYMENT),
    ({"currency": "usd"}, lambda r: r.currency == "USD"),
    ({"currency": "BRL"}, lambda r: False),
    ({"amount_over": Decimal(5000)}, lambda r: mxn(r) and r.amount_minor > 5_000_00),
    ({"amount_under": Decimal(0)}, lambda r: mxn(r) and r.amount_minor < 0),
    ({"amount_min": Decimal(5000)}, lambda r: mxn(r) and r.amount_minor >= 5_000_00),
    ({"amount_max": Decimal("4999.99")}, lambda r: mxn(r) and r.amount_minor <= 4_999_99),
    (
        {"amount_min": Decimal(10), "amount_under": Decimal(100)},
        lambda r: mxn(r) and 10_00 <= r.amount_minor < 100_00,
    ),
    (
        {"amount_over": Decimal(100), "currency": "USD"},
        lambda r: r.currency == "USD" and r.amount_minor > 100_00,
    ),
    ({"amount_min": Decimal(300), "currency": "JPY"}, lambda r: r.currency == "JPY"),
    ({"q": "hotel"}, lambda r: r.merchant == "Hotel Sol"),
    (
        {"merchant": "uber", "status": "POSTED", "amount_max": Decimal(10), "category": "TRANSPORTATION"},
        lambda r: r.merchant == "Uber" and r.status is S.POSTED and r.amount_minor <= 10_00,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("filters", "condition"), FILTERS, ids=shown)
async def test_each_filter_lists_and_sums_what_meets_it(
    world: World, book: Book, filters: dict[str, Any], condition: Condition
) -> None:
    expected = book.where(condition)
    listed = await world.run(ListCardTransactions, **YEAR, **filters)
    assert ids(listed) == newest(expected)
    assert listed.totals.count == len(expected)
    assert listed.totals.by_currency == sums_of(expected)
    coverage = listed.coverage
    assert coverage.matched == coverage.counted + sum(e.count for e in coverage.excluded)
    assert coverage.counted == sum(sums.count for sums in sums_of(expected))
    assert coverage.data_as_of == NOW


CARDS = [
    ("4417", held_by("luis")),
    ("Viajes", held_by("ana")),
    ("gomez", held_by("elena")),
    ("maria", held_by("maria_lopez", "maria_nunez")),
    ("1234", held_by("maria_lopez", "maria_nunez")),
    ("0000", held_by()),
    ("%", held_by()),
]


@pytest.mark.parametrize(("reference", "condition"), CARDS, ids=shown)
async def test_a_card_is_meant_by_digits_holder_or_alias(
    world: World, book: Book, reference: str, condition: Callable[[World], Condition]
) -> None:
    listed = await world.run(ListCardTransactions, **YEAR, card=reference)
    assert ids(listed) == newest(book.where(condition(world)))


async def test_a_card_is_meant_by_its_id_and_no_other_company_has_it(
    world: World, book: Book
) -> None:
    own, twin = world.a.cards["luis"].id, world.b.cards["luis"].id
    assert ids(await world.run(ListCardTransactions, **YEAR, card=own)) == newest(
        book.where(held_by("luis")(world))
    )
    assert ids(await world.run(ListCardTransactions, **YEAR, card=twin)) == []


async def test_a_holders_name_also_finds_rows_without_a_card(world: World, book: Book) -> None:
    listed = await world.run(ListCardTransactions, **YEAR, card="Luis Pérez")
    luis = world.a.cards["luis"].id
    expected = book.where(lambda r: r.card == luis or r.cardholder == "Luis Pérez")
    assert ids(listed) == newest(expected)


@pytest.mark.parametrize(
    ("text", "name", "holder"), [("luis", "luis", "Luis Pérez"), ("viajes", "ana", "nobody")]
)
async def test_text_is_looked_for_in_merchants_holders_and_aliases(
    world: World, book: Book, text: str, name: str, holder: str
) -> None:
    listed = await world.run(ListCardTransactions, **YEAR, q=text)
    condition = held_by(name)(world)
    assert ids(listed) == newest(book.where(lambda r: condition(r) or r.cardholder == holder))


PERIODS: list[tuple[dict[str, Any], date, date]] = [
    ({}, date(2026, 11, 1), date(2026, 11, 30)),
    ({"period": "today"}, date(2026, 11, 20), date(2026, 11, 20)),
    ({"period": "last_30_days"}, date(2026, 10, 22), date(2026, 11, 20)),
    ({"period": "last_month"}, date(2026, 10, 1), date(2026, 10, 31)),
    ({"period": "2026-Q3"}, date(2026, 7, 1), date(2026, 9, 30)),
    ({"from_": date(2026, 11, 10), "to": date(2026, 11, 11)}, date(2026, 11, 10), date(2026, 11, 11)),
    ({"from_": date(2026, 11, 10)}, date(2026, 11, 10), date(2026, 11, 20)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "first", "last"), PERIODS, ids=shown)
async def test_a_period_is_of_the_companys_days(
    world: World, book: Book, asked: dict[str, Any], first: date, last: date
) -> None:
    listed = await world.run(ListCardTransactions, **asked)
    assert ids(listed) == newest(book.where(lambda r: first <= day_of(r) <= last))
    assert (listed.coverage.period.first, listed.coverage.period.last) == (first, last)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("limit", [1, 3, 200])
async def test_each_order_holds_across_pages(
    world: World, book: Book, sort: Sort, limit: int
) -> None:
    def place(one: NewRow) -> tuple[int, bytes]:
        return (one.amount_minor if sort.by_amount else one.occurred_at, one.id)

    expected = sorted(book.rows, key=place, reverse=sort.descending)
    seen: list[str] = []
    page = await world.run(ListCardTransactions, **YEAR, sort=sort, limit=limit)
    first = page
    while True:
        seen += ids(page)
        assert page.totals == first.totals
        if page.next_cursor is None:
            break
        page = await world.run(ListCardTransactions, cursor=page.next_cursor, limit=limit)
    assert seen == [wire_id(one) for one in expected]


async def test_a_row_shows_what_is_known_of_it(world: World) -> None:
    made = row(
        "123.45",
        at=NOW,
        card=world.a.cards["ana"],
        merchant="Hotel Sol",
        category=C.LODGING,
        mcc=7011,
        original_minor=6_50,
        original_currency="USD",
        description="Two nights",
        reference="R-1",
    )
    await world.add_rows(world.a.company, made)
    [one] = (await world.run(ListCardTransactions, merchant="hotel")).items
    assert (one.id, one.occurred_at, one.day) == (wire_id(made), NOW, date(2026, 11, 20))
    assert (one.amount_minor, one.currency) == (123_45, "MXN")
    assert (one.merchant, one.merchant_raw) == ("Hotel Sol", "HOTEL SOL")
    assert (one.category, one.mcc) == (C.LODGING, 7011)
    assert (one.card.last_four, one.card.alias, one.cardholder) == ("7788", "Viajes", "Ana Torres")
    assert (one.original.amount_minor, one.original.currency) == (6_50, "USD")
    assert (one.description, one.reference) == ("Two nights", "R-1")


async def test_what_is_not_summed_is_counted_by_its_reason(world: World, book: Book) -> None:
    listed = await world.run(ListCardTransactions, **YEAR)
    assert {e.reason: e.count for e in listed.coverage.excluded} == {
        ExclusionReason.DECLINED: 1,
        ExclusionReason.REVERSED: 2,
        ExclusionReason.PAYMENT: 1,
    }
    assert listed.totals.count == listed.coverage.matched == len(book.rows)


async def test_rows_of_other_currencies_are_counted_when_amounts_are_compared(
    world: World, book: Book
) -> None:
    listed = await world.run(ListCardTransactions, **YEAR, amount_over=Decimal(5000))
    abroad = book.where(lambda r: not mxn(r))
    excluded = {e.reason: e.count for e in listed.coverage.excluded}
    assert excluded == {ExclusionReason.OTHER_CURRENCY: len(abroad)}
    assert listed.coverage.matched == listed.totals.count + len(abroad)


async def test_no_match_is_an_empty_list_with_zero_totals(world: World, book: Book) -> None:
    listed = await world.run(ListCardTransactions, **YEAR, merchant="nobody knows it")
    assert (listed.items, listed.next_cursor) == ((), None)
    assert (listed.totals.count, listed.totals.by_currency) == (0, ())
    assert (listed.coverage.matched, listed.coverage.counted) == (0, 0)


@pytest.mark.parametrize(
    ("who", "cards"),
    [("member", ["luis"]), ("employee", ["elena"]), ("manager", ["luis", "marta"])],
)
async def test_each_role_sees_and_sums_its_own_rows(
    world: World, book: Book, who: str, cards: list[str]
) -> None:
    wanted = {world.a.cards[name].id for name in cards}
    expected = book.where(
        lambda r: r.card in wanted or (r.cardholder == "Luis Pérez" and "luis" in cards)
    )
    listed = await world.run(ListCardTransactions, **YEAR, as_=getattr(world.a, who))
    assert ids(listed) == newest(expected)
    assert listed.totals.by_currency == sums_of(expected)


async def test_paging_sees_each_row_once_while_rows_are_inserted(world: World, book: Book) -> None:
    seen: list[str] = []
    page = await world.run(ListCardTransactions, **YEAR, limit=3)
    while True:
        seen += ids(page)
        newer = row("1", at=NOW + timedelta(minutes=len(seen)))
        older = row("1", at=NOW - timedelta(days=300, minutes=len(seen)))
        await world.add_rows(world.a.company, newer, older)
        if page.next_cursor is None:
            break
        assert len(seen) < 500
        page = await world.run(ListCardTransactions, cursor=page.next_cursor, limit=7)
    assert len(seen) == len(set(seen))
    assert [one for one in seen if one in set(newest(book.rows))] == newest(book.rows)


async def test_totals_are_carried_along_and_counted_anew_on_demand(
    world: World, book: Book
) -> None:
    first = await world.run(ListCardTransactions, **YEAR, limit=3)
    await world.add_rows(world.a.company, row("1"))
    carried = await world.run(ListCardTransactions, cursor=first.next_cursor)
    anew = await world.run(ListCardTransactions, cursor=first.next_cursor, with_totals=True)
    assert (carried.totals, carried.coverage) == (first.totals, first.coverage)
    assert anew.totals.count == first.totals.count + 1
    assert ids(anew)[:3] != []


async def test_a_list_begun_before_midnight_goes_on_with_its_days(world: World, book: Book) -> None:
    first = await world.run(ListCardTransactions, period="last_30_days", limit=3)
    world.clock.advance(days=20)
    second = await world.run(ListCardTransactions, cursor=first.next_cursor, limit=200)
    assert second.coverage.period == first.coverage.period
    assert len(ids(first) + ids(second)) == first.totals.count


async def test_a_cursor_is_sent_alone_or_with_the_same_filters(world: World, book: Book) -> None:
    filters = {**YEAR, "merchant": "uber", "sort": Sort.OLDEST}
    first = await world.run(ListCardTransactions, **filters, limit=2)
    alone = await world.run(ListCardTransactions, cursor=first.next_cursor)
    same = await world.run(ListCardTransactions, **filters, cursor=first.next_cursor)
    assert ids(alone) == ids(same) != []


@pytest.mark.parametrize(
    "others",
    [{"merchant": "hotel"}, {"merchant": "uber", "status": "POSTED"}, {"sort": "smallest"}],
)
async def test_a_cursor_with_other_filters_is_refused(
    world: World, book: Book, others: dict[str, Any]
) -> None:
    first = await world.run(ListCardTransactions, **YEAR, merchant="uber", limit=2)
    with pytest.raises(Invalid) as caught:
        await world.run(ListCardTransactions, **others, cursor=first.next_cursor)
    assert caught.value.code == "cursor_mismatch"


async def test_cut_and_forged_cursors_are_refused(world: World, book: Book) -> None:
    cursor = (await world.run(ListCardTransactions, **YEAR, limit=2)).next_cursor
    forged = [
        cursor[:-1],
        cursor[:-9],
        cursor[1:],
        ("A" if cursor[0] != "A" else "B") + cursor[1:],
        cursor[:40] + ("A" if cursor[40] != "A" else "B") + cursor[41:],
        cursor[::-1],
        "AAAA",
        "=",
        "ñ",
        "x" * 8192,
    ]
    for one in forged:
        with pytest.raises(Invalid) as caught:
            await world.run(ListCardTransactions, cursor=one)
        assert caught.value.code == "invalid_cursor"


async def test_cursors_of_other_companies_and_lists_are_refused(world: World, book: Book) -> None:
    other = await world.run(ListCardTransactions, **YEAR, as_=world.b.administrator, limit=2)
    cards = await world.run(ListCards, limit=2)
    for cursor in (other.next_cursor, cards.next_cursor):
        with pytest.raises(Invalid) as caught:
            await world.run(ListCardTransactions, cursor=cursor)
        assert caught.value.code == "invalid_cursor"


async def test_a_cursor_shows_nobody_the_totals_of_who_sees_more(world: World, book: Book) -> None:
    page = await world.run(ListCardTransactions, **YEAR, limit=2)
    assert page.next_cursor is not None
    with pytest.raises(Invalid) as caught:
        await world.run(ListCardTransactions, cursor=page.next_cursor, as_=world.a.employee)
    assert caught.value.code == "invalid_cursor"
    again = await world.run(ListCardTransactions, cursor=page.next_cursor, as_=world.a.bookkeeper)
    assert again.totals == page.totals


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"period": "someday"}, "invalid_period"),
        ({"period": "today", "to": date(2026, 1, 1)}, "invalid_period"),
        ({"from_": date(2026, 2, 1), "to": date(2026, 1, 1)}, "invalid_period"),
        ({"currency": "XYZ"}, "invalid_currency"),
        ({"currency": "JPY", "amount_over": Decimal("0.5")}, "invalid_amount"),
        ({"amount_over": Decimal("NaN")}, "invalid_amount"),
        ({"category": "FUN"}, "unknown_category"),
        ({"status": "DONE"}, "unknown_status"),
        ({"type": "GIFT"}, "unknown_type"),
        ({"limit": 201}, "invalid_parameters"),
        ({"mcc": 10_000}, "invalid_parameters"),
        ({"merchant": ""}, "invalid_parameters"),
        ({"from_": date(2026, 2, 1), "to": date(2026, 1, 1), "status": "DONE"}, "invalid_period"),
    ],
    ids=shown,
)
async def test_questions_that_make_no_sense_are_refused(
    world: World, asked: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await world.run(ListCardTransactions, **asked)
    assert caught.value.code == code


async def test_the_last_microsecond_of_a_day_is_in_and_the_next_is_out(world: World) -> None:
    end = NOW.replace(hour=6) + timedelta(days=1)
    inside = row("1", at=end - timedelta(microseconds=1))
    outside = row("1", at=end)
    assert microseconds(end) == outside.occurred_at
    await world.add_rows(world.a.company, inside, outside)
    listed = await world.run(ListCardTransactions, period="today")
    assert ids(listed) == [wire_id(inside)]
