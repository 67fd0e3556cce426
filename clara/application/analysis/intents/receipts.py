"""Receipts and invoices beside card transactions: which belong together, and what has none."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from clara.application.analysis.intents.attached_rows import (
    FileRow,
    around,
    days_of,
    documents_of,
    figures_of_files,
    said,
    used,
    uses,
)
from clara.application.analysis.intents.missing_receipts import missing_table
from clara.application.analysis.intents.side_by_side import (
    Beside,
    beside_table,
    charges_in,
    counted,
    figures_of_rows,
    finding,
    held_in,
)
from clara.application.analysis.texts import TEXTS
from clara.application.analysis.work import Outcome, Unanswerable, Work
from clara.domain.analysis.answer import Finding, Severity
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import WITH_DOCUMENT, WITHOUT_DOCUMENT, Figure
from clara.domain.analysis.plan import AttachmentQuestion, Filters
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.attachments.contents import Document
from clara.domain.attachments.document_matching import DocumentMatching
from clara.domain.attachments.matching import DAYS_AFTER, DAYS_BEFORE, match_documents
from clara.domain.card_transactions.card_transaction import CardTransaction, CardTransactionType
from clara.domain.period import Period

T, Q = CardTransactionType, AttachmentQuestion

MOST_DOCUMENTS = 5_000
MOST_PAIRS = 1_000_000
"""Documents and card transactions of one amount, as pairs."""
MOST_PURCHASES = 100_000
"""Purchases of a period among which those without a receipt are looked for."""

_BILLED = (T.PURCHASE, T.REFUND, T.FEE, T.CREDIT)
"""What an invoice or a credit note may be for."""
_ABOUT_PURCHASES = frozenset({Q.MISSING, Q.ONLY_HERE})
_ABOUT_DOCUMENTS = frozenset({Q.UNMATCHED, Q.ONLY_THERE})


class _Found(NamedTuple):
    """`rows` tell of each document by its identity where it stands."""

    matching: DocumentMatching
    rows: dict[int, FileRow]
    missing: list[Charge]
    period: Period


async def receipts(work: Work) -> Outcome:
    """Documents are compared with everything the caller sees around their days; the question's
    names and amounts, and its period, choose what is told of it."""
    documents = documents_of(work.attached)
    if not documents:
        raise Unanswerable(RefusalReason.UNREADABLE_ATTACHMENTS)
    period = _searched(work)
    matching = await _matched(work, [one for one, _ in documents], period)
    taken = {one.transaction.id for one in matching.matched}
    purchases = counted(work.plan.filters, (T.PURCHASE,))
    charges = await charges_in(work, work.plan.period, purchases, MOST_PURCHASES)
    found = _Found(
        matching,
        {id(document): row for document, row in documents},
        [one for one in charges if one.minor > 0 and one.id not in taken],
        period,
    )
    findings = await _told(work, found, [row for _, row in documents])
    question = work.plan.attachments or Q.MATCH
    if question in _ABOUT_PURCHASES:
        shown = await missing_table(work, found.missing)
    else:
        shown = beside_table(work, _lines(found, question))
    return Outcome(
        sentence=work.sentence,
        coverage=(await work.sheet()).coverage,
        table=shown,
        findings=tuple(findings),
        follow_ups=("follow.largest", "follow.by_category"),
        attachments=uses(
            work.attached,
            TEXTS[work.sentence.language],
            used([row for _, row in documents], "receipts"),
        ),
    )


def _searched(work: Work) -> Period:
    """The question's days and those of the documents, as far around as cards are charged."""
    period = work.plan.period
    days = days_of(work.attached, work.today, period.time_zone) or period
    before, after = min(period.first, days.first), max(period.last, days.last)
    return around(
        period,
        (period.first - before).days + DAYS_BEFORE,
        (after - period.last).days + DAYS_AFTER,
    )


async def _matched(work: Work, documents: list[Document], period: Period) -> DocumentMatching:
    if len(documents) > MOST_DOCUMENTS:
        raise Unanswerable(RefusalReason.TOO_MANY_ROWS)
    amounts = Counter(one.total_minor for one in documents if one.total_minor is not None)
    held = await held_in(work, period, counted(Filters(), _BILLED), set(amounts))
    of_amount = Counter(amount for row in held for amount in _amounts(row))
    if sum(count * amounts[amount] for amount, count in of_amount.items()) > MOST_PAIRS:
        raise Unanswerable(RefusalReason.TOO_MANY_ROWS)
    return await asyncio.to_thread(match_documents, documents, held)


def _amounts(row: CardTransaction) -> set[int]:
    charged = row.original.amount_minor if row.original else None
    return {row.amount_minor} if charged is None else {row.amount_minor, charged}


async def _told(work: Work, found: _Found, rows: Sequence[FileRow]) -> list[Finding]:
    """The sentence and the findings, figure by figure."""
    matching, words = found.matching, work.words
    said(
        work,
        "receipts.read",
        len(rows),
        figures_of_files(work, words("label.receipts.read"), rows),
    )
    filters = counted(work.plan.filters, _BILLED)
    matched = [one.transaction for one in matching.matched]
    if work.plan.filters != Filters():
        asked = {one.id for one in await charges_in(work, found.period, filters, MOST_PURCHASES)}
        matched = [one for one in matched if one.id in asked]
    figures = figures_of_rows(work, WITH_DOCUMENT, matched, filters, found.period)
    said(work, "receipts.matched", len(matched), figures)
    left = [found.rows[id(one)] for one in matching.without_transaction]
    unmatched = figures_of_files(work, words("label.receipts.unmatched"), left)
    said(work, "receipts.unmatched", len(left), unmatched)
    open_ = [found.rows[id(one.document)] for one in matching.unclear]
    unclear = figures_of_files(work, words("label.receipts.unclear"), open_)
    if open_:
        said(work, "receipts.unclear", len(open_), unclear)
    if matching.unreadable:
        say, count = work.sentence, len(matching.unreadable)
        say.say("receipts.unreadable", count=say.name(say.formats.count(count, say.language)))
    missing = _missing(work, found.missing)
    return [
        finding(work, key, count, its, severity)
        for key, count, its, severity in (
            ("receipts.missing", len(found.missing), missing, Severity.WARNING),
            ("receipts.unmatched", len(left), unmatched, Severity.WARNING),
            ("receipts.unclear", len(open_), unclear, Severity.NOTICE),
        )
        if count
    ]


def _missing(work: Work, charges: Sequence[Charge]) -> list[Figure]:
    figures = work.figures.add_pattern(
        WITHOUT_DOCUMENT,
        work.words(f"label.{WITHOUT_DOCUMENT}"),
        charges,
        filters=counted(work.plan.filters, (T.PURCHASE,)),
    )
    period = work.sentence.period(work.plan.period)
    said(work, "receipts.missing", len(charges), figures, period=period)
    return figures


def _lines(found: _Found, question: AttachmentQuestion) -> list[Beside]:
    """What belongs to nothing first, as it wants a person's look; matches after it."""
    matching, rows = found.matching, found.rows
    lines = [Beside("unmatched", None, rows[id(one)]) for one in matching.without_transaction]
    lines += [
        Beside("unclear", candidate, rows[id(one.document)])
        for one in matching.unclear
        for candidate in one.candidates
    ]
    lines += [Beside("unreadable", None, rows[id(one)]) for one in matching.unreadable]
    if question not in _ABOUT_DOCUMENTS:
        lines += [
            Beside(WITH_DOCUMENT, one.transaction, rows[id(one.document)])
            for one in matching.matched
        ]
    return lines
