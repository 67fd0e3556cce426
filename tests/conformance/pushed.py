"""What servers asked of clients while a tool was at work, until 2025-11-25: a request of their own,
answered on the same stream. All names and texts are the suite's."""

from typing import Any

from fastmcp import Context
from fastmcp.server.providers import LocalProvider
from mcp_types import SamplingMessage, TextContent

PUSHED = LocalProvider()

_SERIES = {"type": "string", "enum": ["option1", "option2", "option3"]}


def _titled(*titles: str) -> list[dict[str, str]]:
    return [{"const": f"value{n}", "title": title} for n, title in enumerate(titles, 1)]


USER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"},
    },
    "required": ["username", "email"],
}
DEFAULTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "default": "John Doe"},
        "age": {"type": "integer", "default": 30},
        "score": {"type": "number", "default": 95.5},
        "status": {
            "type": "string",
            "enum": ["active", "inactive", "pending"],
            "default": "active",
        },
        "verified": {"type": "boolean", "default": True},
    },
}
ENUMS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "untitledSingle": _SERIES,
        "titledSingle": {
            "type": "string",
            "oneOf": _titled("First Option", "Second Option", "Third Option"),
        },
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": {"type": "array", "items": _SERIES},
        "titledMulti": {
            "type": "array",
            "items": {"anyOf": _titled("First Choice", "Second Choice", "Third Choice")},
        },
    },
}


async def _elicit(context: Context, message: str, schema: dict[str, Any]) -> str:
    answer = await context.session.elicit_form(message, schema, context.request_id)
    return f"Elicitation completed: action={answer.action}, content={answer.content}"


@PUSHED.tool
async def test_sampling(prompt: str, context: Context) -> str:
    """Asks the client's model."""
    asked = SamplingMessage(role="user", content=TextContent(type="text", text=prompt))
    answer = await context.session.create_message(
        [asked], max_tokens=100, related_request_id=context.request_id
    )
    return f"LLM response: {answer.content}"


@PUSHED.tool
async def test_elicitation(message: str, context: Context) -> str:
    """Asks the person."""
    return await _elicit(context, message, USER)


@PUSHED.tool
async def test_elicitation_sep1034_defaults(context: Context) -> str:
    """Asks with a form that is filled in already."""
    return await _elicit(context, "Please correct what is wrong", DEFAULTS)


@PUSHED.tool
async def test_elicitation_sep1330_enums(context: Context) -> str:
    """Asks with every kind of choice."""
    return await _elicit(context, "Please choose", ENUMS)
