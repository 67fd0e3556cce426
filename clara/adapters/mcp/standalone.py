"""The MCP door as a server of its own, which may lend callers the environment's credential.

Whoever reaches the port acts with that credential. So it is lent on loopback only, and to programs
only: a page that a browser shows, or a request that a proxy hands on, brings its own or is refused.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from clara.adapters.mcp.credentials import API_KEY, TOKEN, EnvironmentCredential
from clara.adapters.mcp.gate import is_loopback
from clara.domain.errors import Invalid

_OWN = frozenset({b"authorization", b"clara-mcp-token"})
_FROM_ELSEWHERE = frozenset(
    {b"origin", b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"}
)
_FETCHED_BY_NOBODY = (b"none", b"same-origin")

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def require_loopback(host: str, credential: EnvironmentCredential | None) -> None:
    """Raises `credential_in_the_open` where others than this computer could borrow `credential`."""
    if credential is not None and not is_loopback(host):
        raise Invalid(
            "credential_in_the_open",
            f"Whoever reaches {host} could act with the credential in the environment: it is lent"
            " on a loopback address only.",
            remedy=f"Use --host 127.0.0.1, or unset {API_KEY} and {TOKEN}: then every client"
            " brings its own.",
        )


@dataclass(frozen=True, slots=True)
class Lending:
    """Gives `credential` to requests for `app` that have none of their own."""

    app: ASGIApp
    credential: EnvironmentCredential

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _may_borrow(scope["headers"]):
            scope = {**scope, "headers": [*scope["headers"], *self.credential.headers]}
        await self.app(scope, receive, send)


def _may_borrow(headers: list[tuple[bytes, bytes]]) -> bool:
    names = {name for name, _ in headers}
    if names & (_OWN | _FROM_ELSEWHERE):
        return False
    return all(
        value.strip() in _FETCHED_BY_NOBODY for name, value in headers if name == b"sec-fetch-site"
    )


def nothing_else(lifespan: Lifespan) -> Starlette:
    """What stands where REST would: it answers that there is nothing, and runs `lifespan`."""
    return Starlette(lifespan=lifespan, exception_handlers={404: _not_found})


async def _not_found(request: Request, _: Exception) -> Response:
    body: dict[str, Any] = {
        "data": None,
        "message": "This server speaks MCP only, at /mcp.",
        "status": "error",
        "code": "route_not_found",
        "request_id": request.scope.get("state", {}).get("request_id"),
    }
    return Response(msgspec.json.encode(body), status_code=404, media_type="application/json")
