"""Statements as tables: the columns are found as those of imports are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from clara.adapters.attachments.archives import check_open_document, names_in
from clara.adapters.attachments.limits import too_large
from clara.adapters.attachments.result import Result
from clara.adapters.attachments.sniffing import Family
from clara.adapters.statements.statement import Row, Statement, open_statement
from clara.adapters.statements.workbook import Workbook
from clara.domain.attachments.contents import (
    MAX_DESCRIPTION,
    MAX_LINES,
    Remark,
    RemarkCode,
    StatementLine,
)
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.imports.columns import detect
from clara.domain.imports.reading import Rejected, RowReader
from clara.domain.instant import instant
from clara.domain.text import clean

_KINDS = {
    Family.TEXT: AttachmentKind.TEXT_TABLE,
    Family.XLSX: AttachmentKind.XLSX,
    Family.XLS: AttachmentKind.XLS,
    Family.ODS: AttachmentKind.ODS,
}
_MACROS = "xl/vbaProject.bin"
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def read_table(path: Path, family: Family, currency: str, zone: str) -> Result:
    """Raises what opening and detecting raise, and `attachment_too_large` past 50,000 rows."""
    statement = _opened(path, family)
    mapping = detect(statement.headers, statement.cells(), currency)
    # Identities of rows matter to imports only; any text will do for the company here.
    reader = RowReader(mapping, company_id="", currency=currency, zone=ZoneInfo(zone))
    skipped = _Skipped()
    lines = tuple(_lines(statement.rows(), reader, skipped, ZoneInfo(zone)))
    remarks = [*skipped.remarks()]
    if _has_macros(path, family):
        remarks.append(Remark(code=RemarkCode.MACROS_IGNORED))
    return Result(_KINDS[family], lines=lines, remarks=tuple(remarks))


@dataclass
class _Skipped:
    count: int = 0
    first: int | None = None

    def add(self, line: int) -> None:
        self.count += 1
        self.first = self.first or line

    def remarks(self) -> Iterator[Remark]:
        if self.count:
            yield Remark(code=RemarkCode.ROWS_SKIPPED, count=self.count, place=self.first)


def _opened(path: Path, family: Family) -> Statement:
    if family is Family.ODS:
        return Statement(Workbook(path, check_open_document))
    return open_statement(path)


def _lines(
    rows: Iterator[Row], reader: RowReader, skipped: _Skipped, zone: tzinfo
) -> Iterator[StatementLine]:
    count = 0
    for place, cells in rows:
        row = reader.read(place, cells)
        if isinstance(row, Rejected):
            skipped.add(place)
        elif row is not None:
            count += 1
            if count > MAX_LINES:
                raise too_large(f"The statement has more than {MAX_LINES:,} rows.")
            yield _line(place, row, zone)


def _line(place: int, row: NewRow, zone: tzinfo) -> StatementLine:
    return StatementLine(
        place=place,
        day=instant(row.occurred_at).astimezone(zone).date(),
        description=clean(row.merchant_raw or row.description or "", MAX_DESCRIPTION),
        amount_minor=row.amount_minor,
        currency=row.currency,
    )


def _has_macros(path: Path, family: Family) -> bool:
    if family is Family.XLSX:
        return _MACROS in names_in(path)
    return family is Family.XLS and _OLD_MACROS in path.read_bytes()
