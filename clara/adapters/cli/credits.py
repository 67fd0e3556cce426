"""`clara credits`"""

import argparse
import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product

if TYPE_CHECKING:
    from clara.application.credits.reconciliation import Reconciliation
    from clara.application.credits.view_credit_account import CreditAccount
    from clara.domain.credits.payment import PaymentFact


def add(commands: Any) -> None:
    parser = commands.add_parser("credits", help="prepaid credits and the payments for them")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_reconcile(actions)
    _add_adjust(actions)
    show = actions.add_parser(
        "show",
        help="print what a user has, and what moved it last",
        description="Print what a user can spend, and their newest credit transactions.",
    )
    show.add_argument("--email", required=True, metavar="E", help="the user's e-mail address")
    show.add_argument("--json", action="store_true", help="print an object")
    show.set_defaults(run=_show)


def _add_reconcile(actions: Any) -> None:
    reconcile = actions.add_parser(
        "reconcile",
        help="find and settle payments that nobody told of",
        description="Ask the payment provider what has happened lately and what became of purchases"
        " that are still open, and settle what is not known here. A running server does it every ten"
        " minutes over three days. Exit code 1 when something could not be settled.",
    )
    reconcile.add_argument(
        "--days", type=int, default=3, metavar="N", help="how far back, 1 to 30; 3 when left out"
    )
    reconcile.add_argument("--json", action="store_true", help="print an object")
    reconcile.set_defaults(run=_reconcile)


def _add_adjust(actions: Any) -> None:
    adjust = actions.add_parser(
        "adjust",
        help="give or take credits",
        description="Give a user credits or take some, with a reason that their list shows. Nobody's"
        " balance falls below zero.",
    )
    adjust.add_argument("--email", required=True, metavar="E", help="the user's e-mail address")
    adjust.add_argument(
        "--credits", required=True, type=int, metavar="N", help="taken when negative: --credits=-20"
    )
    adjust.add_argument("--reason", required=True, metavar="R", help="what the user will read")
    adjust.add_argument("--json", action="store_true", help="print an object")
    adjust.set_defaults(run=_adjust)


def _reconcile(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_reconciled(given, product))


async def _reconciled(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.credits.reconciliation import Reconciler
    from clara.application.credits.settlement import Effect

    async with operating(product, product.settings(), writes=True) as operator:
        done = await Reconciler(operator.runner, operator.call()).reconcile(given.days)
    if given.json:
        print(msgspec.json.encode(done).decode())
    else:
        for line in _lines(done):
            print(line)
    return 0 if all(one.outcome in list(Effect) for one in done.settled) else 1


def _lines(done: "Reconciliation") -> Iterator[str]:
    for one in done.settled:
        yield f"{one.outcome:<10} {_line(one.fact)}"
    for other in done.found.doubtful:
        yield f"{'doubtful':<10} {_line(other.fact)}: another {other.mismatch} than asked for"
    found = done.found
    yield (
        f"{found.provider}: {found.heard:,} facts, {found.asked:,} open purchases looked up,"
        f" {len(found.missed):,} missed, {len(found.doubtful):,} doubtful"
    )


def _line(fact: "PaymentFact") -> str:
    from clara.domain.money import to_decimal

    amount = f"{to_decimal(fact.amount_minor, fact.currency):,} {fact.currency}"
    about = fact.purchase_id or fact.payment_id
    return f"{fact.at:%Y-%m-%d %H:%M:%S}Z  {fact.kind:<12} {amount:>16}  {about}  {fact.id}"


def _adjust(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_adjusted(given, product))


async def _adjusted(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.call import Draft
    from clara.application.credits.adjust_credits import AdjustCredits

    values = {"email": given.email, "credits": given.credits, "reason": given.reason}
    async with operating(product, product.settings(), writes=True) as operator:
        done = await operator.run(AdjustCredits, Draft(lambda: values))
    if given.json:
        print(msgspec.json.encode(done).decode())
    else:
        print(f"{done.credits:+,} credits; {given.email} has {done.balance:,} now.")
    return 0


def _show(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_shown(given, product))


async def _shown(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.call import Draft
    from clara.application.credits.view_credit_account import ViewCreditAccount

    async with operating(product, product.settings(), writes=False) as operator:
        found = await operator.run(ViewCreditAccount, Draft(lambda: {"email": given.email}))
    if given.json:
        print(msgspec.json.encode(found).decode())
    else:
        for line in _account(found):
            print(line)
    return 0


def _account(account: "CreditAccount") -> Iterator[str]:
    yield f"{account.email} ({account.user_id}) has {account.credits:,} credits"
    for one in account.transactions.items:
        sign = "+" if one.type == "CREDIT" else "-"
        moved = f"{sign}{one.value_in_credits:,}"
        yield f"  {one.created_at:%Y-%m-%d %H:%M:%S}Z  {moved:>12}  {one.description}  {one.id}"
