"""The overview: this month against the last, and what stands out, of one moment."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from clara.application.companies.create_company import CreateCompany
from clara.application.overview.overview import Compared, Overview
from clara.application.overview.periods import Months
from clara.application.overview.view_limit_use import ViewLimitUse
from clara.application.overview.view_overview import ViewOverview
from clara.domain.analysis.sheet import Sum
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import LockLevel
from clara.domain.credentials.actor import Door
from clara.domain.errors import Invalid, Unauthenticated
from tests.support.builders import IDS, card, lock, row
from tests.support.house import Person
from tests.support.signed_in import ask
from tests.support.world import World

pytestmark = pytest.mark.anyio

REFUND, FEE, PAYMENT = (
    CardTransactionType.REFUND,
    CardTransactionType.FEE,
    CardTransactionType.PAYMENT,
)


def at(month: int, day: int, hour: int = 18, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


async def overview(world: World, as_: Person | None = None, **fields: Any) -> Overview:
    seen: Overview = await world.run(ViewOverview, as_=as_, via=Door.WEB, **fields)
    return seen


async def test_this_month_stands_beside_the_same_days_and_all_of_the_last(world: World) -> None:
    company = world.a.company
    await world.add_rows(
        company,
        row("1000", at=at(10, 3)),
        row("400", at=at(10, 28)),
        row("-30", at=at(10, 20), type=REFUND),
        row("-60", at=at(11, 5), type=REFUND),
        row("7", at=at(11, 6), type=FEE),
        row("9", at=at(11, 6), status=CardTransactionStatus.DECLINED),
        row("-500", at=at(11, 6), type=PAYMENT),
        row("20", at=at(11, 8), currency="USD"),
    )
    seen = await overview(world)
    assert (seen.period.first, seen.period.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (seen.same_days.first, seen.same_days.last) == (date(2026, 10, 1), date(2026, 10, 20))
    home, dollars = seen.sums
    assert (home.currency, dollars.currency) == seen.currencies == ("MXN", "USD")
    # The house was founded with 101 to 105 pesos.
    assert home.spend.so_far == Sum(6, 522_00)
    assert (home.spend.before, home.spend.last_month) == (Sum(1, 1000_00), Sum(2, 1400_00))
    assert (home.spend.change_minor, home.spend.change_per_mille) == (-478_00, -478)
    assert (home.refunds.so_far, home.refunds.before) == (Sum(1, -60_00), Sum(1, -30_00))
    assert home.refunds.change_per_mille == 1000
    assert dollars.spend.so_far == Sum(1, 20_00)
    assert dollars.spend.change_per_mille is None
    assert (seen.coverage.matched, seen.coverage.counted) == (10, 8)
    assert not seen.is_empty


async def test_months_and_categories_are_of_one_currency_and_add_up(world: World) -> None:
    await world.add_rows(
        world.a.company,
        row("300", at=at(11, 2), category=Category.TRAVEL),
        row("50", at=at(12, 9, year=2025)),
        row("60", at=at(11, 30, year=2025)),
        row("20", at=at(11, 8), currency="USD", category=Category.FOOD),
    )
    seen = await overview(world)
    assert [one.period.first for one in seen.months][::11] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert [one.spend.minor for one in seen.months] == [50_00, *[0] * 10, 815_00]
    assert [(one.category, one.held) for one in seen.categories] == [
        (Category.TRANSPORTATION, Sum(5, 515_00)),
        (Category.TRAVEL, Sum(1, 300_00)),
    ]
    assert [one.per_mille for one in seen.categories] == [631, 368]
    dollars = await overview(world, currency="usd")
    assert (dollars.currency, dollars.months[-1].spend) == ("USD", Sum(1, 20_00))
    assert [one.category for one in dollars.categories] == [Category.FOOD]
    assert (await overview(world, currency="EUR")).currency == "MXN"
    with pytest.raises(Invalid):
        await overview(world, currency="XXX")


async def test_the_largest_charges_and_those_far_above_their_merchants_usual(world: World) -> None:
    usual = [row("100", days_ago=30 + number, merchant="Taller") for number in range(8)]
    await world.add_rows(
        world.a.company,
        *usual,
        row("900", days_ago=3, merchant="Taller"),
        row("5000", days_ago=2, merchant="Nueva"),
        row("7000", days_ago=2, merchant="Dollars", currency="USD"),
        row("-8000", days_ago=2, merchant="Nueva", type=REFUND),
        row("9000", days_ago=2, merchant="Nueva", status=CardTransactionStatus.REVERSED),
    )
    seen = await overview(world)
    assert [one.amount_minor for one in seen.largest][:3] == [5000_00, 900_00, 105_00]
    [unusual] = seen.unusual
    assert (unusual.charge.merchant, unusual.charge.amount_minor) == ("Taller", 900_00)
    assert unusual.usual_minor == 100_00


async def test_cards_near_their_limit_and_locked_ones_are_named(world: World) -> None:
    cards, holder = world.a.cards, world.a.holders["Elena Gómez"]
    locked = card(world.a.company, holder, "5151", locks=(lock(LockLevel.COMPANY, "Ana"),))
    async with world.founding() as port:
        await port.add_cards([locked])
    await world.add_rows(
        world.a.company,
        row("4000", card=cards["elena"]),
        row("20000", card=cards["luis"]),
        row("-1", card=cards["luis"], type=REFUND),
    )
    seen = await overview(world)
    # Luis has 103 of the founding on top of it, Elena 104.
    assert [(one.card.id, one.per_mille) for one in seen.near_limit] == [
        (cards["luis"].id, 1005),
        (cards["elena"].id, 820),
    ]
    assert (seen.near_limit_count, seen.locked_count, seen.card_count) == (2, 1, 10)
    assert [one.id for one in seen.locked] == [locked.id]
    ids = [cards[name].id for name in ("luis", "marta", "ana", "elena_cancelled")]
    used = await world.run(
        ViewLimitUse, via=Door.WEB, card_ids=(*ids, world.b.cards["luis"].id, IDS.new("card"))
    )
    assert {key: one.held.minor for key, one in used.by_card.items()} == {
        cards["luis"].id: 20_102_00,
        cards["marta"].id: 102_00,
    }
    assert (await world.run(ViewLimitUse, via=Door.WEB, card_ids=())).by_card == {}


async def test_everybody_has_the_overview_of_what_they_see(world: World) -> None:
    await world.add_rows(world.a.company, row("20000", card=world.a.cards["luis"]))
    mine = await overview(world, world.a.employee)
    assert mine.sums[0].spend.so_far == Sum(1, 104_00)
    assert (mine.card_count, mine.near_limit) == (2, ())
    team = await overview(world, world.a.manager)
    assert team.sums[0].spend.so_far == Sum(3, 20_205_00)
    luis = world.a.cards["luis"].id
    hidden = await world.run(ViewLimitUse, as_=world.a.employee, via=Door.WEB, card_ids=(luis,))
    assert hidden.by_card == {}


async def test_it_is_a_page_of_people_and_no_interface_of_programs(world: World) -> None:
    for use_case, fields in ((ViewOverview, {}), (ViewLimitUse, {"card_ids": ()})):
        with pytest.raises(Unauthenticated):
            await world.run(use_case, via=Door.REST, **fields)


async def test_a_company_without_anything_is_empty(world: World) -> None:
    made = await ask(world, CreateCompany, name="Nueva Prueba", country="MX", tax_id="NPR200101AB1")
    seen = await overview(world, company_id=made.company.id)
    assert (seen.is_empty, seen.currency, seen.largest, seen.categories) == (True, "MXN", (), ())
    assert [one.spend for one in seen.sums] == [
        Compared(so_far=Sum(0, 0), before=Sum(0, 0), last_month=Sum(0, 0))
    ]


@pytest.mark.parametrize(
    ("today", "same_days_until", "year_from"),
    [
        (date(2026, 3, 30), date(2026, 2, 28), date(2025, 4, 1)),
        (date(2026, 2, 28), date(2026, 1, 31), date(2025, 3, 1)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 2, 1)),
        (date(2024, 3, 31), date(2024, 2, 29), date(2023, 4, 1)),
    ],
)
def test_months_of_different_lengths_are_compared_by_their_days(
    today: date, same_days_until: date, year_from: date
) -> None:
    months = Months.until(today, "America/Mexico_City")
    assert (months.same_days.last, months.year.first) == (same_days_until, year_from)
    assert (months.period.first, len(months.each)) == (today.replace(day=1), 12)
    assert months.each[0].end == months.each[1].start
