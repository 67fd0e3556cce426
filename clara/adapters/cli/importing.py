"""One statement from a file of this machine into a company, and what became of it as text."""

import argparse
import asyncio
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from clara.adapters.cli.operator import operating
from clara.adapters.cli.product import Product
from clara.adapters.system.progress import TerminalProgress
from clara.adapters.wire.imports import ImportView
from clara.application.card_transactions.import_card_transactions import (
    ImportCardTransactions,
    ImportCardTransactionsCommand,
)
from clara.domain.errors import Invalid, NotFound, TooLarge
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from clara.domain.money import to_decimal
from clara.domain.text import clean

_SHOWN = 50
"""Rejected rows named on the terminal; `--json` has up to 1,000."""


async def import_file(given: argparse.Namespace, product: Product) -> int:
    """0 when there was something to read, else 1."""
    settings = product.settings()
    file = await asyncio.to_thread(_statement, given.file, settings.import_max_bytes)
    progress = TerminalProgress("Reading") if sys.stderr.isatty() else None
    command = ImportCardTransactionsCommand(
        company_id=given.company, file=file, mapping=dict(given.map), dry_run=given.dry_run
    )
    try:
        async with operating(product, settings, progress, writes=True) as operator:
            report = await operator.run(ImportCardTransactions, command)
    finally:
        if progress is not None:
            progress.end()
    if given.json:
        view = msgspec.json.Encoder(decimal_format="number").encode(ImportView.of(report))
        print(view.decode())
    else:
        print("\n".join(_lines(report)))
    return 0 if report.counts.added + report.counts.known else 1


def _statement(path: Path, limit: int) -> StatementFile:
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise NotFound("file_not_found", f"{path} {what}.")
    size = path.stat().st_size
    if size > limit:
        raise TooLarge(
            "import_too_large",
            f"{path} has {size:,} bytes; at most {limit:,} are read.",
            remedy="Divide it, or raise CLARA_IMPORT_MAX_BYTES.",
        )
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Invalid("unreadable_file", f"{path} can't be read: {error.strerror}.") from error
    name = clean(path.name, 255) or "statement"
    return StatementFile(path=str(path.absolute()), name=name, size=size, digest=digest)


def _lines(report: ImportReport) -> Iterator[str]:
    counts = report.counts
    would = "would be " if report.status is ImportStatus.DRY_RUN else ""
    yield (
        f"{report.file_name}: {counts.read:,} rows read, {counts.added:,} {would}added,"
        f" {counts.known:,} known already, {counts.rejected:,} rejected,"
        f" {counts.cards_added:,} new cards"
    )
    if report.first_day and report.last_day:
        yield f"Days: {report.first_day} to {report.last_day}"
    for one in report.sums:
        amount = to_decimal(one.net_minor, one.currency)
        yield f"Sum: {amount:,} {one.currency} net in {one.count:,} rows"
    if report.columns:
        columns = ", ".join(f"{field} from {header!r}" for field, header in report.columns.items())
        yield f"Columns: {columns}"
    if report.status is not ImportStatus.DRY_RUN:
        yield f"Import: {report.id}"
    for row in report.rejected[:_SHOWN]:
        yield f"  line {row.line}: {row.reason} ({row.code})"
    if counts.rejected > _SHOWN:
        yield f"  … and {counts.rejected - _SHOWN:,} more"
