"""A month's statement: equal to what plain Python adds up, all of one moment."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.view_monthly_statement import (
    MAX_CURRENCIES,
    MAX_LARGEST,
    ViewMonthlyStatement,
    ViewMonthlyStatementCommand,
)
from clara.domain.card_transactions.card_transaction import CardTransactionType
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.card_transactions.statement import MonthlyStatement
from clara.domain.card_transactions.summary import added
from clara.domain.credentials.actor import Door
from clara.domain.errors import Invalid, NotFound, Unavailable
from tests.application.ledger import Book, day_of, is_summed, sums_of, wire_id
from tests.support.builders import row
from tests.support.world import World

pytestmark = pytest.mark.anyio

NOVEMBER = "2026-11"


def of_november(book: Book) -> list[NewRow]:
    return book.where(lambda one: f"{day_of(one):%Y-%m}" == NOVEMBER)


async def statement(world: World, **how: Any) -> MonthlyStatement:
    made: MonthlyStatement = await world.run(ViewMonthlyStatement, **{"month": NOVEMBER, **how})
    return made


async def test_totals_and_both_groupings_are_those_of_the_months_rows(
    world: World, book: Book
) -> None:
    made = await statement(world)
    rows = of_november(book)
    assert made.totals.count == len(rows)
    assert made.totals.by_currency == sums_of(rows)
    for summary in (made.by_category, made.by_cardholder):
        assert summary.others is None
        sums = added(one for group in summary.groups for one in group.by_currency)
        assert sums == sums_of(rows)
    by_category = {group.key: group.by_currency for group in made.by_category.groups}
    assert by_category == {
        key: sums_of(one for one in rows if one.category.value == key) for key in by_category
    }
    assert made.coverage.matched == len(rows)
    assert made.coverage.counted == sum(map(is_summed, rows))
    assert (str(made.coverage.period.first), str(made.coverage.period.last)) == (
        "2026-11-01",
        "2026-11-30",
    )


async def test_the_largest_purchases_of_each_currency_come_largest_first(
    world: World, book: Book
) -> None:
    made = await statement(world)
    assert made.largest[0].currency == "MXN"
    for largest in made.largest:
        bought = [
            one
            for one in filter(is_summed, of_november(book))
            if one.currency == largest.currency and one.type is CardTransactionType.PURCHASE
        ]
        amounts = sorted((one.amount_minor for one in bought), reverse=True)
        assert [one.amount_minor for one in largest.items] == amounts[:MAX_LARGEST]
        assert {one.id for one in largest.items} <= set(map(wire_id, bought))
        assert largest.count == len(bought)
    assert {one.currency for one in made.largest} == {
        one.currency for one in sums_of(of_november(book)) if one.purchases_minor
    }


async def test_very_many_currencies_are_in_the_totals_all_the_same(world: World) -> None:
    codes = "ARS AUD BOB BRL CAD CHF CLP COP CRC CZK DKK DOP EUR".split()
    rows = [row("5", currency=code, card=world.a.cards["luis"]) for code in codes]
    await world.add_rows(world.a.company, *rows)
    made = await statement(world)
    assert len(made.totals.by_currency) == len(codes) + 1
    assert len(made.largest) == MAX_CURRENCIES
    assert made.currencies_left_out == len(codes) + 1 - MAX_CURRENCIES


async def test_a_month_without_rows_is_a_statement_of_nothing(world: World) -> None:
    made = await statement(world, month="2020-02")
    assert (made.totals.count, made.totals.by_currency, made.largest) == (0, (), ())
    assert made.by_category.groups == made.by_cardholder.groups == ()


async def test_it_leaves_one_entry_over_mcp(world: World, book: Book) -> None:
    await statement(world, via=Door.MCP)
    (entry,) = await world.audited(door=Door.MCP)
    assert entry.action == "monthly_statement.viewed"
    assert entry.details == {"month": NOVEMBER, "arguments": entry.details["arguments"]}


async def test_another_companys_statement_is_not_found(world: World, book: Book) -> None:
    with pytest.raises(NotFound):
        await statement(world, company_id=world.b.company.id)


async def test_each_role_sees_the_statement_of_what_it_sees(world: World, book: Book) -> None:
    mine = {card.id for card in (world.a.cards["elena"], world.a.cards["elena_cancelled"])}
    own = await statement(world, as_=world.a.employee)
    rows = [one for one in of_november(book) if one.card in mine]
    assert own.totals.by_currency == sums_of(rows)
    assert [group.label for group in own.by_cardholder.groups] == ["Elena Gómez"]


@pytest.mark.parametrize("month", ["2026", "last_month", "2026-11-01/..", "2026-00", "today", ""])
async def test_only_a_month_is_a_month(world: World, month: str) -> None:
    with pytest.raises(Invalid) as refused:
        await statement(world, month=month)
    assert refused.value.code == "invalid_month"


@dataclass
class Arriving:
    """Lists as the operation does; before that rows arrive, `times` times."""

    listing: ListCardTransactions
    world: World
    times: int

    async def __call__(self, actor: Any, command: Any) -> Any:
        if self.times:
            self.times -= 1
            await self.world.add_rows(self.world.a.company, row("1", days_ago=2))
        return await self.listing(actor, command)


async def _while_rows_arrive(world: World, times: int) -> MonthlyStatement:
    actor = await world.actor(world.a.administrator)
    command = ViewMonthlyStatementCommand(company_id=world.a.company.id, month=NOVEMBER)
    async with world.core.units.open() as unit:
        made = unit.get(ViewMonthlyStatement)
        arriving: Any = Arriving(made.listing, world, times)
        return await replace(made, listing=arriving)(actor, command)


async def test_when_a_row_arrives_meanwhile_all_is_added_up_again(world: World) -> None:
    made = await _while_rows_arrive(world, 1)
    assert made.totals.count == len(world.a.rows) + 1
    assert made.largest[0].count == made.totals.count
    assert made.by_cardholder.totals == made.by_category.totals == made.totals


async def test_when_rows_do_not_stop_arriving_no_false_statement_is_given(world: World) -> None:
    with pytest.raises(Unavailable) as refused:
        await _while_rows_arrive(world, 100)
    assert (refused.value.code, refused.value.retry_after) == ("statement_unsettled", 2)
