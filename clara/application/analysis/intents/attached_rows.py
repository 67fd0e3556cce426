"""Rows of attached files as intents take them, and what is said of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import structs

from clara.application.analysis.figures import Cell, home_first
from clara.application.analysis.work import Work
from clara.domain.analysis.answer import AttachmentUse
from clara.domain.analysis.assumption import Assumption, AssumptionKind
from clara.domain.analysis.attached import Attached
from clara.domain.analysis.figure import SHOWN_IDS, Figure, FileRows
from clara.domain.analysis.plan import Intent, QueryPlan
from clara.domain.attachments.contents import Document, StatementLine
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.local_days import day_start
from clara.domain.period import FIRST_YEAR, LAST_YEAR, MAX_DAYS, Period

_ONE_DAY = timedelta(days=1)


class FileRow(NamedTuple):
    """A movement, an invoice or a receipt of an attached file, whichever it is. What it does not say
    is None; `place` is its line or row, or its number among the documents of the file."""

    file: Attached
    place: int
    day: date | None
    name: str
    minor: int | None
    currency: str | None


def lines_of(attached: Iterable[Attached]) -> list[tuple[StatementLine, FileRow]]:
    """All movements of all files. Each line is one of its own, even where two say the same."""
    return [
        (structs.replace(line), _line_row(file, line))
        for file in attached
        for line in file.contents.lines
    ]


def documents_of(attached: Sequence[Attached]) -> list[tuple[Document, FileRow]]:
    """All invoices and receipts of all files; where there are none, the rows of lists of receipts
    are taken for them."""
    found = [
        (structs.replace(document), _document_row(file, place, document))
        for file in attached
        for place, document in enumerate(file.contents.documents, 1)
    ]
    return found or [(_listed(line), row) for line, row in lines_of(attached)]


def _line_row(file: Attached, line: StatementLine) -> FileRow:
    name = mask_card_numbers(line.description)
    return FileRow(file, line.place, line.day, name, line.amount_minor, line.currency)


def _document_row(file: Attached, place: int, document: Document) -> FileRow:
    name = mask_card_numbers(document.issuer or document.number or "")
    return FileRow(file, place, document.day, name, document.total_minor, document.currency)


def _listed(line: StatementLine) -> Document:
    return Document(
        issuer=line.description,
        day=line.day,
        total_minor=line.amount_minor,
        currency=line.currency,
    )


def days_of(attached: Iterable[Attached], today: date, time_zone: str) -> Period | None:
    """From the first day that rows of the files name to the last, None where they name none. Days
    that are far off are taken for misread."""
    named = {line.day for file in attached for line in file.contents.lines}
    named |= {one.day for file in attached for one in file.contents.documents if one.day}
    last_possible = today + timedelta(days=366)
    days = [day for day in named if FIRST_YEAR <= day.year <= LAST_YEAR and day <= last_possible]
    if not days:
        return None
    last = max(days)
    first = max(min(days), last - timedelta(days=MAX_DAYS - 1))
    return _days(first, last, time_zone)


def dated(plan: QueryPlan, attached: Sequence[Attached], today: date) -> QueryPlan:
    """`plan` over the days of the files, where the question names none and is about files."""
    if plan.intent not in (Intent.RECEIPTS, Intent.STATEMENT):
        return plan
    unsaid = [one for one in plan.assumptions if one.kind is AssumptionKind.NO_PERIOD]
    days = days_of(attached, today, plan.period.time_zone)
    if not unsaid or days is None:
        return plan
    said = Assumption(kind=AssumptionKind.ATTACHED_DAYS, taken_as=days.label)
    others = tuple(one for one in plan.assumptions if one not in unsaid)
    return structs.replace(plan, period=days, assumptions=(said, *others))


def around(period: Period, before: int, after: int) -> Period:
    """`period` and so many days on both sides."""
    first, last = period.first - timedelta(days=before), period.last + timedelta(days=after)
    return _days(first, last, period.time_zone)


def _days(first: date, last: date, time_zone: str) -> Period:
    return Period(
        first=first,
        last=last,
        start=day_start(first, time_zone),
        end=day_start(last + _ONE_DAY, time_zone),
        time_zone=time_zone,
        label=f"{first}/{last}",
    )


def figures_of_files(work: Work, label: str, rows: Sequence[FileRow]) -> list[Figure]:
    """A figure per currency of rows that say an amount."""
    by_currency: dict[str, list[FileRow]] = {}
    for row in rows:
        if row.minor is not None and row.currency is not None:
            by_currency.setdefault(row.currency, []).append(row)
    return [
        work.figures.add_files(
            Cell(label, len(held), sum(row.minor or 0 for row in held), code), _files(held)
        )
        for code in home_first(by_currency, work.seat.currency)
        for held in (by_currency[code],)
    ]


def _files(rows: Sequence[FileRow]) -> tuple[FileRows, ...]:
    places: dict[str, list[int]] = {}
    for row in rows:
        places.setdefault(row.file.attachment.id, []).append(row.place)
    return tuple(
        FileRows(attachment_id=id, places=tuple(held[:SHOWN_IDS]), total=len(held))
        for id, held in places.items()
    )


def newest_first(rows: Iterable[CardTransaction]) -> list[CardTransaction]:
    return sorted(rows, key=lambda row: (row.occurred_at, row.id), reverse=True)


def said(work: Work, key: str, count: int, figures: Sequence[Figure], **parts: str) -> None:
    """One phrase: how many, and what they come to; another where there are none."""
    say = work.sentence
    number = say.name(say.formats.count(count, say.language))
    if figures:
        say.say(key, count=number, figures=say.figures(figures), **parts)
    else:
        say.say(f"{key}.none", count=number, **parts)


def uses(
    attached: Sequence[Attached], words: Mapping[str, str], used_for: Mapping[str, str]
) -> tuple[AttachmentUse, ...]:
    """What became of each file; `used_for` is by its identifier, and files that are not in it were
    not needed. `words` are the texts of the answer's language."""
    return tuple(
        AttachmentUse(
            name=file.attachment.name,
            kind=file.contents.kind.value,
            rows=len(file.contents.lines) + len(file.contents.documents),
            used_for=words[f"used.{used_for.get(file.attachment.id, 'nothing')}"],
            warnings=tuple(
                words[f"remark.{remark.code.value}"].format(
                    count=remark.count, place=remark.place or ""
                )
                for remark in file.contents.remarks
            ),
        )
        for file in attached
    )


def used(rows: Iterable[FileRow], key: str) -> dict[str, str]:
    """For `uses`: the files of these rows were used for `key`."""
    return dict.fromkeys(Counter(row.file.attachment.id for row in rows), key)
