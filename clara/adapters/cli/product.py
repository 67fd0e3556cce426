"""What the composition root lends the command line. Nothing heavy is imported by this module, so
that `clara --help` is quick."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import asyncio

    from clara.application.ports import Progress
    from clara.application.runner import Runner
    from clara.settings import Settings


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


class Finding(Protocol):
    """What became of one step of one client; `outcome` is ok, broken or not_tried."""

    @property
    def client(self) -> str: ...

    @property
    def step(self) -> str: ...

    @property
    def outcome(self) -> str: ...

    @property
    def sentence(self) -> str: ...

    @property
    def remedy(self) -> str | None: ...


class McpLaunchers(Protocol):
    """The ways of `clara mcp`, and of asking whether it would work. Credentials come from the
    process's environment."""

    async def over_lines(
        self, settings: Settings, streams: tuple[int, int], spelling: str | None
    ) -> None:
        """This installation, on two file descriptors. Raises `credential_missing`,
        `unauthenticated`."""
        ...

    async def remote_over_lines(
        self, url: str, streams: tuple[int, int], say: Callable[[str], None]
    ) -> None:
        """The server at `url`, on two file descriptors. Raises `invalid_mcp_url`."""
        ...

    def replay(self, url: str, *, with_credential: bool, registers: bool) -> AsyncIterator[Finding]:
        """What clients meet at `url`, step by step. Raises `invalid_mcp_url`,
        `credential_missing`."""
        ...

    async def server(self, settings: Settings) -> Callable[[], Any]:
        """The factory of a stand-alone server. Raises `credential_in_the_open`,
        `unauthenticated`."""
        ...


class Opening(Protocol):
    """What is simulated gets identifiers that follow from `seed`."""

    def __call__(
        self, settings: Settings, progress: Progress | None, /, *, seed: str | None = None
    ) -> Core: ...


@dataclass(frozen=True, slots=True)
class Product:
    """`open` makes a core; `server` is the import path of the server's factory; `work` carries tasks
    out until the event is set."""

    settings: Callable[[], Settings]
    open: Opening
    server: str
    mcp: McpLaunchers
    work: Callable[[Settings, asyncio.Event], Awaitable[None]]
