"""`clara audit`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product

if TYPE_CHECKING:
    from clara.application.activity.verify_activity import CheckedChain


def add(commands: Any) -> None:
    parser = commands.add_parser("audit", help="the activity log's proof")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        help="check the hash chains of the activity log",
        description="Check the hash chains of the activity log and name the first entry that is"
        " broken, missing or unsealed. Exit code 1 when there is one.",
    )
    verify.add_argument("--company", metavar="ID", help="only this company; else all there are")
    verify.add_argument("--json", action="store_true", help="print an object")
    verify.set_defaults(run=_verify)


def _verify(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_verified(given, product))


async def _verified(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.activity.verify_activity import VerifyActivity, VerifyActivityCommand

    async with operating(product, product.settings(), writes=False) as operator:
        command = VerifyActivityCommand(only=given.company)
        found = await operator.run(VerifyActivity, command)
    if given.json:
        print(msgspec.json.encode(found).decode())
    else:
        for chain in found.chains:
            print(sentence(chain))
    return 0 if all(chain.check.is_intact for chain in found.chains) else 1


def sentence(chain: "CheckedChain") -> str:
    """What was found of one chain."""
    check = chain.check
    name = f"{chain.name} ({chain.company_id})" if chain.company_id else chain.name
    if check.is_intact:
        waiting = f", {check.unsealed} to be sealed" if check.unsealed else ""
        return f"{name}: intact, {check.sealed:,} entries{waiting}"
    if check.problem == "unsealed":
        return f"{name}: {check.unsealed} entries behind number {check.sealed} are unsealed"
    entry = f", {check.entry_id}," if check.entry_id else ""
    return f"{name}: entry number {check.sequence}{entry} is {check.problem}"
