"""Pydantic AI: an agent with the server's tools. Its model is a function, which the framework offers for
tests; everything between that model and the server is the framework's own."""

import asyncio

import driving
from pydantic_ai import Agent
from pydantic_ai.mcp import MCPToolset
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

PACKAGE = "pydantic-ai-slim"


class Script:
    """A model that locks the card, then reads the answer. `tools` is what it was offered."""

    tools: tuple[str, ...] = ()
    answer: object = None

    def __call__(self, messages: list[ModelMessage], about: AgentInfo) -> ModelResponse:
        self.tools = tuple(tool.name for tool in about.function_tools)
        returned = [part for part in messages[-1].parts if isinstance(part, ToolReturnPart)]
        if not returned:
            return ModelResponse([ToolCallPart(driving.lock_tool(self.tools), driving.LOCK)])
        self.answer = returned[0].content
        return ModelResponse([TextPart("The card is locked.")])


def toolset() -> MCPToolset:
    if driving.mode() != "oauth":
        return MCPToolset(driving.URL, headers=driving.headers())
    driving.open_browsers_with_person()
    return MCPToolset(driving.URL, auth="oauth")


async def main() -> None:
    script = Script()
    await Agent(FunctionModel(script), toolsets=[toolset()]).run("Lock the lost card.")
    driving.report(PACKAGE, script.tools, script.answer)


asyncio.run(main())
