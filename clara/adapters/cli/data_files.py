"""`clara import` and `clara export`"""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from clara.adapters.cli.product import Product

FILTERS = (
    *("card", "period", "from", "to", "amount-over", "amount-under", "amount-min", "amount-max"),
    *("currency", "category", "mcc", "merchant", "status", "type", "q"),
    *("merchant-is", "cardholder-is", "cardholder-id", "card-id", "id"),
)
"""As in the list of card transactions over REST."""
REPEATED = ("merchant-is", "cardholder-is")
FORMATS = ("csv", "jsonl", "xlsx")


def add(commands: Any) -> None:
    _add_import(commands)
    _add_export(commands)


def _add_import(commands: Any) -> None:
    parser = commands.add_parser(
        "import",
        help="import a card statement",
        description="Import a card statement: CSV, XLSX or XLS. Good rows go in, bad ones are"
        " listed with their line and the reason; the same file twice adds nothing. Exit code 1"
        " when nothing could be read.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--company", required=True, metavar="ID")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=COLUMN",
        help="read FIELD (as date, amount, merchant) from the column with this header or number;"
        " also date_order=, decimal_mark=, currency=, spend=; may be repeated",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen and change nothing"
    )
    parser.add_argument("--json", action="store_true", help="print the report as an object")
    parser.set_defaults(run=_import)


def _add_export(commands: Any) -> None:
    parser = commands.add_parser(
        "export",
        help="write card transactions to a file",
        description="Write every card transaction that the filters match to a file, newest first."
        " Without a period, that of the current billing period.",
    )
    parser.add_argument("--company", required=True, metavar="ID")
    parser.add_argument("--format", choices=FORMATS, help="else by the ending of FILE")
    parser.add_argument("--output", required=True, type=Path, metavar="FILE")
    for name in FILTERS:
        action = "append" if name in REPEATED else "store"
        parser.add_argument(f"--{name}", metavar="X", action=action)
    parser.set_defaults(run=_export, usage=parser, filters=FILTERS)


def _pair(text: str) -> tuple[str, str | int]:
    field, equals, column = text.partition("=")
    if not (field and equals and column):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=COLUMN")
    return field, int(column) if column.isascii() and column.isdigit() else column


def _import(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.importing import import_file

    return asyncio.run(import_file(given, product))


def _export(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.exporting import export_file

    format = given.format or given.output.suffix.removeprefix(".").lower()
    if format not in FORMATS:
        given.usage.error("the ending of FILE tells no format: add --format csv, jsonl or xlsx")
    given.format = format
    return asyncio.run(export_file(given, product))
