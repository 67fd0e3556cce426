"""What a store says of the first groups is what its sums of all groups say."""

import pytest

from clara.adapters.persistence.analysis_books import SqlBooks
from clara.adapters.persistence.database import Session
from clara.application.analysis.ports import First
from clara.application.analysis.work import is_unidentified
from clara.domain.analysis.measuring import measured, rows_of
from clara.domain.analysis.plan import Dimension, Filters, Measure
from clara.domain.analysis.sheet import OTHERS, Group, Part, Sheet
from tests.application.analysis.asking import days
from tests.application.ledger import Book
from tests.support.world import World

pytestmark = pytest.mark.anyio

YEARS = {"long": days("2026-01-01", "2026-12-31"), "short": days("2026-11-01", "2026-11-30")}
NAMED = (Dimension.CATEGORY, Dimension.MERCHANT, Dimension.CARDHOLDER, Dimension.CARD)
COUNTINGS = measured(Filters(), Measure.NET).countings
FILTERS = {
    "everything": Filters(),
    "amounts of one currency": Filters(above_minor=100_00, amount_currency="MXN"),
}


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("span", YEARS)
@pytest.mark.parametrize("by", NAMED)
async def test_the_first_groups_are_those_of_all_sums(
    world: World, book: Book, by: Dimension, span: str, filters: Filters
) -> None:
    actor = await world.actor(world.a.administrator)
    rows = rows_of(filters, YEARS[span], actor.company.currency)
    async with SqlBooks(Session(world.core.database)).opened(actor) as books:
        every = await books.sums(rows, by)
        number, whole = await books.distinct(rows, by, COUNTINGS)
        for first in (First(1, COUNTINGS), First(2, COUNTINGS, ascending=True)):
            found = await books.leaders(rows, by, first)
            assert found.coverage == every.coverage
            assert found.sums(COUNTINGS) == every.sums(COUNTINGS)
            by_key = {group.key: group for group in every.groups}
            told = [group for group in found.groups if group.number != OTHERS]
            assert all(_parts(by_key[one.key]) == _parts(one) for one in told)
            assert _leading(every, by, first) <= {one.key for one in told}
        by_rows = await books.leaders(rows, by, First(1, COUNTINGS, by_rows=True))
    assert _largest(every, by) in {_rows(group) for group in by_rows.groups}
    assert whole.sums(COUNTINGS) == every.sums(COUNTINGS)
    assert whole.coverage == every.coverage
    assert number == len(_counted(every, by))


def _counted(sheet: Sheet, by: Dimension) -> list[Group]:
    return [
        group
        for group in sheet.groups
        if group.sums(COUNTINGS) and not is_unidentified(by, group.key)
    ]


def _leading(sheet: Sheet, by: Dimension, first: First) -> set[str]:
    """Keys of the first in each currency, of those alike the first by name."""
    direction = 1 if first.ascending else -1
    found: set[str] = set()
    for code in sheet.sums(COUNTINGS):
        held = [
            (direction * its[code].minor, direction * its[code].rows, group.key)
            for group in _counted(sheet, by)
            if code in (its := group.sums(COUNTINGS))
        ]
        found |= {key for _, _, key in sorted(held)[: first.most]}
    return found


def _largest(sheet: Sheet, by: Dimension) -> int:
    return max(map(_rows, _counted(sheet, by)), default=0)


def _rows(group: Group) -> int:
    return sum(one.rows for one in group.sums(COUNTINGS).values())


def _parts(group: Group) -> set[Part]:
    return set(group.parts)
