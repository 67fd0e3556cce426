"""Purchases without a receipt as a table: row by row, or by whom they are of."""

from collections.abc import Callable, Mapping, Sequence

from clara.application.analysis.intents.listings import COLUMNS, row_cells
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, Cells, table
from clara.application.analysis.work import Unanswerable, Work
from clara.domain.analysis.answer import Table
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.measuring import HELD
from clara.domain.analysis.plan import Dimension, Filters
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.money import currency_code

_MOST_ROWS = 50
_KEYS: Mapping[Dimension, Callable[[Charge], int]] = {
    Dimension.MERCHANT: lambda charge: charge.merchant,
    Dimension.CARDHOLDER: lambda charge: charge.cardholder,
    Dimension.CARD: lambda charge: charge.card,
}


async def missing_table(work: Work, charges: Sequence[Charge]) -> Table:
    """The newest rows, or their sums by cardholder, card or merchant, the largest first. Raises
    `Unanswerable` for another grouping."""
    by = work.plan.dimension
    if by is not None:
        return await _grouped(work, by, charges)
    newest = sorted(charges, key=lambda one: (one.at, one.id), reverse=True)[:_MOST_ROWS]
    rows = [row_cells(work, row) for row in await work.books.named(newest)]
    return table(work, *COLUMNS, rows=rows)


async def _grouped(work: Work, by: Dimension, charges: Sequence[Charge]) -> Table:
    key = _KEYS.get(by)
    if key is None:
        raise Unanswerable(RefusalReason.TWO_GROUPINGS)
    sheet = await work.sheet(by, filters=Filters(statuses=HELD))
    names = {group.number: work.called(by, group.key, group.label) for group in sheet.groups}
    sums: dict[tuple[int, int], list[int]] = {}
    for charge in charges:
        held = sums.setdefault((key(charge), charge.currency), [0, 0])
        held[0] += charge.minor
        held[1] += 1
    ordered = sorted(sums.items(), key=lambda one: (-one[1][0], one[0]))
    rows: list[Cells] = [
        (names.get(number), currency_code(currency), minor, count)
        for (number, currency), (minor, count) in ordered
    ]
    return table(work, (by.value, "text"), CURRENCY, AMOUNT, COUNT, rows=rows)
