"""Summaries: exact, complete, and equal to what plain Python adds up, whatever is asked."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clara.adapters.persistence.transaction_sums import MAX_FILTERED_CURRENCIES
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.card_transactions.summary import added
from clara.domain.card_transactions.totals import Summary, SummaryKey, Sums
from clara.domain.errors import Invalid
from tests.application.ledger import Book, day_of, is_summed, sums_of
from tests.support.builders import row
from tests.support.clock import NOW
from tests.support.house import House, found, plan
from tests.support.world import World

pytestmark = pytest.mark.anyio

K = SummaryKey
YEAR = {"period": "last_365_days"}


def label_of(by: SummaryKey, house: House) -> Callable[[NewRow], str]:
    """What group a row belongs to, by the group's key."""
    holders = {c.id: c.cardholder for c in house.cards.values()}
    names = {holder.name: holder.id for holder in house.holders.values()}

    def cardholder(one: NewRow) -> str:
        if one.cardholder:
            return names[one.cardholder]
        holder = holders.get(one.card or "")
        return holder.id if holder else "none"

    return {
        K.CATEGORY: lambda r: r.category.value,
        K.MERCHANT: lambda r: r.merchant,
        K.CARDHOLDER: cardholder,
        K.CARD: lambda r: r.card or "none",
        K.MONTH: lambda r: f"{day_of(r):%Y-%m}",
        K.DAY: lambda r: day_of(r).isoformat(),
        K.CURRENCY: lambda r: r.currency,
    }[by]


def expected_groups(
    rows: list[NewRow], by: SummaryKey, house: House
) -> dict[str, tuple[Sums, ...]]:
    key = label_of(by, house)
    groups: dict[str, list[NewRow]] = {}
    for one in filter(is_summed, rows):
        groups.setdefault(key(one), []).append(one)
    return {name: sums_of(members) for name, members in groups.items()}


def assert_is(summary: Summary, rows: list[NewRow], house: House) -> None:
    """The summary says exactly what `rows` add up to."""
    assert summary.totals.by_currency == sums_of(rows)
    assert summary.totals.count == len(rows)
    parts = [*summary.groups, *([summary.others] if summary.others else [])]
    assert added(sums for part in parts for sums in part.by_currency) == sums_of(rows)
    assert all(part.count == sum(sums.count for sums in part.by_currency) for part in parts)
    expected = expected_groups(rows, summary.group_by, house)
    found = {group.key: group.by_currency for group in summary.groups}
    assert {key: expected[key] for key in found} == found
    assert (summary.others is None) == (len(found) == len(expected)) == summary.coverage.complete
    coverage = summary.coverage
    excluded = sum(e.count for e in coverage.excluded)
    assert coverage.matched == coverage.counted + excluded
    assert coverage.counted == sum(1 for _ in filter(is_summed, rows))


@pytest.mark.parametrize("by", SummaryKey)
@pytest.mark.parametrize("limit", [1, 2, 1000])
async def test_groups_and_others_add_up_to_the_totals(
    world: World, book: Book, by: SummaryKey, limit: int
) -> None:
    summary = await world.run(SummarizeSpending, **YEAR, group_by=by, limit=limit)
    assert_is(summary, book.rows, world.a)
    assert len(summary.groups) <= limit


@pytest.mark.parametrize("by", SummaryKey)
async def test_more_currencies_than_are_summed_side_by_side(
    world: World, book: Book, by: SummaryKey
) -> None:
    others = ["BRL", "COP", "EUR", "KWD"]
    rows = [row("7.5", currency=code, card=world.a.cards["luis"]) for code in others]
    await world.add_rows(world.a.company, *rows)
    summary = await world.run(SummarizeSpending, **YEAR, group_by=by)
    assert len(summary.totals.by_currency) > MAX_FILTERED_CURRENCIES
    assert_is(summary, [*book.rows, *rows], world.a)


async def test_the_largest_group_in_the_companys_currency_comes_first(
    world: World, book: Book
) -> None:
    summary = await world.run(SummarizeSpending, **YEAR, group_by=K.MERCHANT)
    home = [
        sum(sums.net_minor for sums in group.by_currency if sums.currency == "MXN")
        for group in summary.groups
    ]
    assert home == sorted(home, reverse=True)
    assert summary.groups[0].label == "Aeroméxico"


@pytest.mark.parametrize("by", [K.DAY, K.MONTH])
async def test_days_and_months_come_in_order_of_time(
    world: World, book: Book, by: SummaryKey
) -> None:
    summary = await world.run(SummarizeSpending, **YEAR, group_by=by)
    keys = [group.key for group in summary.groups]
    assert keys == sorted(keys)


