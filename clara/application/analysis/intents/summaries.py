"""What attached files say by themselves."""

from collections.abc import Sequence

from clara.application.analysis.charting import bars
from clara.application.analysis.figures import home_first
from clara.application.analysis.intents.attached_rows import (
    FileRow,
    documents_of,
    figures_of_files,
    lines_of,
    said,
    used,
    uses,
)
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, Cells, table
from clara.application.analysis.texts import TEXTS
from clara.application.analysis.work import Outcome, Unanswerable, Work
from clara.domain.analysis.answer import Table
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.card_transactions.merchant import normalise

_NAMED = 3
_SHOWN = 20
"""Names of the table; the rest of them is one line."""

Named = list[tuple[str, int, int]]
"""Names with what was spent there, in minor units, and in how many rows; the most first."""


async def summary(work: Work) -> Outcome:
    """What was spent and what came back, per currency, and where the most went: of the rows in the
    question's days, and of those that say no day."""
    everything = [row for _, row in (*lines_of(work.attached), *_documents(work))]
    if not everything:
        raise Unanswerable(RefusalReason.UNREADABLE_ATTACHMENTS)
    period = work.plan.period
    rows = [row for row in everything if not row.day or period.first <= row.day <= period.last]
    spent = [row for row in rows if row.minor is not None and row.minor >= 0]
    back = [row for row in rows if row.minor is not None and row.minor < 0]
    say = work.sentence
    figures = figures_of_files(work, work.words("label.statement.read"), spent)
    said(work, "summary.read", len(rows), figures, period=say.period(period))
    if back:
        returned = figures_of_files(work, work.words("label.summary.back"), back)
        said(work, "summary.back", len(back), returned)
    named = {one.currency: _named(spent, one.currency) for one in figures}
    for code, names in named.items():
        # A name alone: its amount stands in the table, and is no figure of its own.
        items = say.joined([say.name(name) for name, _, _ in names[:_NAMED] if name])
        if items and code == figures[0].currency:
            say.say("summary.top", items=items)
    first = figures[0].currency if figures else None
    drawn = [(name, minor, first) for name, minor, _ in named.get(first, [])[: work.plan.limit]]
    return Outcome(
        sentence=say,
        coverage=None,
        table=_table(work, named),
        chart=bars(work, work.words("label.statement.read"), drawn) if drawn else None,
        follow_ups=("follow.total", "follow.by_category"),
        attachments=uses(work.attached, TEXTS[say.language], used(everything, "summary")),
    )


def _documents(work: Work) -> list[tuple[object, FileRow]]:
    if not any(file.contents.documents for file in work.attached):
        return []
    return [(document, row) for document, row in documents_of(work.attached)]


def _named(rows: Sequence[FileRow], currency: str | None) -> Named:
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.currency == currency:
            held = found.setdefault(normalise(row.name) if row.name else "", [0, 0])
            held[0] += row.minor or 0
            held[1] += 1
    return sorted(
        ((name, minor, count) for name, (minor, count) in found.items()),
        key=lambda one: (-one[1], one[0]),
    )


def _table(work: Work, named: dict[str | None, Named]) -> Table:
    rows: list[Cells] = []
    for code in home_first(named, work.seat.currency):
        names = named[code]
        rows += [(name, code, minor, count) for name, minor, count in names[:_SHOWN]]
        rest = names[_SHOWN:]
        if rest:
            minor, count = sum(one[1] for one in rest), sum(one[2] for one in rest)
            rows.append((work.words("others"), code, minor, count))
    return table(work, ("name", "text"), CURRENCY, AMOUNT, COUNT, rows=rows)
