"""Whole names and identifiers as filters: what a list, a summary and an export say of those rows."""

from collections.abc import Callable
from typing import Any

import pytest

from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.domain.card_transactions.filter import MAX_IDS, NOBODY
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.card_transactions.query import MAX_NAMES
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.errors import Invalid
from tests.application.ledger import Book, sums_of, wire_id
from tests.support.builders import row
from tests.support.world import World

pytestmark = pytest.mark.anyio

YEAR = {"period": "last_365_days"}
MONTH = {"period": "last_30_days"}
Named = Callable[[World], tuple[dict[str, Any], Callable[[NewRow], bool]]]


def by_merchants(_: World) -> Any:
    names = ("Uber", "Óptica Ñandú", "uber eats")
    return {"merchant_is": names}, lambda r: r.merchant in names


def by_cardholders(world: World) -> Any:
    luis = world.a.cards["luis"].id
    return {"cardholder_is": ("Luis Pérez",)}, lambda r: luis == r.card or r.cardholder


def by_cards(world: World) -> Any:
    wanted = [world.a.cards[name].id for name in ("luis", "ana")]
    return {"card_id": ", ".join(wanted)}, lambda r: r.card in wanted


def by_no_card(world: World) -> Any:
    elena = world.a.cards["elena"].id
    return {"card_id": f"{NOBODY},{elena}"}, lambda r: r.card in (None, elena)


def by_cardholder_ids(world: World) -> Any:
    elena = world.a.holders["Elena Gómez"].id
    cards = {world.a.cards[name].id for name in world.a.cards if name.startswith("elena")}
    return {"cardholder_id": elena}, lambda r: r.card in cards


WAYS = [by_merchants, by_cardholders, by_cards, by_no_card, by_cardholder_ids]


@pytest.mark.parametrize("named", WAYS)
async def test_rows_are_named_alike_in_lists_summaries_and_exports(
    world: World, book: Book, named: Named
) -> None:
    fields, condition = named(world)
    expected = book.where(condition)
    ids = {wire_id(one) for one in expected}
    assert len(ids) > 1
    for sort in (None, "oldest", "largest"):
        assert await walked(world, sort=sort, **YEAR, **fields) == ids
    for key in SummaryKey:
        found = await world.run(SummarizeSpending, group_by=key, **YEAR, **fields)
        assert found.totals.by_currency == sums_of(expected)
        assert sum(group.count for group in found.groups) == found.coverage.counted
    assert await exported(world, **YEAR, **fields) == ids


async def walked(world: World, **fields: Any) -> set[str]:
    """Every row of the list, three at a time."""
    page = await world.run(ListCardTransactions, limit=3, **fields)
    found = [one.id for one in page.items]
    while page.next_cursor:
        page = await world.run(ListCardTransactions, limit=3, cursor=page.next_cursor)
        found += [one.id for one in page.items]
    assert len(found) == len(set(found))
    return set(found)


async def exported(world: World, **fields: Any) -> set[str]:
    export = await world.run(ExportCardTransactions, **fields)
    async with export.opened as opened:
        return {one.id for batch in [batch async for batch in opened.batches] for one in batch}


async def test_rows_can_be_asked_for_by_their_own_identifiers(world: World, book: Book) -> None:
    some = [one for one in book.rows if one.merchant in ("Uber", "Banco", "Amazon")]
    ids = ",".join(wire_id(one) for one in some)
    assert await walked(world, id=ids, **YEAR) == {wire_id(one) for one in some}
    by_day = await world.run(SummarizeSpending, group_by=SummaryKey.DAY, id=ids, **YEAR)
    assert by_day.totals.by_currency == sums_of(some)
    assert await exported(world, id=ids, **YEAR) == {wire_id(one) for one in some}
    recent = await world.run(ListCardTransactions, id=ids, period="today")
    assert 0 < recent.totals.count < len(some)


async def test_what_names_nothing_finds_nothing(world: World, book: Book) -> None:
    [other] = await walked(world, **YEAR, merchant_is=("Óptica Ñandú",))
    for fields in (
        {"merchant_is": ("uber",)},
        {"merchant_is": ("Ub%",)},
        {"card_id": "card_é,card_" + "0" * 32},
        {"id": "ctx_" + "0" * 32},
        {"id": "x,y"},
        {"id": other + "0"},
        {"id": ",,"},
        {"card_id": " "},
        {"cardholder_id": ","},
        {"card_id": world.b.cards["luis"].id},
        {"cardholder_id": world.b.holders["Luis Pérez"].id},
        {"id": "ctx_" + world.b.rows[0].id.hex()},
    ):
        found = await world.run(ListCardTransactions, **YEAR, **fields)
        assert (found.items, found.totals.count, found.coverage.matched) == ((), 0, 0), fields


async def test_nobody_finds_rows_by_their_identifiers_that_they_do_not_see(
    world: World, book: Book
) -> None:
    hers, his = (
        next(wire_id(one) for one in book.rows if one.card == world.a.cards[name].id)
        for name in ("elena", "luis")
    )
    found = await world.run(ListCardTransactions, as_=world.a.employee, id=f"{hers},{his}", **YEAR)
    assert [one.id for one in found.items] == [hers]


@pytest.mark.parametrize("store", ["sqlite"])
@pytest.mark.parametrize(
    "fields",
    [
        {"merchant_is": ()},
        {"merchant_is": ("",)},
        {"merchant_is": ("x" * 201,)},
        {"merchant_is": ("x",) * (MAX_NAMES + 1)},
        {"cardholder_is": ("x",) * (MAX_NAMES + 1)},
        {"id": ",".join("ctx_" + f"{n:032x}" for n in range(MAX_IDS + 1))},
        {"card_id": ",".join("card_" + f"{n:032x}" for n in range(MAX_NAMES + 1))},
        {"id": ""},
    ],
    ids=lambda fields: f"{next(iter(fields))}-{len(next(iter(fields.values())))}",
)
async def test_more_than_a_cursor_carries_is_refused(world: World, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        await world.run(ListCardTransactions, **YEAR, **fields)
    assert refused.value.code == "invalid_parameters"


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_cursor_carries_as_many_names_as_there_may_be(world: World) -> None:
    names = tuple(f"{n:02d}" + "Ñ" * 78 for n in range(MAX_NAMES))
    await world.add_rows(world.a.company, *(row("1", merchant=name) for name in names))
    rows = await walked(world, merchant_is=names, cardholder_is=None, **MONTH)
    assert len(rows) == MAX_NAMES
    ids = ",".join(f"ctx_{n:032x}" for n in range(MAX_IDS - 3)) + "," + ",".join(sorted(rows)[:3])
    holders = (*(f"{n:02d}" + "é" * 98 for n in range(MAX_NAMES - 1)), NOBODY)
    some = {"cardholder_id": ",".join([NOBODY] + ["cardholder_" + "0" * 32] * 19)}
    page = await world.run(
        ListCardTransactions, limit=1, merchant_is=names, cardholder_is=holders, id=ids, **some,
        **MONTH,
    )  # fmt: skip
    assert page.totals.count == 3
    after = await world.run(ListCardTransactions, limit=2, cursor=page.next_cursor)
    assert len(after.items) == 2
