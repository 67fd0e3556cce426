"""`clara client`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product

if TYPE_CHECKING:
    from clara.application.oauth.ports import ListedClient


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "client", help="OAuth clients: programs that ask people for access"
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_create(actions)
    listing = actions.add_parser(
        "list",
        help="print them, with how many have let each in",
        description="Print the OAuth clients that were created here, newest first: identifier, name,"
        " live grants and redirect URIs.",
    )
    listing.add_argument(
        "--all",
        action="store_true",
        help="also those that registered by themselves or publish a document; the newest 1,000",
    )
    listing.add_argument("--json", action="store_true", help="print an object")
    listing.set_defaults(run=_list)
    revoke = actions.add_parser(
        "revoke",
        help="end one at once, with all it was granted",
        description="End an OAuth client of any kind. The next request with a token that people"
        " granted it is refused.",
    )
    revoke.add_argument("id", metavar="ID", help="as client_… or the address of its document")
    revoke.set_defaults(run=_revoke)


def _add_create(actions: Any) -> None:
    create = actions.add_parser(
        "create",
        help="create one that keeps a secret",
        description="Create an OAuth client for a program that is set up by hand. Identifier and"
        " secret are printed on standard output this once. People still sign in and decide.",
    )
    create.add_argument("--name", required=True, metavar="N", help="what people are asked about")
    create.add_argument(
        "--redirect-uri",
        required=True,
        action="append",
        metavar="URI",
        help="where people are sent back to, letter by letter; up to ten times",
    )
    create.add_argument("--json", action="store_true", help="print an object")
    create.set_defaults(run=_create)


def _create(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_created(given, product))


async def _created(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.call import Draft
    from clara.application.oauth.create_client import CreateClient

    values = {"name": given.name, "redirect_uris": given.redirect_uri}
    async with operating(product, product.settings(), writes=True) as operator:
        created = await operator.run(CreateClient, Draft(lambda: values))
    if given.json:
        print(msgspec.json.encode(created).decode())
    else:
        print(f"client_id      {created.client_id}")
        print(f"client_secret  {created.client_secret}")
    return 0


def _list(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_listed(given, product))


async def _listed(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.operator import operating
    from clara.application.oauth.list_clients import ListClients, ListClientsCommand

    async with operating(product, product.settings(), writes=False) as operator:
        found = await operator.run(ListClients, ListClientsCommand(everybody=given.all))
    if given.json:
        print(msgspec.json.encode(found).decode())
    else:
        for one in found.clients:
            print(_line(one))
    return 0


def _line(listed: "ListedClient") -> str:
    client = listed.client
    return f"{client.id}  {client.name}  {listed.grants}  {' '.join(client.redirect_uris)}"


def _revoke(given: argparse.Namespace, product: Product) -> int:
    return asyncio.run(_revoked(given, product))


async def _revoked(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.operator import operating
    from clara.application.call import Draft
    from clara.application.oauth.revoke_client import RevokeClient

    values = {"client_id": given.id}
    async with operating(product, product.settings(), writes=True) as operator:
        revoked = await operator.run(RevokeClient, Draft(lambda: values))
    print(f"{revoked.client_id} is revoked.")
    return 0
