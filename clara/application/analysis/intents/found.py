"""Answers about rows in which a pattern was found: sums of them, the rows, and findings."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.listings import COLUMNS, row_cells
from clara.application.analysis.intents.tables import table
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.answer import Finding, Severity
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Filters
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.money import currency_code
from clara.domain.period import Period

MOST_FOUND = 5
MOST_ROWS = 50


class Case(NamedTuple):
    """One finding to be: its rows, and those of them whose amounts its title names."""

    charges: Sequence[Charge]
    minor: int
    parts: dict[str, str]


async def charges(
    work: Work, period: Period | None = None, filters: Filters | None = None
) -> AsyncIterator[Sequence[Charge]]:
    """Batches of what the plan is about, oldest first, in its period or another."""
    rows = work.rows_of(filters or work.measured.named, period)
    async for batch in work.books.charges(rows):
        yield batch


async def found(
    work: Work, key: str, flagged: Sequence[Charge], cases: Sequence[Case] = ()
) -> Outcome:
    """`key` names the query and its texts; `flagged` are all rows found, `cases` some of them."""
    say = work.sentence
    period = say.period(work.plan.period)
    figures = work.figures.add_pattern(key, work.words(f"label.{key}"), flagged)
    if figures:
        say.say(key, period=period, figures=say.figures(figures))
    else:
        say.say(f"{key}.none", period=period)
    findings = [await finding_of(work, key, case) for case in cases[:MOST_FOUND]]
    newest = sorted(flagged, key=lambda one: (one.at, one.id), reverse=True)[:MOST_ROWS]
    rows = [row_cells(work, row) for row in await work.books.named(newest)]
    sheet = await work.sheet()
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, *COLUMNS, rows=rows),
        findings=tuple(findings),
        follow_ups=("follow.largest", "follow.by_category"),
    )


async def finding_of(
    work: Work, key: str, case: Case, severity: Severity = Severity.WARNING
) -> Finding:
    """`case` in words, with its figure and a next step."""
    [row] = await work.books.named(case.charges[-1:])
    figure = _figure(work, key, case, row)
    say, language = work.sentence, work.sentence.language
    parts = {
        "merchant": row.merchant,
        "count": say.formats.count(len(case.charges), language),
        "amount": say.formats.money(case.minor, row.currency, language),
        "day": say.formats.day(row.day, language),
    }
    return Finding(
        title=work.words(f"{key}.title", **parts | case.parts),
        severity=severity,
        figures=(figure.id,),
        next_step=work.words(f"{key}.next"),
    )


def _figure(work: Work, key: str, case: Case, row: CardTransaction) -> Figure:
    """The case's rows, newest first."""
    newest = sorted(case.charges, key=lambda one: (one.at, one.id), reverse=True)
    total = sum(one.minor for one in newest)
    cell = Cell(row.merchant, len(newest), total, currency_code(newest[0].currency))
    return work.figures.add_chosen(key, cell, [one.id for one in newest])
