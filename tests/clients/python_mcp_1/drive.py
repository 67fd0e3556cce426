"""The official Python SDK, first generation: `initialize`, and a session."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import driving
from driving import URL
from httpx import AsyncClient
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata


async def main() -> None:
    mode = driving.mode()
    if mode == "oauth":
        await by_oauth()
        return
    async with over_stdio() if mode.startswith("stdio") else over_http() as session:
        await list_and_lock(session)


@asynccontextmanager
async def over_stdio() -> AsyncIterator[ClientSession]:
    program, arguments, variables = driving.stdio()
    started = StdioServerParameters(command=program, args=arguments, env=variables)
    async with stdio_client(started) as streams, ClientSession(*streams) as session:
        await session.initialize()
        yield session


@asynccontextmanager
async def over_http(auth: OAuthClientProvider | None = None) -> AsyncIterator[ClientSession]:
    headers = None if auth else driving.headers()
    async with (
        AsyncClient(timeout=20, headers=headers, auth=auth) as http,
        streamable_http_client(URL, http_client=http) as (incoming, outgoing, _),
        ClientSession(incoming, outgoing) as session,
    ):
        await session.initialize()
        yield session


async def by_oauth() -> None:
    """Knowing nothing but the address: registration, consent, exchange, and then a refresh."""
    person, memory = driving.Person(), driving.Memory()

    async def callback() -> tuple[str, str | None]:
        return person.brought["code"], person.brought["state"]

    about = OAuthClientMetadata(client_name="Python SDK 1", redirect_uris=[driving.CALLBACK])
    auth = OAuthClientProvider(URL, about, memory, person.visit, callback)
    async with over_http(auth) as session:
        first = memory.tokens.access_token
        auth.context.token_expiry_time = 1
        await session.send_ping()
        assert memory.tokens.access_token != first
        await list_and_lock(session)


async def list_and_lock(session: ClientSession) -> None:
    tools = [tool.name for tool in (await session.list_tools()).tools]
    answer = await session.call_tool(driving.lock_tool(tools), driving.LOCK)
    driving.report("mcp", tools, answer.structuredContent)


asyncio.run(main())
