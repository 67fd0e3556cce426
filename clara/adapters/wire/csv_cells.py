"""Cells that no spreadsheet takes for formulas."""

from collections.abc import Iterable

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_row(cells: Iterable[object]) -> list[object]:
    """Text that could begin a formula gets an apostrophe in front; numbers never do (OWASP, CSV
    injection)."""
    return [
        "'" + cell if isinstance(cell, str) and cell.startswith(_STARTS) else cell for cell in cells
    ]
