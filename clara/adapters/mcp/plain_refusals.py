"""What the protocol's library says by itself, in words and codes of ours."""

from typing import Any

import msgspec
from mcp.server.context import HandlerResult
from starlette.types import Message, Send

from clara.adapters.mcp.failures import refusal
from clara.adapters.mcp.message import INVALID_REQUEST
from clara.domain.errors import NotFound

_UNKNOWN_TOOL = "Unknown tool: "
_NO_MESSAGE = "Validation error: "
_MAX_SAID = 100
_SAID = "The body is no JSON-RPC message: it needs jsonrpc, a method, and an id unless it notifies."


def with_a_code(result: HandlerResult, request_id: str) -> HandlerResult:
    """`result` of a call, on the wire; that of a tool which there is not says so with the code
    `unknown_tool`."""
    if not isinstance(result, dict) or not result.get("isError"):
        return result
    said = result["content"][0].get("text", "")
    if not said.startswith(_UNKNOWN_TOOL):
        return result
    remedy = "List the tools and call one of them."
    error = NotFound("unknown_tool", f"{said[:_MAX_SAID]}.", remedy=remedy)
    told = refusal(error, request_id).model_dump(by_alias=True, mode="json", exclude_none=True)
    return {**result, "content": told["content"]}


def in_plain_words(send: Send) -> Send:
    """`send`, but for the refusal of what is no JSON-RPC message: the library quotes its validator,
    with the version, and calls it invalid parameters (JSON-RPC 2.0, 5.1: an invalid request)."""
    held: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start" and message["status"] == 400:
            held = message
            return
        if held is not None:
            start, held = held, None
            body = _plain(message.get("body", b""))
            if body is not None:
                message = {**message, "body": body}
                start = {**start, "headers": _with_length(start["headers"], len(body))}
            await send(start)
        await send(message)

    return sending


def _plain(body: bytes) -> bytes | None:
    """What is said instead of `body`; None for what may stay."""
    try:
        found = msgspec.json.decode(body)
        is_quoted = str(found["error"]["message"]).startswith(_NO_MESSAGE)
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError, TypeError):
        return None
    if not is_quoted:
        return None
    error = {"code": INVALID_REQUEST, "message": _SAID}
    return msgspec.json.encode({"jsonrpc": "2.0", "id": None, "error": error})


def _with_length(headers: Any, length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]
