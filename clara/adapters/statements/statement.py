"""Opens a statement, whatever kind of file it is."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from clara.adapters.statements.text_file import TextFile
from clara.adapters.statements.workbook import OLE_MAGIC, ZIP_MAGIC, Workbook
from clara.domain.errors import Invalid
from clara.domain.imports.cell import Cell, cell_text
from clara.domain.imports.columns import SAMPLE_ROWS
from clara.domain.imports.header import SEARCHED_ROWS, find_header

Row = tuple[int, list[Cell]]


class Statement:
    """A file's header and rows. Rows can be read any number of times, each from the first.

    `header_line` is the header's line (or row of the sheet), from 1.
    """

    def __init__(self, source: TextFile | Workbook) -> None:
        """Raises `empty_file` and `header_not_found`."""
        self._source = source
        first = list(islice(source.rows(), SEARCHED_ROWS))
        if not first:
            raise Invalid("empty_file", "The file has no rows.")
        header = find_header([cells for _, cells in first])
        if header is None:
            raise _no_header()
        line, cells = first[header.place]
        self.header_line = line
        self.headers = _without_blanks_at_end([cell_text(cell) for cell in cells])

    def rows(self) -> Iterator[Row]:
        """Line and cells of every row below the header. Raises `unreadable_file` and
        `import_too_large` where a later row shows it."""
        for line, cells in self._source.rows():
            if line > self.header_line:
                yield line, cells

    @cached_property
    def sample(self) -> list[list[Cell]]:
        """The first 200 rows below the header, for a preview."""
        return list(islice(self.cells(), SAMPLE_ROWS))

    def cells(self) -> Iterator[list[Cell]]:
        """The rows without their lines, as column detection takes them."""
        return (cells for _, cells in self.rows())

    def portion(self) -> float:
        """How much of the file the rows asked for last have come from, 0 to 1."""
        return self._source.portion()


def open_statement(path: Path) -> Statement:
    """`path` as a statement, its kind told by its first bytes and not by its name.

    Raises `empty_file`, `unreadable_file`, `header_not_found` and `import_too_large`. Blocks while
    it reads: call it from a thread.
    """
    with path.open("rb") as file:
        start = file.read(len(OLE_MAGIC))
    if start.startswith(ZIP_MAGIC) or start == OLE_MAGIC:
        return Statement(Workbook(path))
    return Statement(TextFile(path))


def _without_blanks_at_end(headers: list[str]) -> list[str]:
    while headers and not headers[-1]:
        headers.pop()
    return headers


def _no_header() -> Invalid:
    return Invalid(
        "header_not_found",
        f"None of the first {SEARCHED_ROWS} rows names the columns.",
        remedy="Add a row above the data with the columns' names: date, merchant, amount.",
    )
