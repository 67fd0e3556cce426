"""uvicorn in a test's own event loop, without its pauses of a tenth of a second."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

import uvicorn

_PATIENCE_SECONDS = 10


class _QuickServer(uvicorn.Server):
    """Is told when it has to end; uvicorn's own looks every now and then."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.begun, self.over = asyncio.Event(), asyncio.Event()

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        self.begun.set()
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for place in [*self.servers, *(sockets or ())]:
            place.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        await self.lifespan.shutdown()


@asynccontextmanager
async def served(
    config: uvicorn.Config, sockets: list[socket.socket] | None = None
) -> AsyncIterator[uvicorn.Server]:
    """From when it listens; what is under way at the end is finished."""
    server = _QuickServer(config)
    serving = asyncio.create_task(server.serve(sockets))
    begun = asyncio.create_task(server.begun.wait())
    await asyncio.wait({serving, begun}, return_when=asyncio.FIRST_COMPLETED)
    begun.cancel()
    if serving.done():
        await serving
    try:
        yield server
    finally:
        server.over.set()
        await serving
