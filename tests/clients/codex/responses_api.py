"""OpenAI's Responses API, streamed, as far as Codex needs it."""

import json
from collections.abc import Sequence
from typing import Any

from scripted_model import Event, Turn

_NAMESPACE = "mcp__clara"
# Codex tells its model how long a tool took, and only then what it answered.
_BEFORE_ANSWER = "\nOutput:\n"


class ResponsesApi:
    path = "/responses"

    def turn(self, request: dict[str, Any]) -> Turn:
        spaces = [tool for tool in request["tools"] if tool.get("name") == _NAMESPACE]
        items = request["input"]
        results = [item for item in items if item["type"] == "function_call_output"]
        return Turn(
            tools={tool["name"]: tool["name"] for space in spaces for tool in space["tools"]},
            said=" ".join(
                content.get("text", "")
                for item in items
                if item.get("role") == "user"
                for content in item["content"]
            ),
            result=_text(results[-1]["output"]) if results else None,
        )

    def call(self, tool: Any, arguments: dict[str, Any]) -> Sequence[Event]:
        return _response(
            {
                "type": "function_call",
                "id": "fc_1",
                "call_id": "call_1",
                "namespace": _NAMESPACE,
                "name": tool,
                "arguments": json.dumps(arguments),
            }
        )

    def say(self, text: str) -> Sequence[Event]:
        content = [{"type": "output_text", "text": text}]
        return _response(
            {"type": "message", "id": "msg_1", "role": "assistant", "content": content}
        )


def _text(output: str | list[dict[str, Any]]) -> str:
    """A tool's answer comes as one text, a refusal of Codex's own in parts."""
    parts = [output] if isinstance(output, str) else [part["text"] for part in output]
    return "\n".join(parts).rpartition(_BEFORE_ANSWER)[2]


def _response(item: Event) -> Sequence[Event]:
    """A whole response of one item."""
    usage = {
        "input_tokens": 1,
        "input_tokens_details": None,
        "output_tokens": 1,
        "output_tokens_details": None,
        "total_tokens": 2,
    }
    return (
        {"type": "response.created", "response": {"id": "resp_1"}},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": {"id": "resp_1", "usage": usage}},
    )
