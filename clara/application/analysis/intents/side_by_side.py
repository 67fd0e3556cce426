"""Held rows beside rows of files, for every answer that compares the two."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from msgspec import structs

from clara.application.analysis.figures import Cell, home_first
from clara.application.analysis.intents.attached_rows import FileRow, newest_first
from clara.application.analysis.intents.tables import CURRENCY, Cells, table
from clara.application.analysis.work import Unanswerable, Work
from clara.domain.analysis.answer import Finding, Severity, Table
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.measuring import HELD
from clara.domain.analysis.plan import Filters
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.card_transactions.card_transaction import CardTransaction, CardTransactionType
from clara.domain.period import Period

MOST_HELD = 20_000
"""Card transactions that are compared one by one."""
MOST_ROWS = 200
"""Rows of one table."""

_COLUMNS = (
    *(("state", "text"), ("day", "date"), ("name", "text"), CURRENCY),
    *(("here", "money"), ("there", "money"), ("id", "text"), ("file", "text"), ("row", "count")),
)


class Beside(NamedTuple):
    """A line of a comparison: what is held, what a file says, or both."""

    state: str
    held: CardTransaction | None = None
    row: FileRow | None = None


def counted(filters: Filters, types: tuple[CardTransactionType, ...]) -> Filters:
    """`filters` as comparisons take them: rows that count, of `types` unless others are named."""
    return structs.replace(filters, statuses=filters.statuses or HELD, types=filters.types or types)


async def held_in(
    work: Work, period: Period, filters: Filters, amounts: Collection[int] | None = None
) -> tuple[CardTransaction, ...]:
    """Whole rows, oldest first. Raises `Unanswerable` where there are more than `MOST_HELD`."""
    rows = await work.books.whole(work.rows_of(filters, period), MOST_HELD + 1, amounts)
    if len(rows) > MOST_HELD:
        raise Unanswerable(RefusalReason.TOO_MANY_ROWS)
    return rows


async def charges_in(work: Work, period: Period, filters: Filters, most: int) -> list[Charge]:
    """As `held_in`, short rows, at most `most` of them."""
    found: list[Charge] = []
    async for batch in work.books.charges(work.rows_of(filters, period)):
        found += batch
        if len(found) > most:
            raise Unanswerable(RefusalReason.TOO_MANY_ROWS)
    return found


def figures_of_rows(
    work: Work, query: str, rows: Iterable[CardTransaction], filters: Filters, period: Period
) -> list[Figure]:
    """A figure per currency of rows that `query` chose among those of `filters` in `period`."""
    by_currency: dict[str, list[CardTransaction]] = {}
    for row in newest_first(rows):
        by_currency.setdefault(row.currency, []).append(row)
    label = work.words(f"label.{query}")
    return [
        work.figures.add_chosen(
            query,
            Cell(label, len(held), sum(row.amount_minor for row in held), code),
            [row.id for row in held],
            filters=filters,
            period=period,
        )
        for code in home_first(by_currency, work.seat.currency)
        for held in (by_currency[code],)
    ]


def beside_table(work: Work, lines: Sequence[Beside]) -> Table:
    """The first `MOST_ROWS` lines."""
    return table(work, *_COLUMNS, rows=[_cells(work, line) for line in lines[:MOST_ROWS]])


def _cells(work: Work, line: Beside) -> Cells:
    held, row = line.held, line.row
    day = held.day if held else row.day if row else None
    return (
        work.words(f"state.{line.state}"),
        day.isoformat() if day else None,
        held.merchant if held else row.name if row else None,
        held.currency if held else row.currency if row else None,
        held.amount_minor if held else None,
        # An invoice in the merchant's currency is no amount of the row's.
        row.minor if row and (held is None or held.currency == row.currency) else None,
        held.id if held else None,
        row.file.attachment.name if row else None,
        row.place if row else None,
    )


def finding(
    work: Work, key: str, count: int, figures: Sequence[Figure], severity: Severity
) -> Finding:
    """What is to be looked at, and how to go on."""
    formats, language = work.formats, work.sentence.language
    return Finding(
        title=work.words(f"{key}.title", count=formats.count(count, language)),
        severity=severity,
        figures=tuple(one.id for one in figures),
        next_step=work.words(f"{key}.next"),
    )
