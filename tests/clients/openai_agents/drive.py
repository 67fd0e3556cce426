"""OpenAI's Agents SDK: an agent with the server's tools. Its model is scripted; everything between that
model and the server is the framework's own."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import driving
from agents import Agent, Model, ModelResponse, Runner, Tool, Usage, set_tracing_disabled
from agents.mcp import MCPServerStreamableHttp
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
)


class Script(Model):
    """A model that locks the card, then reads the answer. `tools` is what it was offered."""

    tools: tuple[str, ...] = ()
    answer: Any = None

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[Any],
        model_settings: Any,
        tools: list[Tool],
        *further: Any,
        **more: Any,
    ) -> ModelResponse:
        self.tools = tuple(tool.name for tool in tools)
        returned = [one["output"] for one in input if one.get("type") == "function_call_output"]
        if returned:
            self.answer = json.loads(returned[0])
        said = self._goodbye() if returned else self._call()
        return ModelResponse(output=[said], usage=Usage(), response_id=None)

    def stream_response(self, *given: Any, **more: Any) -> AsyncIterator[Any]:
        raise NotImplementedError("this model answers at once")

    def _call(self) -> ResponseFunctionToolCall:
        return ResponseFunctionToolCall(
            type="function_call",
            call_id="call_1",
            name=driving.lock_tool(self.tools),
            arguments=json.dumps(driving.LOCK),
        )

    def _goodbye(self) -> ResponseOutputMessage:
        text = ResponseOutputText(type="output_text", text="The card is locked.", annotations=[])
        return ResponseOutputMessage(
            id="message_1", type="message", role="assistant", status="completed", content=[text]
        )


async def main() -> None:
    # Traces would go to the vendor.
    set_tracing_disabled(True)
    script = Script()
    about = {"url": driving.URL, "headers": driving.headers()}
    async with MCPServerStreamableHttp(about, use_structured_content=True) as server:
        agent = Agent("Card desk", model=script, mcp_servers=[server])
        await Runner.run(agent, "Lock the lost card.")
    driving.report("openai-agents", script.tools, script.answer)


asyncio.run(main())
