"""How a refusal reaches a model: a sentence it can act on, and the same as JSON."""

from collections.abc import Mapping
from typing import Any

import msgspec
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, CallToolResult, TextContent

from clara.domain.errors import ClaraError, Kind
from clara.domain.text import clean

MAX_TEXT = 600
"""Characters of a sentence, or of a text among an error's facts."""

_NOT_THE_CALLERS = (Kind.INTERNAL, Kind.UNAVAILABLE)


def refusal(error: ClaraError, request_id: str) -> CallToolResult:
    """A tool error that says what went wrong, what to do next and under which `code`."""
    facts = _facts(error, request_id)
    if "details" in facts:
        facts["details"] = _in_arguments_words(facts["details"])
    return _failed(_sentences(error), facts)


def defect(request_id: str) -> CallToolResult:
    """A tool error that tells nothing of a defect but where to find it in the log."""
    facts = _defect_facts(request_id)
    return _failed(facts["message"], facts)


def protocol_refusal(error: ClaraError, request_id: str) -> MCPError:
    """The same as a JSON-RPC error, for what has no result that could carry one: resources and
    prompts."""
    code = INTERNAL_ERROR if error.kind in _NOT_THE_CALLERS else INVALID_PARAMS
    return MCPError(code, _sentences(error), _facts(error, request_id))


def protocol_defect(request_id: str) -> MCPError:
    """`defect`, as a JSON-RPC error."""
    facts = _defect_facts(request_id)
    return MCPError(INTERNAL_ERROR, facts["message"], facts)


def _sentences(error: ClaraError) -> str:
    return clean(" ".join(filter(None, (error.message, error.remedy))), MAX_TEXT)


def _facts(error: ClaraError, request_id: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.remedy:
        facts["remedy"] = error.remedy
    if error.details:
        facts["details"] = error.details
    if error.retry_after is not None:
        facts["retry_after_seconds"] = error.retry_after
    seen: dict[str, Any] = _seen(facts)
    return {**seen, "request_id": request_id}


def _seen(value: Any) -> Any:
    """`value`, its texts without hidden characters: errors quote what callers sent, and callers
    copy what they have read."""
    if isinstance(value, str):
        return clean(value, MAX_TEXT)
    if isinstance(value, Mapping):
        return {name: _seen(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_seen(one) for one in value]
    return value


def _defect_facts(request_id: str) -> dict[str, Any]:
    message = f"{ClaraError.default_message} Request id {request_id}."
    return {"code": "internal", "message": message, "request_id": request_id}


def _failed(sentences: str, facts: dict[str, Any]) -> CallToolResult:
    # No structured content: clients hold it to the output schema, which is of answers, and show their
    # own complaint instead of these sentences (the TypeScript SDK up to 1.32, MCP Inspector 2.12).
    text = f"{sentences}\n{msgspec.json.encode(facts).decode()}"
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _in_arguments_words(details: dict[str, Any]) -> dict[str, Any]:
    """`details` of a refused command, its `company_id` called `company` as in the arguments."""
    if "errors" not in details:
        return details
    return {**details, "errors": [_renamed(one) for one in details["errors"]]}


def _renamed(error: dict[str, Any]) -> dict[str, Any]:
    if error.get("field") != "company_id" or "unknown field" in error["reason"]:
        return error
    return {"field": "company", "reason": error["reason"].replace("company_id", "company")}
