"""One port, two applications: the MCP protocol's paths go to FastMCP, everything else to Litestar.

A mount inside Litestar would compress event streams and wrap its middleware around the protocol.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_MCP_PATHS = ("/mcp",)


def is_for_mcp(scope: Scope) -> bool:
    """Whether an HTTP request is the MCP protocol's."""
    return scope["path"].rstrip("/") in _MCP_PATHS


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """`http` also answers for the lifespan, within which it enters `mcp`'s."""

    http: ASGIApp
    mcp: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_for_mcp(scope):
            await self.mcp(scope, receive, send)
        else:
            await self.http(scope, receive, send)
