"""The command line: `clara` and `python -m clara`."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from clara.adapters.cli.command_line import main as command_line
from clara.adapters.cli.product import Core, Finding, McpLaunchers, Product

if TYPE_CHECKING:
    import asyncio

    from clara.adapters.gateway.dispatcher import ASGIApp
    from clara.application.ports import Progress
    from clara.settings import Settings


def main() -> int:
    """Run the command that the process's arguments name; the exit code."""
    product = Product(_settings, _open, "clara.__main__:server", EnvironmentMcp(), _work)
    return command_line(sys.argv[1:], product)


def server() -> "ASGIApp":
    """The server of the environment's settings; uvicorn calls it in each worker."""
    from clara.adapters.cli.log import log_to_stderr
    from clara.doors import build_server

    settings = _settings()
    # Again, for a worker is a process of its own.
    log_to_stderr(settings.log_level, as_json=settings.logs_json)
    return build_server(settings)


# Each imports what it needs when it is called, so that `clara --help` is quick.


def _settings() -> "Settings":
    from clara.settings import load

    return load()


def _open(settings: "Settings", progress: "Progress | None", /, *, seed: str | None = None) -> Core:
    from clara.bootstrap import build_core

    return build_core(settings, progress=progress, seed=seed)


async def _work(settings: "Settings", stopped: "asyncio.Event") -> None:
    from clara.doors import carry_out_tasks

    await carry_out_tasks(settings, stopped)


class EnvironmentMcp(McpLaunchers):
    """MCP with the credential that this process's environment holds."""

    async def over_lines(
        self, settings: "Settings", streams: tuple[int, int], spelling: str | None
    ) -> None:
        from clara.adapters.mcp.credentials import required_credential_in

        credential = required_credential_in(os.environ)
        from clara.doors import serve_mcp_lines

        await serve_mcp_lines(settings, credential, streams, spelling)

    async def remote_over_lines(
        self, url: str, streams: tuple[int, int], say: Callable[[str], None]
    ) -> None:
        from clara.adapters.mcp.credentials import credential_in
        from clara.adapters.mcp.lines import Lines
        from clara.adapters.mcp.remote.bridge import serve_remote

        credential = credential_in(os.environ)
        async with Lines(*streams) as lines:
            await serve_remote(url, credential, lines, say)

    def replay(self, url: str, *, with_credential: bool, registers: bool) -> AsyncIterator[Finding]:
        from clara.adapters.mcp.credentials import required_credential_in
        from clara.adapters.mcp.handshakes.replay import replay

        credential = required_credential_in(os.environ) if with_credential else None
        return replay(url, credential, registers=registers)

    async def server(self, settings: "Settings") -> "Callable[[], ASGIApp]":
        from clara.adapters.mcp.credentials import credential_in
        from clara.adapters.mcp.standalone import require_loopback
        from clara.doors import build_mcp_server, check_credential

        credential = credential_in(os.environ)
        require_loopback(settings.host, credential)
        if credential is not None:
            await check_credential(settings, credential)
        return lambda: build_mcp_server(settings, credential)


if __name__ == "__main__":
    sys.exit(main())
