"""The bridge between two pipes and a server that a test writes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.lines import Lines
from clara.adapters.mcp.remote import bridge
from tests.support.pipes import Pipes


@dataclass
class Client(Pipes):
    """A client's ends of the pipes; `said` is what a person was told."""

    said: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.said = []

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self.say(message)
        return await self.heard()


@pytest.fixture
def bridged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`async with bridged(url) as client:` with pauses between attempts that nobody notices."""
    monkeypatch.setattr(bridge, "_PAUSES", (0.02,) * 5)

    @asynccontextmanager
    async def opened(url: str, token: str | None = "clara_mcp_mine") -> AsyncIterator[Client]:
        client = Client()
        credential = None if token is None else EnvironmentCredential(token, "user_1")

        async def serve() -> None:
            async with Lines(client.incoming, client.outgoing) as lines:
                await bridge.serve_remote(url, credential, lines, client.said.append)

        serving = asyncio.create_task(serve())
        try:
            yield client
            client.end()
            await asyncio.wait_for(serving, 20)
        finally:
            serving.cancel()
            client.close()

    return opened
