"""Google's Gemini API, `streamGenerateContent`, as far as Gemini CLI needs it."""

from collections.abc import Sequence
from typing import Any

from scripted_model import Event, Turn

_PREFIX = "mcp_clara_"
# Gemini CLI marks what other programs say, so that its model does not obey it.
_BEFORE_ANSWER, _AFTER_ANSWER = "<untrusted_context>\n", "\n</untrusted_context>"


class GenerateContentApi:
    path = ":streamGenerateContent"

    def turn(self, request: dict[str, Any]) -> Turn:
        groups = [tools.get("functionDeclarations", ()) for tools in request.get("tools", ())]
        names = [tool["name"] for group in groups for tool in group]
        parts = [part for content in request["contents"] for part in content["parts"]]
        results = [part["functionResponse"] for part in parts if "functionResponse" in part]
        return Turn(
            tools={name.removeprefix(_PREFIX): name for name in names if name.startswith(_PREFIX)},
            said=" ".join(part.get("text", "") for part in parts),
            result=_text(results[-1]["response"]) if results else None,
        )

    def call(self, tool: Any, arguments: dict[str, Any]) -> Sequence[Event]:
        return _content({"functionCall": {"name": tool, "args": arguments}})

    def say(self, text: str) -> Sequence[Event]:
        return _content({"text": text})


def _text(response: dict[str, Any]) -> str:
    answer = str(response.get("output", response))
    return answer.removeprefix(_BEFORE_ANSWER).removesuffix(_AFTER_ANSWER)


def _content(part: dict[str, Any]) -> Sequence[Event]:
    """A whole answer of one part."""
    content = {"role": "model", "parts": [part]}
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
    candidate = {"content": content, "finishReason": "STOP", "index": 0}
    return ({"candidates": [candidate], "usageMetadata": usage},)
