"""Which ones: rows, newest or largest first."""

from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.tables import AMOUNT, CURRENCY, Cells, table
from clara.application.analysis.intents.totals import totals_in
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.plan import Dimension
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.filter import Sort

ROW = (("day", "date"), ("merchant", "text"), ("cardholder", "text"), ("card", "text"))
MOST = 200
"""Rows of one table."""


def row_cells(work: Work, row: CardTransaction) -> Cells:
    """A row as tables show it: those columns, category, currency, amount and id."""
    return (
        row.day.isoformat(),
        row.merchant,
        row.cardholder,
        row.card.last_four if row.card else None,
        work.called(Dimension.CATEGORY, row.category.value, ""),
        row.currency,
        row.amount_minor,
        row.id,
    )


COLUMNS = (*ROW, ("category", "text"), CURRENCY, AMOUNT, ("id", "text"))


async def listing(work: Work) -> Outcome:
    """Newest first, or oldest; sums of all of them beside the rows shown."""
    sheet = await work.sheet()
    totals = await totals_in(work, sheet)
    sort = Sort.OLDEST if work.plan.ascending else Sort.NEWEST
    limit = min(work.plan.limit, MOST)
    rows = await work.books.rows(work.rows_of(work.measured.named), sort, limit)
    say = work.sentence
    say.say(
        "list",
        measure=work.measure_words(),
        where=where(work),
        period=say.period(work.plan.period),
        figures=say.figures(totals),
    )
    cells = [row_cells(work, row) for row in rows]
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, *COLUMNS, rows=cells),
        follow_ups=("follow.by_category", "follow.largest"),
    )


async def largest(work: Work) -> Outcome:
    """Amounts of one currency do not compare with those of another: each has its own largest."""
    sheet = await work.sheet()
    totals = await totals_in(work, sheet)
    sort = Sort.SMALLEST if work.plan.ascending else Sort.LARGEST
    limit, say, cells = min(work.plan.limit, MOST), work.sentence, []
    for total in totals:
        rows = await work.books.rows(work.rows_of(total.filters), sort, limit)
        cells += [row_cells(work, row) for row in rows]
        if rows:
            _say_first(work, rows[0])
    if not cells:
        say.say("nothing.in", period=say.period(work.plan.period))
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, *COLUMNS, rows=cells),
        follow_ups=("follow.by_category", "follow.trend"),
    )


def _say_first(work: Work, row: CardTransaction) -> None:
    say = work.sentence
    query = "smallest" if work.plan.ascending else "largest"
    cell = Cell(work.measure_words(), 1, row.amount_minor, row.currency)
    figure = work.figures.add_chosen(query, cell, [row.id])
    say.say(
        query,
        measure=work.measure_words(),
        where=where(work),
        figure=say.figure(figure),
        merchant=say.name(row.merchant),
        day=say.name(say.formats.day(row.day, say.language)),
    )
