"""`clara serve` and `clara run`"""

import argparse
import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import Invalid

if TYPE_CHECKING:
    from clara.settings import Settings


def add(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="migrate, load the demo company once, and serve: what `make run` does",
        description="Bring the database to this version's schema, load the demo company once (not"
        " in production), and serve.",
    )
    serve = commands.add_parser(
        "serve",
        help="serve REST, MCP and the API's documentation",
        description="Serve REST, MCP and the API's documentation on one port.",
    )
    for parser, work in ((run, _run), (serve, _serve)):
        parser.add_argument(
            "--host", metavar="H", help="address to listen on; else HOST, 127.0.0.1"
        )
        parser.add_argument("--port", type=int, metavar="N", help="else PORT, 8000")
        parser.set_defaults(run=work)
    serve.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="server processes; more than one needs PostgreSQL",
    )


def _run(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.demonstration import loaded
    from clara.adapters.cli.listening import claimed, listen
    from clara.adapters.cli.next_steps import next_steps
    from clara.adapters.cli.schema import migrated

    settings = settings_with(given, product)
    with claimed(settings) as place:
        migrated(settings)
        if settings.env != "production":
            print(loaded(product, settings), flush=True)
        return listen(product.server, settings, place, lambda: next_steps(settings))


def _serve(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.listening import claimed, listen
    from clara.adapters.cli.operator import check_schema

    settings = settings_with(given, product)
    _check_workers(given.workers, settings)
    asyncio.run(check_schema(settings))
    with claimed(settings) as place:
        return listen(
            product.server,
            settings,
            place,
            lambda: f"Clara serves {settings.public_url}",
            workers=given.workers,
        )


def settings_with(given: argparse.Namespace, product: Product) -> "Settings":
    """Through the environment, so that worker processes see the same."""
    if given.host is not None:
        os.environ["HOST"] = given.host
    if given.port is not None:
        os.environ["PORT"] = str(given.port)
    return product.settings()


def _check_workers(workers: int, settings: "Settings") -> None:
    from clara.adapters.persistence.migrate import sqlite_path

    if workers < 1:
        raise Invalid("invalid_workers", "At least one worker is needed.")
    if workers > 1 and sqlite_path(settings.database_url):
        raise Invalid(
            "sqlite_one_process",
            "An SQLite database is served by one process; for several workers use PostgreSQL.",
            remedy="Set CLARA_DATABASE_URL=postgresql://user:password@host/name",
        )
    if workers > 1 and not settings.redis_url:
        print(
            f"Each of the {workers} processes counts requests by itself: limits are up to {workers}"
            " times what they say. Set CLARA_REDIS_URL to count them together.",
            file=sys.stderr,
            flush=True,
        )
