"""How a refusal reaches a model: a sentence it can act on, and the same as JSON."""

from typing import Any

import msgspec
from mcp_types import CallToolResult, TextContent

from clara.domain.errors import ClaraError


def refusal(error: ClaraError, request_id: str) -> CallToolResult:
    """A tool error that says what went wrong, what to do next and under which `code`."""
    facts: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.remedy:
        facts["remedy"] = error.remedy
    if error.details:
        facts["details"] = _in_arguments_words(error.details)
    if error.retry_after is not None:
        facts["retry_after_seconds"] = error.retry_after
    facts["request_id"] = request_id
    sentences = " ".join(filter(None, (error.message, error.remedy)))
    return _failed(sentences, facts)


def defect(request_id: str) -> CallToolResult:
    """A tool error that tells nothing of a defect but where to find it in the log."""
    message = f"{ClaraError.default_message} Request id {request_id}."
    return _failed(message, {"code": "internal", "message": message, "request_id": request_id})


def _failed(sentences: str, facts: dict[str, Any]) -> CallToolResult:
    # Clients do not check a failed call's structured content against the output schema.
    encoded = msgspec.json.encode(facts)
    return CallToolResult(
        content=[TextContent(type="text", text=f"{sentences}\n{encoded.decode()}")],
        structured_content=msgspec.json.decode(encoded),
        is_error=True,
    )


def _in_arguments_words(details: dict[str, Any]) -> dict[str, Any]:
    """`details` of a refused command, its `company_id` called `company` as in the arguments."""
    if "errors" not in details:
        return details
    return {**details, "errors": [_renamed(one) for one in details["errors"]]}


def _renamed(error: dict[str, Any]) -> dict[str, Any]:
    if error.get("field") != "company_id" or "unknown field" in error["reason"]:
        return error
    return {"field": "company", "reason": error["reason"].replace("company_id", "company")}
