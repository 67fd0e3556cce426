"""mcp-proxy carries the messages of a program on standard streams to the server; the program is one of the
official SDK's, for it speaks with nothing else."""

import asyncio
import sys
from pathlib import Path

import driving
from mcp import ClientSession, StdioServerParameters, stdio_client

PROXY = Path(sys.executable).with_name("mcp-proxy")


def proxy() -> StdioServerParameters:
    sent = [part for pair in driving.headers().items() for part in ("--headers", *pair)]
    arguments = ["--transport", "streamablehttp", *sent, "--", driving.URL]
    return StdioServerParameters(command=str(PROXY), args=arguments)


async def main() -> None:
    async with stdio_client(proxy()) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = [tool.name for tool in (await session.list_tools()).tools]
        answer = await session.call_tool(driving.lock_tool(tools), driving.LOCK)
    driving.report("mcp-proxy", tools, answer.structuredContent)


asyncio.run(main())
