"""What the composition root lends the command line, and how a command runs operations with it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from clara.adapters.persistence import migrate
from clara.application.ports import Progress
from clara.application.runner import Call, Draft, Runner
from clara.application.use_case import UseCase
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Unavailable
from clara.settings import Settings
from clara.version import VERSION

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)


class Waiting(Protocol):
    async def flush(self) -> None: ...


class Sealing(Protocol):
    async def seal(self) -> int: ...


class Core(Protocol):
    """The product without its doors."""

    @property
    def runner(self) -> Runner: ...

    @property
    def queue(self) -> Waiting: ...

    @property
    def sealer(self) -> Sealing: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Product:
    """`open` makes a core; `server` is the import path of the server's factory."""

    settings: Callable[[], Settings]
    open: Callable[[Settings, Progress | None], Core]
    server: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Runs operations as the operator, who is asked for no credential."""

    runner: Runner

    async def run(self, use_case: type[UseCase[C, R]], command: C | Draft) -> R:
        call = Call(
            door=Door.CLI, request_id=f"cli_{secrets.token_hex(8)}", client=f"clara {VERSION}"
        )
        return (await self.runner.run(use_case, command, call)).result


@asynccontextmanager
async def operating(
    product: Product, settings: Settings, progress: Progress | None = None, *, writes: bool
) -> AsyncIterator[Operator]:
    """An open product; no server and no task worker. After a command that `writes`, what it left
    in the activity log is sealed, whether or not a server runs that would do it.

    Raises `schema_out_of_date` and `database_unavailable`.
    """
    await check_schema(settings)
    core = product.open(settings, progress)
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
    if found != migrate.HEAD:
        state = f"has the schema {found}" if found else "has no schema yet"
        raise Unavailable(
            "schema_out_of_date",
            f"The database {state}; this version needs {migrate.HEAD}.",
            remedy="Run: clara migrate",
        )


def run(work: Any) -> Any:
    """A coroutine, to its end."""
    return asyncio.run(work)
