"""`clara simulate`"""

import argparse
import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from clara.adapters.cli.product import Product


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "simulate",
        help="play charges and what becomes of them in a sandbox company",
        description="Play a scenario (TOML or JSON, see docs/authorizations.md), or a month of normal"
        " life, on the cards of a sandbox company, by its own clock. The same seed, script and start"
        " make the same records, byte for byte. Exit code 3 when something came otherwise than the"
        " scenario expects.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a scenario")
    parser.add_argument("--month", action="store_true", help="a month of normal life instead")
    parser.add_argument("--seed", type=int, metavar="N", help="else the scenario's own, or 1")
    parser.add_argument("--charges", type=int, metavar="N", help="of the month, else 300")
    parser.add_argument(
        "--from",
        dest="first",
        type=_day,
        metavar="DAY",
        help="the month's first day, else the day after the company's",
    )
    parser.add_argument("--company", metavar="ID", help="else the demo company")
    parser.add_argument("--json", action="store_true", help="print an object")
    parser.set_defaults(run=_simulate, usage=parser)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-12-01") from error


def _simulate(given: argparse.Namespace, product: Product) -> int:
    if given.month == (given.file is not None):
        given.usage.error("give a scenario FILE, or --month")
    if not given.month and (given.charges is not None or given.first is not None):
        given.usage.error("--charges and --from belong to --month")
    from clara.adapters.cli.simulation import simulate

    return asyncio.run(simulate(given, product))
