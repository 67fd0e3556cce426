"""A language model's server on loopback: OpenAI's chat completions and Anthropic's messages, as their
documentation has them. It refuses what they refuse, and says what a test has it say."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.support.scripted_server import Asked, Script, ScriptedServer, answer, scripted

KEY = "sk-test-0123456789abcdef"
MODEL = "demo-model"

Protocol = Literal["openai", "anthropic"]
Says = Callable[[dict[str, Any]], str]
"""From what the model is given, the JSON in the last message of the user, to what it says."""


@dataclass
class ModelServer:
    """`given` has what was asked of the model, `tokens` what each answer says it used."""

    protocol: Protocol
    http: ScriptedServer
    given: list[dict[str, Any]] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        root = f"http://127.0.0.1:{self.http.port}"
        return f"{root}/v1" if self.protocol == "openai" else root

    @property
    def settings(self) -> dict[str, str]:
        """The settings that name this model."""
        return {
            "llm_model": f"{self.protocol}:{MODEL}",
            "llm_base_url": self.base_url,
            "llm_api_key": KEY,
        }

    @property
    def everything(self) -> str:
        """All that has left for the model, but for the key."""
        return "\n".join(asked.body.decode() for asked in self.http.asked)


@asynccontextmanager
async def model_server(
    says: Says | str,
    protocol: Protocol = "openai",
    *,
    tokens: int = 900,
    seconds: float = 0.0,
    instead: Script | None = None,
) -> AsyncIterator[ModelServer]:
    """A model that says `says` after `seconds`; or a server that does something else `instead`."""

    async def script(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if instead is not None:
            await instead(asked, writer)
            return
        refusal = _refusal(protocol, asked)
        if refusal is not None:
            status, sentence = refusal
            answer(writer, error_of(protocol, status, sentence), status)
            return
        given = _given(asked.message)
        server.given.append(given)
        await asyncio.sleep(seconds)
        text = says if isinstance(says, str) else says(given)
        answer(writer, completion(protocol, text, tokens))

    async with scripted(script) as http:
        server = ModelServer(protocol, http)
        yield server


def completion(protocol: Protocol, text: str, tokens: int = 900) -> dict[str, Any]:
    if protocol == "anthropic":
        return {
            "id": "msg_01", "type": "message", "role": "assistant", "model": MODEL,
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn", "stop_sequence": None,
            "usage": {"input_tokens": tokens - 100, "output_tokens": 100},
        }  # fmt: skip
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-01", "object": "chat.completion", "created": 1_795_000_000, "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": tokens - 100, "completion_tokens": 100, "total_tokens": tokens},
    }  # fmt: skip


def error_of(protocol: Protocol, status: int, sentence: str) -> dict[str, Any]:
    if protocol == "anthropic":
        kind = {401: "authentication_error", 429: "rate_limit_error", 500: "api_error"}
        error = {"type": kind.get(status, "invalid_request_error"), "message": sentence}
        return {"type": "error", "error": error}
    return {"error": {"message": sentence, "type": "invalid_request_error", "code": str(status)}}


def failing(protocol: Protocol, status: int) -> Script:
    """Every request is answered with this status; the sentence quotes the key, as some do."""

    async def script(asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer(writer, error_of(protocol, status, f"No: {KEY} {asked.body.decode()}"), status)

    return script


def _refusal(protocol: Protocol, asked: Asked) -> tuple[int, str] | None:
    path = "/v1/messages" if protocol == "anthropic" else "/v1/chat/completions"
    if asked.method != "POST" or asked.target.partition("?")[0] != path:
        return 404, f"Unknown: {asked.method} {asked.target}"
    if asked.headers.get("content-type") != "application/json":
        return 415, "JSON is wanted."
    if protocol == "anthropic":
        # Either header, since the version of October 2026.
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if asked.headers.get("x-api-key", bearer) != KEY:
            return 401, "invalid x-api-key"
        if "anthropic-version" not in asked.headers:
            return 400, "anthropic-version: header is required"
        if not isinstance(asked.message.get("max_tokens"), int):
            return 400, "max_tokens: Field required"
        if {"temperature", "top_p", "top_k"} & asked.message.keys():
            return 400, "temperature: Extra inputs are not permitted"
    elif asked.headers.get("authorization") != f"Bearer {KEY}":
        return 401, "Incorrect API key provided"
    return _malformed(protocol, asked.message)


def _malformed(protocol: Protocol, body: dict[str, Any]) -> tuple[int, str] | None:
    roles = {"user", "assistant"} | ({"system", "developer"} if protocol == "openai" else set())
    messages = body.get("messages")
    if body.get("model") != MODEL:
        return 404, f"The model {body.get('model')} does not exist"
    if not isinstance(messages, list) or not messages or body.get("stream"):
        return 400, "messages: a list is wanted, and no stream"
    if any(one.get("role") not in roles or not one.get("content") for one in messages):
        return 400, "messages: a role and a content are wanted"
    if body.get("tools"):
        return 400, "this model has no tools"
    return None


def _given(body: dict[str, Any]) -> dict[str, Any]:
    """The JSON of the first message of the user's."""
    first = next(one["content"] for one in body["messages"] if one["role"] == "user")
    text = first if isinstance(first, str) else first[0]["text"]
    found: dict[str, Any] = json.loads(text)
    return found
