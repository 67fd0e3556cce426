"""`clara worker`"""

import argparse
import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import Invalid

if TYPE_CHECKING:
    from clara.settings import Settings


def add(commands: Any) -> None:
    worker = commands.add_parser(
        "worker",
        help="carry out tasks in a process of its own (PostgreSQL)",
        description="Carry out tasks until stopped, beside servers on the same PostgreSQL database."
        " Servers carry tasks out themselves, unless CLARA_TASKS_AT_ONCE is 0 for them.",
    )
    worker.add_argument(
        "--at-once",
        type=int,
        metavar="N",
        help="tasks at once in this process; else CLARA_TASKS_AT_ONCE, 2",
    )
    worker.set_defaults(run=_run)


def _run(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.log import log_to_stderr
    from clara.adapters.observing.connect import prepare_observing

    if given.at_once is not None:
        os.environ["CLARA_TASKS_AT_ONCE"] = str(given.at_once)
    settings = product.settings()
    _check(settings)
    log_to_stderr(settings.log_level, as_json=settings.logs_json)
    prepare_observing(settings, anew=False)
    asyncio.run(_work(product, settings))
    return 0


def _check(settings: "Settings") -> None:
    from clara.adapters.persistence.migrate import sqlite_path

    if sqlite_path(settings.database_url):
        raise Invalid(
            "worker_needs_postgresql",
            "An SQLite database is served by one process, which carries out its tasks as well.",
            remedy="Run `clara serve`, or use PostgreSQL.",
        )
    if not settings.tasks_at_once:
        raise Invalid(
            "worker_without_work",
            "CLARA_TASKS_AT_ONCE is 0: this process would carry out nothing.",
            remedy="Say how many at once, like: clara worker --at-once 2",
        )


async def _work(product: Product, settings: "Settings") -> None:
    from clara.adapters.cli.operator import check_schema

    await check_schema(settings)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    print("Clara carries out tasks.", flush=True)
    await product.work(settings, stopped)
