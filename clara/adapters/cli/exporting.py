"""A company's card transactions into a file of this machine."""

import argparse
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from clara.adapters.cli.operator import operating
from clara.adapters.cli.product import Product
from clara.adapters.exports.text import csv_lines, json_lines
from clara.adapters.exports.workbook import write_workbook
from clara.adapters.system.progress import TerminalProgress
from clara.application.call import Draft
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.ports import Exported
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.errors import Invalid
from clara.domain.money import to_decimal


async def export_file(given: argparse.Namespace, product: Product) -> int:
    names = [name.replace("-", "_") for name in given.filters]
    values = {name: value for name in names if (value := getattr(given, name)) is not None}
    draft = Draft(lambda: {**values, "company_id": given.company}, lax=True)
    async with operating(product, product.settings(), writes=False) as operator:
        export = await operator.run(ExportCardTransactions, draft)
        async with export.opened as exported:
            try:
                await _write(exported, given.format, given.output)
            except OSError as error:
                raise Invalid(
                    "output_not_written", f"{given.output} can't be written: {error.strerror}."
                ) from error
    print(
        f"{given.output}: {exported.totals.count:,} rows, {export.period.first} to {export.period.last}"
    )
    for sums in exported.totals.by_currency:
        amount = to_decimal(sums.net_minor, sums.currency)
        print(f"Sum: {amount:,} {sums.currency} net in {sums.count:,} rows")
    return 0


async def _write(exported: Exported, format: str, path: Path) -> None:
    """Whole, or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    progress = TerminalProgress("Writing") if sys.stderr.isatty() else None
    counted = exported._replace(batches=_counted(exported, progress)) if progress else exported
    try:
        if format == "xlsx":
            await write_workbook(counted, draft)
        else:
            pieces = csv_lines(counted) if format == "csv" else json_lines(counted)
            with draft.open("wb") as file:
                async for piece in pieces:
                    file.write(piece)
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
        if progress is not None:
            progress.end()


async def _counted(
    exported: Exported, progress: TerminalProgress
) -> AsyncIterator[tuple[CardTransaction, ...]]:
    rows = 0
    async for batch in exported.batches:
        rows += len(batch)
        progress.advance(rows)
        yield batch
