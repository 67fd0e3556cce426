"""Servers that are not ours: with sessions and event streams, with a certificate of their own."""

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import mcp_types
import pytest
import uvicorn
from fastmcp import Context, FastMCP
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.support.certificates import Authority
from tests.support.pipes import modern
from tests.support.scripted_server import answer, result, scripted

pytestmark = pytest.mark.anyio


@pytest.fixture
async def other():
    """The address of a server that keeps sessions, streams, and asks back."""
    server = FastMCP("Other")

    @server.tool
    async def greet(ctx: Context, asks: bool) -> str:
        await ctx.report_progress(1, 2, "half")
        if not asks:
            return "Hello"
        said = await ctx.elicit("Who is it?", response_type=str)
        return f"Hello {said.data}"

    config = uvicorn.Config(server.http_app(), port=0, lifespan="on", log_level="warning")
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve())
    while not running.started:  # noqa: ASYNC110  (uvicorn tells it in no other way)
        await asyncio.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/mcp"
    running.should_exit = True
    await task


@pytest.mark.parametrize("era", ["legacy", "2026-07-28"])
async def test_progress_and_questions_of_a_server_reach_the_client(other, era, tmp_path):
    heard = []

    async def progress(done, total, message):
        heard.append((done, total, message))

    async def told(context, params):
        return mcp_types.ElicitResult(action="accept", content={"value": "Ana"})

    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "clara", "mcp", "--url", other],
        env={"PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
    )
    transport = stdio_client(parameters)
    async with Client(transport, mode=era, elicitation_callback=told) as client:
        asks = era == "legacy"  # later a tool has to be written for it: it returns the question
        answered = await client.call_tool("greet", {"asks": asks}, progress_callback=progress)
    assert answered.content[0].text == ("Hello Ana" if asks else "Hello")
    assert heard == [(1, 2, "half")]


@asynccontextmanager
async def encrypted(script, context):
    """`script` behind TLS: a tunnel in front of a server that speaks plainly."""
    async with scripted(script) as plain:

        async def carry(reader, writer):
            inward, outward = await asyncio.open_connection("127.0.0.1", plain.port)

            async def copy(source, target):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
                target.close()

            await asyncio.gather(
                copy(reader, outward), copy(inward, writer), return_exceptions=True
            )

        tunnel = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=context)
        yield f"https://127.0.0.1:{tunnel.sockets[0].getsockname()[1]}/mcp", plain
        tunnel.close()


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_a_certificate_has_to_be_trusted(bridged, tmp_path, monkeypatch, is_trusted):
    authority = Authority(tmp_path, "Firm")
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))

    async def script(asked, writer):
        answer(writer, result(asked, tools=[]))

    async with (
        encrypted(script, authority.server("127.0.0.1")) as (url, plain),
        bridged(url) as client,
    ):
        found = await client.ask(modern(1, "tools/list"))
    assert len(plain.asked) == is_trusted
    if is_trusted:
        assert found["result"] == {"tools": []}
    else:
        assert found["error"]["data"] == {"code": "certificate_not_trusted"}
