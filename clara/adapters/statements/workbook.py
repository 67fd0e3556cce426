"""Statements as workbooks: XLSX and XLS, whatever the file is called."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clara.adapters.statements.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEET_CELLS,
    too_large,
)
from clara.adapters.statements.zip_gate import check_zip
from clara.domain.errors import ClaraError, Invalid
from clara.domain.imports.cell import Cell
from clara.domain.imports.header import SEARCHED_ROWS, find_header

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SHEETS = 64
Row = tuple[int, list[Cell]]


class Workbook:
    """Rows of the sheet that holds the statement. The sheet is held in memory."""

    def __init__(self, path: Path, check: Callable[[Path], None] = check_zip) -> None:
        """`check` has to let archives pass before they are unpacked.

        Raises `empty_file`, `unreadable_file` and `import_too_large`.
        """
        with path.open("rb") as file:
            if file.read(4) == ZIP_MAGIC:
                check(path)
        self._sheet = _statement_sheet(path)
        self._row = 0

    def rows(self) -> Iterator[Row]:
        """Row number in the sheet (from 1) and cells of every row that has any."""
        # The extension gives the empty rows at the top too, so that rows keep their numbers.
        for number, values in enumerate(self._sheet.iter_rows(), start=1):
            cells = [_cell(value) for value in values]
            if any(cell is not None for cell in cells):
                self._row = number
                yield number, cells

    def portion(self) -> float:
        """Of the sheet's rows."""
        height: int = self._sheet.total_height
        return min(1.0, self._row / max(height, 1))


def _statement_sheet(path: Path) -> Any:
    """The longest sheet with a header; failing that, the longest of all."""
    # Imported here: loading the extension takes time that only an import needs to spend.
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            best = _best_sheet(book)
    except ClaraError:
        raise
    except BaseException as error:
        # A panic in the extension derives from BaseException; what stops the process must pass.
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        raise _unreadable() from error
    if best is None:
        raise Invalid("empty_file", "The workbook has no cells.")
    return best


def _best_sheet(book: Any) -> Any:
    """One sheet at a time, so that no more than two are in memory."""
    best, best_rank = None, (False, 0)
    for name in book.sheet_names[:MAX_SHEETS]:
        sheet = _sheet(book, name)
        if sheet is not None and (rank := (_has_header(sheet), sheet.total_height)) > best_rank:
            best, best_rank = sheet, rank
    return best


def _sheet(book: Any, name: str) -> Any:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None or sheet.end is None:
        return None
    height, width = (last - first + 1 for first, last in zip(sheet.start, sheet.end, strict=True))
    if width > MAX_COLUMNS or height > MAX_ROWS or height * width > MAX_SHEET_CELLS:
        raise too_large(f"A sheet has {height:,} rows and {width:,} columns.")
    return sheet


def _has_header(sheet: Any) -> bool:
    rows = []
    for values in sheet.iter_rows():
        rows.append([_cell(value) for value in values])
        if len(rows) == SEARCHED_ROWS:
            break
    header = find_header(rows)
    return header is not None and header.known >= 2


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        if len(value) > MAX_CELL_CHARACTERS:
            raise too_large("A cell has more than 65,536 characters.")
        return value or None
    if value is None or isinstance(value, bool | int | float | datetime | date):
        return value
    return str(value)


def _unreadable() -> Invalid:
    return Invalid(
        "unreadable_file",
        "The workbook cannot be read: it is damaged, locked with a password, or not a statement.",
        remedy="Open it and save it again as XLSX or CSV, without a password.",
    )
