"""`clara issuing`"""

import argparse
import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product

if TYPE_CHECKING:
    from clara.application.issuer_news.sync import Synced


def add(commands: Any) -> None:
    parser = commands.add_parser("issuing", help="cards that somebody else issues")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    sync = actions.add_parser(
        "sync",
        help="find and book what the card issuer did not tell",
        description="Ask the card issuer what its cards are and what was charged lately, and bring"
        " what is not known here in line. A running server does it every ten minutes over three"
        " days. Exit code 1 when something could not be applied.",
    )
    sync.add_argument(
        "--days", type=int, default=3, metavar="N", help="how far back, 1 to 365; 3 when left out"
    )
    sync.add_argument("--json", action="store_true", help="print an object")
    sync.set_defaults(run=_sync)


def _sync(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_synced(given, product))


async def _synced(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.issuer_news.sync import IssuerSync

    async with operating(product, product.settings(), writes=True) as operator:
        done = await IssuerSync(operator.runner, operator.call()).sync(given.days)
    if given.json:
        print(msgspec.json.encode(done).decode())
    else:
        for line in _lines(done):
            print(line)
    return 1 if done.failed else 0


def _lines(done: "Synced") -> Iterator[str]:
    for one in done.applied:
        yield f"{one.effect:<10} {one.about:<14} {one.reference}  {one.card_id or ''}".rstrip()
    for reference, code in done.failed.items():
        yield f"{'failed':<10} {reference}: {code}"
    yield (
        f"{done.issuer}: {done.heard:,} things heard, {len(done.applied):,} were missed,"
        f" {done.unknown:,} are none of ours, {done.pending:,} cards wait to be told"
    )
