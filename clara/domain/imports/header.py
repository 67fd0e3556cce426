"""Finding the header row: titles, logos' captions and blank lines may stand above it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from clara.domain.errors import Invalid
from clara.domain.imports.amounts import DecimalMark, read_amount
from clara.domain.imports.cell import Cell, is_empty
from clara.domain.imports.dates import DateOrder, read_date
from clara.domain.imports.lexicon import fields_of

SEARCHED_ROWS = 30
"""How many rows of a file are searched for its header."""
_LONGEST_HEADER = 120


class Header(NamedTuple):
    """`place` is the row's place among those searched; `known` how many headers were understood."""

    place: int
    known: int


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The first of the rows with most columns we know; failing that, the first row of words above
    a row with a date or an amount. None where there is neither."""
    best: Header | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        known = _known(row)
        if known >= 2 and (best is None or known > best.known):
            best = Header(index, known)
    return best or _words_above_data(rows[:SEARCHED_ROWS])


def _known(row: Sequence[Cell]) -> int:
    """Distinct fields that the row's cells name; none if any cell is data."""
    if not _all_words(row):
        return 0
    fields = set()
    for cell in row:
        if isinstance(cell, str) and (scores := fields_of(cell)):
            fields.add(max(scores, key=scores.__getitem__))
    return len(fields)


def _all_words(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if not is_empty(cell)]
    return len(filled) >= 2 and all(
        isinstance(cell, str) and len(cell) <= _LONGEST_HEADER and not _is_data(cell)
        for cell in filled
    )


def _words_above_data(rows: Sequence[Sequence[Cell]]) -> Header | None:
    for index, (row, below) in enumerate(pairwise(rows)):
        if _all_words(row) and any(map(_is_data, below)) and _width(below) <= _width(row):
            return Header(index, 0)
    return None


def _width(row: Sequence[Cell]) -> int:
    return max((place for place, cell in enumerate(row, 1) if not is_empty(cell)), default=0)


def _is_data(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is not None
    if not cell.strip():
        return False
    return is_date(cell) or is_amount(cell)


def is_date(cell: Cell) -> bool:
    """Whether `cell` reads as a date in either order."""
    return any(read_date(cell, order) is not None for order in DateOrder)


def is_amount(cell: Cell) -> bool:
    """Whether `cell` reads as an amount with either decimal mark."""
    for mark in DecimalMark:
        try:
            # A currency of four decimals refuses the fewest.
            read_amount(cell, mark, "CLF")
        except Invalid:
            continue
        return True
    return False
