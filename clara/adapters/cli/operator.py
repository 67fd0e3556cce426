"""How a command runs operations: as the operator, in this process, without a server."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from msgspec import Struct

from clara.adapters.cli.product import Product
from clara.adapters.persistence import migrate
from clara.application.call import Call, Draft
from clara.application.ports import Progress
from clara.application.runner import Runner
from clara.application.use_case import UseCase
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Unavailable
from clara.settings import Settings
from clara.version import VERSION

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator is asked for no credential and sits in every company as an administrator."""

    runner: Runner

    async def run(self, use_case: type[UseCase[C, R]], command: C | Draft) -> R:
        return (await self.runner.run(use_case, command, self.call())).result

    def call(self) -> Call:
        """As which operations run."""
        return Call(
            door=Door.CLI, request_id=f"cli_{secrets.token_hex(8)}", client=f"clara {VERSION}"
        )


@asynccontextmanager
async def operating(
    product: Product,
    settings: Settings,
    progress: Progress | None = None,
    *,
    writes: bool,
    seed: str | None = None,
) -> AsyncIterator[Operator]:
    """An open product; no server and no task worker. After a command that `writes`, what it left
    in the activity log is sealed, whether or not a server runs that would do it.

    Raises `schema_out_of_date` and `database_unavailable`.
    """
    await check_schema(settings)
    core = product.open(settings, progress, seed=seed)
    try:
        yield Operator(core.runner)
    finally:
        if writes:
            with suppress(ClaraError):  # a running server, or the next command, does it instead
                await core.queue.flush()
                await core.sealer.seal()
        await core.close()


async def check_schema(settings: Settings) -> None:
    """Raises `schema_out_of_date` when this version can't work on the database's schema."""
    found = await migrate.revision(settings.database_url)
    if not migrate.is_workable(found):
        state = f"has the schema {found}" if found else "has no schema yet"
        raise Unavailable(
            "schema_out_of_date",
            f"The database {state}; this version needs {migrate.HEAD}.",
            remedy="Run: clara migrate",
        )