async def test_groups_are_called_what_people_call_them(world: World, book: Book) -> None:
    async def labels(by: SummaryKey) -> dict[str, str]:
        summary = await world.run(SummarizeSpending, **YEAR, group_by=by)
        return {group.key: group.label for group in summary.groups}

    ana, luis = world.a.cards["ana"], world.a.cards["luis"]
    by_card = await labels(K.CARD)
    assert (by_card[ana.id], by_card[luis.id]) == ("Viajes •••• 7788", "Luis Pérez •••• 4417")
    assert by_card["none"] == "No card"
    assert (await labels(K.CARDHOLDER))["none"] == "No cardholder"
    assert (await labels(K.CATEGORY))["LODGING"] == "Lodging"


async def test_months_at_the_edges_of_a_period_hold_only_its_days(world: World, book: Book) -> None:
    first, last = date(2026, 10, 15), date(2026, 11, 15)
    summary = await world.run(SummarizeSpending, from_=first, to=last, group_by=K.MONTH)
    assert_is(summary, book.where(lambda r: first <= day_of(r) <= last), world.a)
    assert [group.key for group in summary.groups] == ["2026-10", "2026-11"]


@pytest.mark.parametrize(
    ("who", "names"),
    [("member", ["luis"]), ("employee", ["elena"]), ("manager", ["luis", "marta"])],
)
@pytest.mark.parametrize("by", [K.MERCHANT, K.CARD, K.MONTH])
async def test_each_role_sums_its_own_rows(
    world: World, book: Book, who: str, names: list[str], by: SummaryKey
) -> None:
    wanted = {world.a.cards[name].id for name in names}
    rows = book.where(lambda r: r.card in wanted or (bool(r.cardholder) and "luis" in names))
    summary = await world.run(SummarizeSpending, **YEAR, as_=getattr(world.a, who), group_by=by)
    assert_is(summary, rows, world.a)


async def test_nothing_to_sum_is_an_empty_summary(world: World, book: Book) -> None:
    summary = await world.run(SummarizeSpending, period="2020", group_by=K.MERCHANT)
    assert (summary.groups, summary.others, summary.totals.by_currency) == ((), None, ())
    assert summary.coverage.complete


async def test_a_summary_and_the_list_agree_on_totals(world: World, book: Book) -> None:
    asked = {**YEAR, "amount_over": Decimal(10), "q": "uber"}
    listed = await world.run(ListCardTransactions, **asked)
    summary = await world.run(SummarizeSpending, **asked, group_by=K.CATEGORY)
    assert (summary.totals, summary.coverage) == (listed.totals, listed.coverage)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"limit": 0}, "invalid_parameters"),
        ({"limit": 1001}, "invalid_parameters"),
        ({"group_by": "colour"}, "invalid_parameters"),
        ({"period": "someday"}, "invalid_period"),
        ({"category": "FUN"}, "unknown_category"),
    ],
)
async def test_questions_that_make_no_sense_are_refused(
    world: World, asked: dict[str, Any], code: str
) -> None:
    draft = world.draft(company_id=world.a.company.id, **({"group_by": "card"} | asked))
    with pytest.raises(Invalid) as caught:
        await world.send(SummarizeSpending, draft, world.a.administrator)
    assert caught.value.code == code


async def test_a_sum_beyond_32_bits_is_exact(world: World) -> None:
    rows = [row("9999999999.99", merchant="Big") for _ in range(50)]
    await world.add_rows(world.a.company, *rows)
    summary = await world.run(SummarizeSpending, merchant="big", group_by=K.DAY)
    assert summary.totals.by_currency[0].purchases_minor == 50 * 999_999_999_999


# Ledgers: made from a seed, because building hundreds of rows from Hypothesis' own choices is slow
# and shrinks to nothing more telling than a smaller seed.
_MERCHANTS = ("Uber", "Hotel Sol", "Aeroméxico", "Óptica Ñandú", "7-Eleven")
_CURRENCIES = (("MXN",), ("MXN", "USD"), ("MXN", "USD", "EUR", "JPY", "KWD"))


def random_ledger(house: House, seed: int, count: int, currencies: tuple[str, ...]) -> list[NewRow]:
    dice = random.Random(seed)
    cards = [None, *(house.cards[name] for name in ("luis", "elena", "ana", "maria_lopez"))]
    start = datetime(2025, 11, 1, tzinfo=UTC)
    return [
        row(
            "0",
            at=start + timedelta(microseconds=dice.randrange(390 * 86_400_000_000)),
            card=dice.choice(cards),
            merchant=dice.choice(_MERCHANTS),
            category=dice.choice((Category.FOOD, Category.TRAVEL, Category.OTHER)),
            currency=dice.choice(currencies),
        )._replace(
            amount_minor=dice.choice((1, 100_00, dice.randrange(-10_000_00, 10_000_00))),
            type=dice.choice(list(CardTransactionType)),
            status=dice.choice(list(CardTransactionStatus)),
            mcc=dice.choice((None, 5812)),
        )
        for _ in range(count)
    ]


