"""The official Python SDK, second generation: it speaks the newer era of the protocol where it can."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import driving
from driving import URL
from httpx2 import AsyncClient
from mcp import Client, StdioServerParameters
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata

MODERN = "2026-07-28"


async def main() -> None:
    mode = driving.mode()
    if mode == "oauth":
        await by_oauth()
        return
    async with over_stdio() if mode.startswith("stdio") else over_http() as client:
        await list_and_lock(client)


def over_stdio() -> Client:
    program, arguments, variables = driving.stdio()
    return Client(StdioServerParameters(command=program, args=arguments, env=variables))


@asynccontextmanager
async def over_http(auth: OAuthClientProvider | None = None) -> AsyncIterator[Client]:
    headers = None if auth else driving.headers()
    async with (
        AsyncClient(timeout=20, headers=headers, auth=auth) as http,
        Client(streamable_http_client(URL, http_client=http)) as client,
    ):
        yield client


async def by_oauth() -> None:
    """Knowing nothing but the address: registration, consent, exchange, and at the end a refresh."""
    person, memory = driving.Person(), driving.Memory()

    async def callback() -> AuthorizationCodeResult:
        return AuthorizationCodeResult(**person.brought)

    about = OAuthClientMetadata(client_name="Python SDK 2", redirect_uris=[driving.CALLBACK])
    auth = OAuthClientProvider(URL, about, memory, person.visit, callback)
    async with over_http(auth) as client:
        first = await refreshed(client, auth, memory)
        assert memory.tokens.access_token != first
        await list_and_lock(client)


async def refreshed(client: Client, auth: OAuthClientProvider, memory: driving.Memory) -> str:
    """The first access token; a second one is in use afterwards."""
    first: str = memory.tokens.access_token
    auth.context.token_expiry_time = 1
    await client.call_tool("list_cards", {"limit": 1})
    return first


async def list_and_lock(client: Client) -> None:
    assert client.session.protocol_version == MODERN
    tools = [tool.name for tool in (await client.list_tools()).tools]
    answer = await client.call_tool(driving.lock_tool(tools), driving.LOCK)
    driving.report("mcp", tools, answer.structured_content)


asyncio.run(main())
