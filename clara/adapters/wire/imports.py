"""Imports on the wire."""

from datetime import date
from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.described import Amount, AmountMinor, Count, Currency, Instant, described
from clara.domain.imports.report import ImportReport, ImportStatus
from clara.domain.money import to_decimal
from clara.domain.text import clean

_SHOWN = 300
"""Characters of what the file says."""


class ImportCountsView(Struct, frozen=True, kw_only=True):
    """Rows of the file: `read` = `added` + `known` + `rejected`."""

    read: Count
    added: Annotated[int, described("Rows that are new.", 150, ge=0)]
    known: Annotated[int, described("Rows that were here already.", 3, ge=0)]
    rejected: Annotated[int, described("Rows that could not be read.", 1, ge=0)]
    cards_added: Annotated[int, described("External cards made for them.", 2, ge=0)]


class ImportedSumView(Struct, frozen=True, kw_only=True):
    """What the rows that could be read add up to in one currency, known ones included."""

    currency: Currency
    count: Count
    net: Amount
    net_minor: AmountMinor


class RejectedRowView(Struct, frozen=True, kw_only=True):
    """A row that could not be read."""

    line: Annotated[int, described("Its line in the file, from 1.", 17, ge=1)]
    code: Annotated[str, described("Why, for programs.", "invalid_date")]
    reason: Annotated[str, described("Why, for people.", "The row has no date.")]


class ImportView(Struct, frozen=True, kw_only=True):
    """One import."""

    id: Annotated[str, described("The import.", "import_0123456789abcdef0123456789abcdef")]
    status: Annotated[ImportStatus, described("How far it has come.", "succeeded")]
    file_name: Annotated[str, described("The file's name.", "statement.csv")]
    created_at: Instant
    finished_at: Instant | None
    counts: ImportCountsView
    sums: tuple[ImportedSumView, ...]
    columns: Annotated[
        dict[str, str], described("Which header was read as which field.", {"date": "Fecha"})
    ]
    first_day: Annotated[date | None, described("Day of the earliest row.")]
    last_day: Annotated[date | None, described("Day of the latest row.")]
    rejected: Annotated[
        tuple[RejectedRowView, ...], described("The first 1,000 rows that could not be read.")
    ]
    error: Annotated[str | None, described("Why it failed.")]
    task_id: Annotated[str | None, described("The task that runs it, if one does.")]

    @classmethod
    def of(cls, report: ImportReport) -> "ImportView":
        counts = report.counts
        return cls(
            id=report.id,
            status=report.status,
            file_name=report.file_name,
            created_at=report.created_at,
            finished_at=report.finished_at,
            counts=ImportCountsView(
                read=counts.read,
                added=counts.added,
                known=counts.known,
                rejected=counts.rejected,
                cards_added=counts.cards_added,
            ),
            sums=tuple(
                ImportedSumView(
                    currency=one.currency,
                    count=one.count,
                    net=to_decimal(one.net_minor, one.currency),
                    net_minor=one.net_minor,
                )
                for one in report.sums
            ),
            columns={field: clean(header, _SHOWN) for field, header in report.columns.items()},
            first_day=report.first_day,
            last_day=report.last_day,
            rejected=tuple(
                RejectedRowView(line=row.line, code=row.code, reason=clean(row.reason, _SHOWN))
                for row in report.rejected
            ),
            error=report.error,
            task_id=report.task_id,
        )
