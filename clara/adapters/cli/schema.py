"""`clara migrate`"""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product

if TYPE_CHECKING:
    from clara.settings import Settings


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "migrate",
        help="bring the database to this version's schema",
        description="Bring the database to this version's schema. Make a copy of it first.",
    )
    parser.set_defaults(run=_migrate)


def _migrate(_: argparse.Namespace, product: Product) -> int:
    from clara.adapters.persistence.migrate import HEAD

    before = migrated(product.settings())
    if before is not None and before > HEAD:
        print(f"The schema is {before}: newer than this version, which needs {HEAD}.")
    else:
        print(f"The schema is {HEAD}" + (" already." if before == HEAD else " now."))
    return 0


def migrated(settings: "Settings") -> str | None:
    """Migrate where needed; the schema there was before. Raises `database_unavailable`."""
    from clara.adapters.persistence import migrate

    before = asyncio.run(migrate.revision(settings.database_url))
    if not migrate.is_workable(before):
        migrate.upgrade(settings.database_url)
    return before
