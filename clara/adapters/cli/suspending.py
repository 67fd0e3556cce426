"""`clara company`"""

import argparse
import asyncio
from typing import Any

from clara.adapters.cli.product import Product


def add(commands: Any) -> None:
    parser = commands.add_parser("company", help="stop a company's cards, or let them pay again")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    suspend = actions.add_parser(
        "suspend",
        help="approve no charge of a company",
        description="Decline every charge on every card of a company from now on. Its people can"
        " still sign in and see everything; what was approved before may still be captured.",
    )
    resume = actions.add_parser(
        "resume",
        help="let a suspended company pay again",
        description="Decide about the charges of a suspended company as about any other's.",
    )
    for action, is_suspended in ((suspend, True), (resume, False)):
        action.add_argument("--company", required=True, metavar="ID", help="the company's id")
        action.add_argument("--json", action="store_true", help="print an object")
        action.set_defaults(run=_set, is_suspended=is_suspended)


def _set(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_was_set(given, product))


async def _was_set(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.companies.suspend_company import SuspendCompany, SuspendCompanyCommand

    command = SuspendCompanyCommand(company_id=given.company, is_suspended=given.is_suspended)
    async with operating(product, product.settings(), writes=True) as operator:
        done = await operator.run(SuspendCompany, command)
    if given.json:
        print(msgspec.json.encode(done).decode())
    elif done.since is None:
        print(f"{done.company_name} pays" + (" again." if done.changed else "; nothing changed."))
    else:
        print(f"{done.company_name} has been suspended since {done.since:%Y-%m-%d %H:%M} UTC.")
    return 0
