"""One cell of a statement, as a file gives it: text from CSV, typed values from a workbook."""

from datetime import date, datetime
from decimal import Decimal

Cell = str | int | float | Decimal | date | datetime | bool | None
"""A workbook's times and durations arrive as text."""

SIGNIFICANT_DIGITS = 15
"""A workbook keeps numbers as doubles and shows 15 digits; what lies past them is noise."""


def cell_text(cell: Cell) -> str:
    """`cell` as it would read in a CSV: no blanks around, 733390292.0 as "733390292"."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.{SIGNIFICANT_DIGITS}g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell)


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
