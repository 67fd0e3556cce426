"""Statements as delimited text: delimiter by consistency, rows read in a stream."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TextIO

from clara.adapters.statements.encoding import Encoding, encoding_of
from clara.adapters.statements.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    too_large,
)
from clara.domain.errors import Invalid
from clara.domain.imports.cell import Cell
from clara.domain.imports.header import SEARCHED_ROWS, find_header

_DELIMITERS = (",", ";", "\t", "|")
_TRIED_LINES = 2 * SEARCHED_ROWS
_MOST_IN_LINE = 131_072
_COUNTED = 100
"""Rows after which it is looked how far in the file they are."""
Row = tuple[int, list[Cell]]


class TextFile:
    """Rows of a delimited file: each iteration opens it anew and holds a line at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = max(path.stat().st_size, 1)
        self._read = 0
        self._encoding: Encoding = encoding_of(path)
        self._delimiter = _delimiter_of(self._first_lines())

    def rows(self) -> Iterator[Row]:
        """Line number (of a row's first line, from 1) and cells of every row that has any.

        Raises `unreadable_file` and `import_too_large`.
        """
        with self._open() as file:
            reader = csv.reader(file, delimiter=self._delimiter)
            start, count, self._read = 1, 0, 0
            try:
                for cells in reader:
                    if cells:
                        count += 1
                        if count > MAX_ROWS:
                            raise too_large(f"The file has more than {MAX_ROWS:,} rows.")
                        if len(cells) > MAX_COLUMNS:
                            raise too_large(f"Line {start} has more than {MAX_COLUMNS} columns.")
                        if count % _COUNTED == 0:
                            self._read = file.buffer.tell()
                        yield start, cells  # type: ignore[misc]  # list[str] is only read
                    start = reader.line_num + 1
            except csv.Error as error:
                raise _broken(start) from error

    def portion(self) -> float:
        """Of the file's bytes, as of the last hundred rows."""
        return min(1.0, self._read / self._size)

    def _open(self) -> TextIO:
        return self._path.open(
            encoding=self._encoding.name, errors=self._encoding.errors, newline=""
        )

    def _first_lines(self) -> list[str]:
        with self._open() as file:
            lines = [line[:_MOST_IN_LINE] for line in islice(file, _TRIED_LINES)]
        if not any(line.strip() for line in lines):
            raise Invalid("empty_file", "The file is empty.")
        return lines


def _broken(line: int) -> Invalid:
    return Invalid(
        "unreadable_file",
        f"The row at line {line} cannot be read: a quotation mark may be missing, or a cell has"
        f" more than {MAX_CELL_CHARACTERS:,} characters.",
        details={"line": line},
        remedy="Correct that line, or export the statement again.",
    )


def _delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter under which most headers are known, then most cells line up."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def _fit(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    try:
        rows = [
            row
            for row in csv.reader(StringIO("".join(lines), newline=""), delimiter=delimiter)
            if row
        ]
    except csv.Error:
        return -1, 0
    header = find_header(rows)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    lined_up = max(((width - 1) * count for width, count in widths.items()), default=0)
    return header.known if header else 0, lined_up
