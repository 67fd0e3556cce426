"""Exporting card transactions: everything, from one snapshot, with totals that prove it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.domain.errors import Invalid
from tests.application.ledger import Book, sums_of, wire_id
from tests.support.builders import row
from tests.support.world import World

pytestmark = pytest.mark.anyio

YEAR = {"period": "last_365_days"}


async def exported(world: World, **how: Any) -> tuple[Any, list[str]]:
    export = await world.run(ExportCardTransactions, **how)
    async with export.opened as opened:
        ids = [one.id async for batch in opened.batches for one in batch]
    return opened, ids


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"merchant": "uber"},
        {"category": "TRAVEL,LODGING"},
        {"amount_over": Decimal(100)},
        {"card": "4417", "status": "POSTED"},
        {"merchant": "nobody"},
    ],
    ids=str,
)
async def test_an_export_holds_the_rows_and_totals_of_the_list(
    world: World, book: Book, filters: dict[str, Any]
) -> None:
    listed = await world.run(ListCardTransactions, **YEAR, **filters, limit=200)
    opened, ids = await exported(world, **YEAR, **filters)
    assert ids == [one.id for one in listed.items]
    assert (opened.totals, opened.coverage) == (listed.totals, listed.coverage)


async def test_more_rows_than_one_batch_are_all_there_in_order(world: World) -> None:
    rows = [row(str(n % 97 + 1), days_ago=n % 300) for n in range(4_500)]
    await world.add_rows(world.a.company, *rows)
    opened, ids = await exported(world, **YEAR)
    everything = [*rows, *world.a.rows]
    expected = sorted(everything, key=lambda r: (r.occurred_at, r.id), reverse=True)
    assert ids == [wire_id(one) for one in expected]
    assert opened.totals.count == len(ids)
    assert opened.totals.by_currency == sums_of(everything)


async def test_rows_that_come_meanwhile_are_in_neither_totals_nor_rows(world: World) -> None:
    rows = [row("1", days_ago=n % 300) for n in range(2_500)]
    await world.add_rows(world.a.company, *rows)
    export = await world.run(ExportCardTransactions, **YEAR)
    async with export.opened as opened:
        count = 0
        async for batch in opened.batches:
            await world.add_rows(world.a.company, row("1", days_ago=299), row("1", days_ago=0))
            count += len(batch)
    assert count == opened.totals.count == 2_500 + len(world.a.rows)


async def test_an_export_left_half_way_gives_its_connection_back(world: World) -> None:
    await world.add_rows(world.a.company, *[row("1") for _ in range(2_500)])
    for _ in range(15):
        export = await world.run(ExportCardTransactions, **YEAR)
        async with export.opened as opened:
            async for batch in opened.batches:
                assert batch
                break
    async with asyncio.timeout(10):
        listed = await world.run(ListCardTransactions, **YEAR)
    assert listed.totals.count == 2_500 + len(world.a.rows)


async def test_an_employee_exports_their_own_rows_only(world: World, book: Book) -> None:
    _, ids = await exported(world, as_=world.a.employee, **YEAR)
    elena = world.a.cards["elena"].id
    assert set(ids) == {wire_id(one) for one in book.where(lambda r: r.card == elena)}


async def test_a_question_that_makes_no_sense_is_refused_before_anything_opens(
    world: World,
) -> None:
    with pytest.raises(Invalid) as caught:
        await world.run(ExportCardTransactions, period="someday")
    assert caught.value.code == "invalid_period"
