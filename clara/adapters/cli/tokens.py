"""`clara token`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import NotFound

if TYPE_CHECKING:
    from clara.adapters.cli.operator import Operator


def add(commands: Any) -> None:
    parser = commands.add_parser("token", help="API keys and MCP tokens")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser(
        "create",
        help="create one for a member of a company",
        description="Create an API key or an MCP token for a member of a company. It is printed on"
        " standard output this once. MCP tokens are for administrators and bookkeepers.",
    )
    company = create.add_mutually_exclusive_group(required=True)
    company.add_argument("--company", metavar="ID", help="the company, by identifier")
    company.add_argument("--tax-id", metavar="X", help="the company, by RFC, CNPJ or NIT")
    create.add_argument("--email", required=True, metavar="E", help="the member's e-mail address")
    create.add_argument("--kind", required=True, choices=("mcp", "api"))
    create.add_argument("--name", required=True, metavar="N", help="what it is for")
    create.add_argument(
        "--scopes", nargs="+", metavar="SCOPE", help="as cards:read; all of them when left out"
    )
    create.add_argument(
        "--days", type=int, metavar="N", help="days until it expires; never, if not"
    )
    create.add_argument("--json", action="store_true", help="print an object")
    create.set_defaults(run=_create)


def _create(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_created(given, product))


async def _created(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.founding.create_token import CreateToken
    from clara.application.runner import Draft

    async with operating(product, product.settings(), writes=True) as operator:
        values = {
            "company_id": given.company or await _company(operator, given.tax_id),
            "email": given.email,
            "kind": given.kind,
            "name": given.name,
            "scopes": given.scopes,
            "days": given.days,
        }
        token = await operator.run(CreateToken, Draft(lambda: values))
    print(msgspec.json.encode(token).decode() if given.json else token.token)
    return 0


async def _company(operator: "Operator", tax_id: str) -> str:
    from clara.application.founding.list_companies import ListCompanies, ListCompaniesCommand

    found = await operator.run(ListCompanies, ListCompaniesCommand(tax_id=tax_id))
    if not found.companies:
        raise NotFound("company_not_found", f"No company has the tax id {tax_id}.")
    return found.companies[0].id
