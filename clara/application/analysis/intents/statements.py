"""An attached bank or card statement beside the card transactions held here."""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from clara.application.analysis.intents.attached_rows import (
    FileRow,
    around,
    figures_of_files,
    lines_of,
    said,
    used,
    uses,
)
from clara.application.analysis.intents.receipts import receipts
from clara.application.analysis.intents.side_by_side import (
    Beside,
    beside_table,
    charges_in,
    counted,
    figures_of_rows,
    finding,
    held_in,
)
from clara.application.analysis.intents.summaries import summary
from clara.application.analysis.texts import TEXTS
from clara.application.analysis.work import Outcome, Unanswerable, Work
from clara.domain.analysis.answer import Finding, Severity
from clara.domain.analysis.figure import DIFFERING, ON_BOTH_SIDES, ONLY_HERE, Figure
from clara.domain.analysis.plan import AttachmentQuestion, Filters
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.attachments.contents import StatementLine
from clara.domain.attachments.reconciliation import (
    DAYS_APART,
    Reconciliation,
    TooManyPairs,
    reconcile,
)
from clara.domain.attachments.similarity import ALIKE, likeness
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.period import Period

Q = AttachmentQuestion

MOST_LINES = 10_000
MOST_ASKED = 100_000
ONLY_THERE = "only_there"

_STATES = {
    Q.DIFFERING: (DIFFERING,),
    Q.ONLY_THERE: (ONLY_THERE,),
    Q.ONLY_HERE: (ONLY_HERE,),
}
_EVERY_STATE = (DIFFERING, ONLY_THERE, ONLY_HERE, ON_BOTH_SIDES)

Figures = Sequence[Figure]


class _Compared(NamedTuple):
    """`asked` are the filters, `period` the days of the card transactions compared."""

    lines: list[Beside]
    rows: list[FileRow]
    asked: Filters
    period: Period

    def of(self, state: str) -> list[Beside]:
        return [one for one in self.lines if one.state == state]


async def statement(work: Work) -> Outcome:
    """What is on both sides, on one of them, and with another amount. Names and amounts of the
    question choose what is told; a card or cardholder says whose statement it is."""
    question = work.plan.attachments or Q.RECONCILE
    if question is Q.SUMMARY:
        return await summary(work)
    lines = lines_of(work.attached)
    if not lines:
        return await receipts(work)
    filters = work.plan.filters
    if filters.categories or filters.statuses or filters.types:
        # No statement says them of its lines.
        raise Unanswerable(RefusalReason.NOT_HELD)
    compared = await _compared(work, [pair for pair in lines if _is_meant(work, pair[0])])
    return Outcome(
        sentence=work.sentence,
        coverage=(await work.sheet(filters=counted(filters, ()))).coverage,
        findings=tuple(_told(work, compared)),
        table=beside_table(
            work,
            [one for state in _STATES.get(question, _EVERY_STATE) for one in compared.of(state)],
        ),
        follow_ups=("follow.total", "follow.largest"),
        attachments=uses(
            work.attached,
            TEXTS[work.sentence.language],
            used([row for _, row in lines], "statement"),
        ),
    )


def _is_meant(work: Work, line: StatementLine) -> bool:
    """Whether a line is one of the question's days, names and amounts."""
    filters, period = work.plan.filters, work.plan.period
    if not period.first <= line.day <= period.last:
        return False
    if filters.currency not in (None, line.currency):
        return False
    if filters.merchants and not any(
        likeness(line.description, name) >= ALIKE for name in filters.merchants
    ):
        return False
    bounds: tuple[tuple[int | None, Callable[[int, int], bool]], ...] = (
        (filters.above_minor, int.__gt__),
        (filters.below_minor, int.__lt__),
        (filters.minimum_minor, int.__ge__),
        (filters.maximum_minor, int.__le__),
    )
    meant = [holds(line.amount_minor, limit) for limit, holds in bounds if limit is not None]
    unit = filters.amount_currency or work.seat.currency
    return not meant or (line.currency == unit and all(meant))


async def _compared(work: Work, lines: list[tuple[StatementLine, FileRow]]) -> _Compared:
    if len(lines) > MOST_LINES:
        raise Unanswerable(RefusalReason.TOO_MANY_ROWS)
    filters = work.plan.filters
    # A purchase that is another amount here may be outside of the amounts asked about.
    whose = counted(
        Filters(
            card_ids=filters.card_ids,
            cardholders=filters.cardholders,
            cardholder_ids=filters.cardholder_ids,
            currency=filters.currency,
        ),
        (),
    )
    asked = counted(filters, ())
    period = around(work.plan.period, DAYS_APART, DAYS_APART)
    held = await held_in(work, period, whose)
    try:
        result = await asyncio.to_thread(reconcile, [line for line, _ in lines], held)
    except TooManyPairs as error:
        raise Unanswerable(RefusalReason.TOO_MANY_ROWS) from error
    rows = {id(line): row for line, row in lines}
    found = _lines(result, rows)
    if asked != whose:
        ids = {one.id for one in await charges_in(work, period, asked, MOST_ASKED)}
        found = [one for one in found if one.held is None or one.held.id in ids]
    return _Compared(found, [row for _, row in lines], asked, period)


def _lines(result: Reconciliation, rows: dict[int, FileRow]) -> list[Beside]:
    return [
        *(Beside(ON_BOTH_SIDES, one.transaction, rows[id(one.line)]) for one in result.agreeing),
        *(Beside(DIFFERING, one.transaction, rows[id(one.line)]) for one in result.differing),
        *(Beside(ONLY_THERE, None, rows[id(one)]) for one in result.only_in_statement),
        *(Beside(ONLY_HERE, one, None) for one in result.only_here),
    ]


def _told(work: Work, compared: _Compared) -> list[Finding]:
    """The sentence and the findings, figure by figure."""
    read = figures_of_files(work, work.words("label.statement.read"), compared.rows)
    period = work.sentence.period(work.plan.period)
    said(work, "statement.read", len(compared.rows), read, period=period)
    if not compared.lines:
        return []
    both = compared.of(ON_BOTH_SIDES)
    said(work, ON_BOTH_SIDES, len(both), _held(work, compared, ON_BOTH_SIDES))
    there, here, differ = (compared.of(one) for one in (ONLY_THERE, ONLY_HERE, DIFFERING))
    only_there = _of_files(work, ONLY_THERE, there)
    said(work, ONLY_THERE, len(there), only_there)
    only_here = _held(work, compared, ONLY_HERE)
    said(work, ONLY_HERE, len(here), only_here)
    ours, theirs = _held(work, compared, DIFFERING), _of_files(work, DIFFERING, differ)
    said(work, DIFFERING, len(differ), ours, theirs=work.sentence.figures(theirs))
    return [
        finding(work, key, count, figures, severity)
        for key, count, figures, severity in (
            (ONLY_THERE, len(there), only_there, Severity.WARNING),
            (DIFFERING, len(differ), [*ours, *theirs], Severity.WARNING),
            (ONLY_HERE, len(here), only_here, Severity.NOTICE),
        )
        if count
    ]


def _held(work: Work, compared: _Compared, state: str) -> list[Figure]:
    rows: list[CardTransaction] = [one.held for one in compared.of(state) if one.held]
    return figures_of_rows(work, state, rows, compared.asked, compared.period)


def _of_files(work: Work, state: str, lines: Sequence[Beside]) -> list[Figure]:
    rows = [one.row for one in lines if one.row]
    return figures_of_files(work, work.words(f"label.{state}"), rows)