_amounts = st.sampled_from([None, Decimal(100), Decimal("-2500.50"), Decimal(0)])
QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "merchant": st.sampled_from(["uber", "hotel", "optica", "7 eleven", "nobody"]),
        "category": st.sampled_from(["FOOD", "FOOD,TRAVEL"]),
        "status": st.sampled_from(["POSTED", "POSTED,AUTHORIZED,DECLINED"]),
        "type": st.sampled_from(["PURCHASE", "REFUND,CREDIT,PAYMENT"]),
        "card": st.sampled_from(["4417", "Elena Gómez", "viajes"]),
        "mcc": st.just(5812),
        "amount_over": _amounts,
        "amount_max": _amounts,
        "currency": st.sampled_from(["MXN"]),
    },
)
PERIODS = st.sampled_from(
    [
        (date(2025, 11, 1), date(2026, 11, 30)),
        (date(2026, 2, 10), date(2026, 3, 20)),
        (date(2026, 4, 5), date(2026, 4, 5)),
        (date(2026, 1, 1), date(2026, 4, 15)),
    ]
)


def meets(question: dict[str, Any], house: House) -> Callable[[NewRow], bool]:
    """The question's conditions but for amounts, in plain Python."""
    merchants = {"uber": "Uber", "hotel": "Hotel Sol", "optica": "Óptica Ñandú"}
    merchants |= {"7 eleven": "7-Eleven", "nobody": ""}
    cards = {"4417": "luis", "Elena Gómez": "elena", "viajes": "ana"}

    def check(one: NewRow) -> bool:
        checks: dict[str, Callable[[Any], bool]] = {
            "merchant": lambda v: one.merchant == merchants[v],
            "category": lambda v: one.category.value in v.split(","),
            "status": lambda v: one.status.value in v.split(","),
            "type": lambda v: one.type.value in v.split(","),
            "card": lambda v: one.card == house.cards[cards[v]].id,
            "mcc": lambda v: one.mcc == v,
            "currency": lambda v: one.currency == v,
            "amount_over": lambda v: True,
            "amount_max": lambda v: True,
        }
        return all(checks[name](value) for name, value in question.items())

    return check


def within_amounts(question: dict[str, Any], one: NewRow) -> bool:
    over, most = question.get("amount_over"), question.get("amount_max")
    if over is None and most is None:
        return True
    above = over is None or one.amount_minor > over * 100
    return one.currency == "MXN" and above and (most is None or one.amount_minor <= most * 100)


@settings(
    max_examples=50,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    count=st.integers(0, 300),
    currencies=st.sampled_from(_CURRENCIES),
    questions=st.lists(
        st.tuples(QUESTIONS, PERIODS, st.sampled_from(SummaryKey), st.integers(1, 12)),
        min_size=4,
        max_size=4,
    ),
)
async def test_every_summary_equals_a_plain_sum_over_all_rows(
    world: World,
    seed: int,
    count: int,
    currencies: tuple[str, ...],
    questions: list[tuple[dict[str, Any], tuple[date, date], SummaryKey, int]],
) -> None:
    house, rows = await _another_house(world, seed, count, currencies)
    for question, (first, last), by, limit in questions:
        check = meets(question, house)
        matched = [r for r in rows if first <= day_of(r) <= last and check(r)]
        expected = [r for r in matched if within_amounts(question, r)]
        summary = await world.run(
            SummarizeSpending,
            as_=house.administrator,
            from_=first,
            to=last,
            group_by=by,
            limit=limit,
            **question,
        )
        assert_is(summary, expected, house)
        other = {e.reason.value: e.count for e in summary.coverage.excluded}
        has_amount = any(question.get(n) is not None for n in ("amount_over", "amount_max"))
        abroad = sum(r.currency != "MXN" for r in matched) if has_amount else 0
        assert other.get("other_currency", 0) == abroad


async def _another_house(
    world: World, seed: int, count: int, currencies: tuple[str, ...]
) -> tuple[House, list[NewRow]]:
    """A company of its own for each example, on the same store."""
    house = plan()
    rows = random_ledger(house, seed, count, currencies)
    async with world.founding() as port:
        await found(port, house)
        if rows:
            await port.add_card_transactions(house.company.id, rows)
    return house, [*house.rows, *rows]


async def test_rows_of_another_company_are_in_no_sum(world: World, book: Book) -> None:
    await world.add_rows(world.b.company, row("1000000", merchant="Uber", at=NOW))
    summary = await world.run(SummarizeSpending, **YEAR, group_by=K.MERCHANT)
    assert_is(summary, book.rows, world.a)
