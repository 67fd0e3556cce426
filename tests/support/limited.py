"""A small application behind the gateway, for tests of limits."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from msgspec import structs

from clara.adapters.gateway.rate_limit import rate_limited
from clara.adapters.gateway.request_id import RequestIds
from clara.adapters.gateway.source import behind_proxies
from clara.adapters.limits.storage import close_storage, open_storage
from clara.adapters.system.ids import RandomIds, new_token
from clara.domain.credentials.token import CredentialKind
from tests.support.world import settings_for


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the address and scheme it was told."""
    body = f"{scope['client'][0]} {scope['scheme']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


Answers = Callable[[str | None], int]


def _answering(answers: Answers) -> Any:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        header = dict(scope["headers"]).get(b"authorization")
        status = answers(header.decode() if header else None)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application


@asynccontextmanager
async def limited(
    *,
    peer: str = "192.0.2.1",
    redis_url: str | None = None,
    answers: Answers | None = None,
    **changes: Any,
) -> AsyncIterator[httpx.AsyncClient]:
    """Asks from `peer`; `changes` of the settings: no limit unless they set one. `answers` gives
    the status for what stands in `Authorization`."""
    settings = structs.replace(
        settings_for("sqlite:////nowhere/clara.db"), **{"rate_limit": "off", **changes}
    )
    storage = open_storage(redis_url)
    front = rate_limited(_answering(answers) if answers else hello, settings, storage)
    app = RequestIds(behind_proxies(front, settings.trusted_proxies), RandomIds())
    transport = httpx.ASGITransport(app, client=(peer, 4711))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        yield http
    await close_storage(storage)


def bearer(kind: CredentialKind = CredentialKind.API_KEY) -> dict[str, str]:
    """A well-formed token that nobody has had yet."""
    return {"authorization": f"Bearer {new_token(kind)}"}


def mcp_token() -> dict[str, str]:
    return {"clara-mcp-token": new_token(CredentialKind.MCP_TOKEN)}
