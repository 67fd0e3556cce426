"""XLSX: the rows on one sheet, the manifest on another, written to a file as they come."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from clara.adapters.exports.columns import HEADERS, Cell, cells
from clara.adapters.exports.manifest import Manifest
from clara.application.card_transactions.ports import Exported
from clara.domain.errors import TooLarge

MAX_ROWS = 1_048_575
"""Rows a sheet holds below its header (ECMA-376)."""


async def write_workbook(exported: Exported, path: Path) -> None:
    """Write `path`. Raises `export_too_large` when a sheet can't hold the rows."""
    if exported.totals.count > MAX_ROWS:
        raise TooLarge(
            "export_too_large",
            f"A sheet holds {MAX_ROWS:,} rows; this export has {exported.totals.count:,}.",
            remedy="Export as CSV, or a shorter period.",
        )
    # Strings are never read as formulas, numbers or links: cells hold what merchants wrote.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Card transactions")
    sheet.write_row(0, 0, HEADERS)
    line = 1
    async for batch in exported.batches:
        rows = [cells(row) for row in batch]
        await asyncio.to_thread(_write, sheet, line, rows)
        line += len(rows)
    _write_manifest(book, Manifest.of(exported))
    await asyncio.to_thread(book.close)


def _write(sheet: Any, line: int, rows: Sequence[Sequence[Cell]]) -> None:
    for offset, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line + offset, column, cell)
            elif cell is not None:
                sheet.write_number(line + offset, column, cell)


def _write_manifest(book: Any, manifest: Manifest) -> None:
    sheet = book.add_worksheet("Manifest")
    sheet.write_row(0, 0, ("rows", "manifest"))
    sheet.write_number(1, 0, manifest.rows)
    encoder = msgspec.json.Encoder(decimal_format="number")
    sheet.write_string(1, 1, encoder.encode(manifest).decode())
