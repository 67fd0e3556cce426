"""LangChain's adapters: the server's tools become LangChain tools, called as an agent calls them."""

import asyncio

import driving
from langchain_mcp_adapters.client import MultiServerMCPClient


async def main() -> None:
    server = {"transport": "http", "url": driving.URL, "headers": driving.headers()}
    tools = {tool.name: tool for tool in await MultiServerMCPClient({"clara": server}).get_tools()}
    name = driving.lock_tool(tools)
    call = {"type": "tool_call", "id": "call_1", "name": name, "args": driving.LOCK}
    message = await tools[name].ainvoke(call)
    assert message.status == "success", message.content
    driving.report("langchain-mcp-adapters", tools, message.artifact["structured_content"])


asyncio.run(main())
