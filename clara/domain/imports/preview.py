"""What a person sees of a statement before it is imported."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from msgspec import Struct, structs

from clara.domain.card_numbers import mask_card_numbers
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.imports.cell import Cell, cell_text
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.rejected import Rejected
from clara.domain.imports.report import ImportReport
from clara.domain.instant import instant
from clara.domain.period import local_day
from clara.domain.text import clean

PREVIEWED_ROWS = 5_000
"""Lines of a file that a preview reads: what they come to stands for the rest."""
_CELL = 60
"""Characters of a cell that are shown."""


class PreviewedRow(Struct, frozen=True, kw_only=True):
    """One line as it would be stored; of one that can't be read only why, in `rejected`."""

    line: int
    day: date | None = None
    merchant: str = ""
    amount_minor: int | None = None
    currency: str = ""
    type: CardTransactionType | None = None
    status: CardTransactionStatus | None = None
    category: Category | None = None
    last_four: str | None = None
    cardholder: str | None = None
    rejected: Rejected | None = None


class ImportPreview(Struct, frozen=True, kw_only=True):
    """`cells` are the first rows as the file writes them, `rows` the same as they are understood.

    `columns` says which column (from 0) is which field. `report` is that of a dry run over the first
    5,000 lines, which are all of them when it `is_whole`. With a `problem` (a code, and `reason` in
    words) nothing was understood.
    """

    file_name: str
    size: int
    headers: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    mapping: Mapping | None = None
    rows: tuple[PreviewedRow, ...] = ()
    report: ImportReport | None = None
    is_whole: bool = True
    problem: str = ""
    reason: str = ""

    def refused(self, problem: str, reason: str) -> "ImportPreview":
        return structs.replace(self, problem=problem, reason=reason)

    def read(
        self,
        mapping: Mapping,
        report: ImportReport,
        rows: tuple[PreviewedRow, ...],
        *,
        is_whole: bool,
    ) -> "ImportPreview":
        return structs.replace(self, mapping=mapping, report=report, rows=rows, is_whole=is_whole)


def first_cells(rows: Iterable[Sequence[Cell]], most: int) -> tuple[tuple[str, ...], ...]:
    """The first `most` rows as text that may be shown: no full card numbers, no long cells."""
    return tuple(tuple(map(_shown, cells)) for cells in islice(rows, most))


def shown_row(line: int, row: NewRow | Rejected, time_zone: str) -> PreviewedRow:
    if isinstance(row, Rejected):
        return PreviewedRow(line=line, rejected=row)
    return PreviewedRow(
        line=line,
        day=local_day(instant(row.occurred_at), time_zone),
        merchant=row.merchant,
        amount_minor=row.amount_minor,
        currency=row.currency,
        type=row.type,
        status=row.status,
        category=row.category,
        last_four=row.last_four,
        cardholder=row.cardholder,
    )


def _shown(cell: Cell) -> str:
    return clean(mask_card_numbers(cell_text(cell)), _CELL)
