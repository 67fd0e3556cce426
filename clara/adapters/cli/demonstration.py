"""`clara demo`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import Invalid, NotFound

if TYPE_CHECKING:
    from clara.settings import Settings


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "demo",
        help="load the demo company, once",
        description="Load the demo company, once for a database, and write the credentials of its"
        " people to var/demo.json (mode 0600). When that file is gone, they get new ones.",
    )
    parser.add_argument(
        "--show",
        metavar="NAME",
        help="print one value of var/demo.json and nothing else, as company_id or"
        " administrator.api_key",
    )
    parser.set_defaults(run=_demo)


def _demo(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli import demo_file

    if given.show:
        print(_value(demo_file.read(), given.show))
        return 0
    print(loaded(product, product.settings()))
    print(f"Credentials of its people: {demo_file.PATH}")
    return 0


def loaded(product: Product, settings: "Settings") -> str:
    """Load what is missing; a sentence that says what was done."""
    if settings.env == "production":
        raise Invalid("demo_in_production", "The demo company is not for production.")
    return asyncio.run(_loaded(product, settings))


async def _loaded(product: Product, settings: "Settings") -> str:
    from clara.adapters.cli import demo_file
    from clara.adapters.cli.operator import operating
    from clara.application.demo.demo_company import TAX_ID
    from clara.application.founding.list_companies import ListCompanies, ListCompaniesCommand
    from clara.application.founding.load_demo import LoadDemo, LoadDemoCommand

    held = demo_file.read()
    async with operating(product, settings, writes=False) as operator:
        found = await operator.run(ListCompanies, ListCompaniesCommand(tax_id=TAX_ID))
    if held is not None and held.get("company_id") in [one.id for one in found.companies]:
        if held["base_url"] != settings.public_url:
            demo_file.write({**held, "base_url": settings.public_url})
        return "The demo company is loaded already."
    async with operating(product, settings, writes=True) as operator:
        demo = await operator.run(LoadDemo, LoadDemoCommand())
        demo_file.write(demo_file.contents(demo, settings.public_url))
    if not demo.is_new:
        return "The demo company was loaded already; its people have new passwords and tokens."
    return (
        f"Loaded {demo.company_name} ({demo.company_id}): {demo.cards} cards,"
        f" {demo.card_transactions:,} card transactions."
    )


def _value(held: dict[str, Any] | None, name: str) -> str:
    value: Any = held
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, str):
        raise NotFound(
            "demo_value_not_found",
            f"var/demo.json has no {name}." if held else "There is no var/demo.json here.",
            remedy=None if held else "Run: clara demo",
        )
    return value
