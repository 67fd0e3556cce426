"""`clara token`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import NotFound

if TYPE_CHECKING:
    from clara.adapters.cli.operator import Operator

_OF_MEMBERS = ("company", "tax_id", "email", "scopes", "days", "read_only", "cards", "daily_writes")
"""Arguments that say nothing of a public key, which is nobody's."""


def add(commands: Any) -> None:
    parser = commands.add_parser("token", help="API keys, MCP tokens and public keys")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_create(actions)
    revoke = actions.add_parser(
        "revoke",
        help="end one at once",
        description="Revoke a credential of any kind by its identifier, which `create --json`"
        " printed and the activity log names. The next request with it is refused.",
    )
    revoke.add_argument("id", metavar="ID", help="as token_… or key_…")
    revoke.set_defaults(run=_revoke)


def _add_create(actions: Any) -> None:
    create = actions.add_parser(
        "create",
        help="create one for a member of a company, or for an application",
        description="Create an API key or an MCP token for a member of a company, or a public key"
        " for an application, with which people register and activate. It is printed on standard"
        " output this once. MCP tokens are for administrators and bookkeepers.",
    )
    company = create.add_mutually_exclusive_group()
    company.add_argument("--company", metavar="ID", help="the company, by identifier")
    company.add_argument("--tax-id", metavar="X", help="the company, by RFC, CNPJ or NIT")
    create.add_argument("--email", metavar="E", help="the member's e-mail address")
    create.add_argument("--kind", required=True, choices=("mcp", "api", "public"))
    create.add_argument("--name", required=True, metavar="N", help="what it is for")
    create.add_argument(
        "--scopes", nargs="+", metavar="SCOPE", help="as cards:read; all of them when left out"
    )
    create.add_argument(
        "--days", type=int, metavar="N", help="days until it expires; never, if not"
    )
    rails = create.add_argument_group("guard rails", "what it may do less than its scopes say")
    rails.add_argument("--read-only", action="store_true", help="refuse every change")
    rails.add_argument(
        "--unlocking",
        choices=("allowed", "confirmed", "refused"),
        default="allowed",
        help="unlocking cards: freely, with a person's yes each time, or never",
    )
    rails.add_argument("--cards", nargs="+", default=[], metavar="ID", help="these cards only")
    rails.add_argument(
        "--daily-writes", type=int, metavar="N", help="at most so many changes in 24 hours"
    )
    create.add_argument("--json", action="store_true", help="print an object")
    create.set_defaults(run=_create, refuse=create.error)


def _create(given: argparse.Namespace, product: Product) -> int:
    if given.kind == "public":
        for name in _OF_MEMBERS:
            if getattr(given, name):
                option = name.replace("_", "-")
                given.refuse(f"argument --{option}: a public key belongs to no member")
    elif not (given.company or given.tax_id):
        given.refuse("one of the arguments --company --tax-id is required")
    elif not given.email:
        given.refuse("the following arguments are required: --email")
    return asyncio.run(_created(given, product))


async def _created(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating

    async with operating(product, product.settings(), writes=True) as operator:
        token = await (_public if given.kind == "public" else _personal)(given, operator)
    print(msgspec.json.encode(token).decode() if given.json else token.token)
    return 0


async def _public(given: argparse.Namespace, operator: "Operator") -> Any:
    from clara.application.call import Draft
    from clara.application.founding.create_public_key import CreatePublicKey

    return await operator.run(CreatePublicKey, Draft(lambda: {"name": given.name}))


async def _personal(given: argparse.Namespace, operator: "Operator") -> Any:
    from clara.application.call import Draft
    from clara.application.founding.create_token import CreateToken

    values = {
        "company_id": given.company or await _company(operator, given.tax_id),
        "email": given.email,
        "kind": given.kind,
        "name": given.name,
        "scopes": given.scopes,
        "days": given.days,
        "guard": {
            "is_read_only": given.read_only,
            "unlocking": given.unlocking,
            "card_ids": given.cards,
            "daily_writes": given.daily_writes,
        },
    }
    return await operator.run(CreateToken, Draft(lambda: values))


async def _company(operator: "Operator", tax_id: str) -> str:
    from clara.application.founding.list_companies import ListCompanies, ListCompaniesCommand

    found = await operator.run(ListCompanies, ListCompaniesCommand(tax_id=tax_id))
    if not found.companies:
        raise NotFound("company_not_found", f"No company has the tax id {tax_id}.")
    return found.companies[0].id


def _revoke(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_revoked(given, product))


async def _revoked(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.operator import operating
    from clara.application.call import Draft
    from clara.application.founding.revoke_credential import RevokeCredential

    async with operating(product, product.settings(), writes=True) as operator:
        revoked = await operator.run(RevokeCredential, Draft(lambda: {"id": given.id}))
    print(f"{revoked.id} is revoked.")
    return 0
