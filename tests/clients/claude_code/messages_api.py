"""Anthropic's Messages API, streamed, as far as Claude Code needs it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from scripted_model import Event, Turn

_PREFIX = "mcp__clara__"


class MessagesApi:
    path = "/v1/messages"

    def turn(self, request: dict[str, Any]) -> Turn:
        names = [tool["name"] for tool in request.get("tools", ())]
        blocks = list(_blocks(request["messages"]))
        results = [block for block in blocks if block["type"] == "tool_result"]
        return Turn(
            tools={name.removeprefix(_PREFIX): name for name in names if name.startswith(_PREFIX)},
            said=" ".join(block["text"] for block in blocks if block["type"] == "text"),
            result=_text(results[-1]["content"]) if results else None,
        )

    def call(self, tool: Any, arguments: dict[str, Any]) -> Sequence[Event]:
        block = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(arguments)}
        return _message(block, delta, "tool_use")

    def say(self, text: str) -> Sequence[Event]:
        delta = {"type": "text_delta", "text": text}
        return _message({"type": "text", "text": ""}, delta, "end_turn")


def _blocks(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What people and tools said, in order."""
    for message in messages:
        if message["role"] == "user":
            content = message["content"]
            yield from [{"type": "text", "text": content}] if isinstance(content, str) else content


def _text(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content)


def _message(block: Event, delta: Event, reason: str) -> Sequence[Event]:
    """A whole message of one block."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: Event = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    ending = {"stop_reason": reason, "stop_sequence": None}
    return (
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ending, "usage": usage},
        {"type": "message_stop"},
    )
