"""What servers ask of clients from 2026-07-28 on: they return the requests, and are called again with
the answers. All names and texts are the suite's."""

from collections.abc import Mapping
from typing import Any

from fastmcp import Context
from fastmcp.server.providers import LocalProvider
from mcp.shared.exceptions import MCPError
from mcp_types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
    ListRootsRequest,
    SamplingMessage,
    TextContent,
)

RETURNED = LocalProvider()

Asked = InputRequiredResult | str
Requests = Mapping[str, ElicitRequest | CreateMessageRequest | ListRootsRequest]


def _elicit(message: str, **fields: str) -> ElicitRequest:
    properties = {name: {"type": type} for name, type in fields.items()}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=schema))


def _sample(prompt: str) -> CreateMessageRequest:
    message = SamplingMessage(role="user", content=TextContent(type="text", text=prompt))
    return CreateMessageRequest(
        params=CreateMessageRequestParams(messages=[message], max_tokens=100)
    )


NAME = {"user_name": _elicit("What is your name?", name="string")}
CAPITAL = {"capital_question": _sample("What is the capital of France?")}
ROOTS = {"client_roots": ListRootsRequest()}
CONFIRM = {"confirm": _elicit("Please confirm", ok="boolean")}
SEVERAL = {**NAME, "greeting": _sample("Generate a greeting"), **ROOTS}


def _ask(requests: Requests, state: str | None = None) -> InputRequiredResult:
    return InputRequiredResult(input_requests=dict(requests), request_state=state)


def _has_answered(context: Context, requests: Requests) -> bool:
    """Whether all were answered; what else came along is ignored."""
    return requests.keys() <= (context.input_responses or {}).keys()


def _said(context: Context, key: str, field: str) -> str:
    """What the person wrote into a field."""
    answer = (context.input_responses or {})[key]
    assert isinstance(answer, ElicitResult)
    return str((answer.content or {}).get(field))


@RETURNED.tool(output_schema=None)
async def test_input_required_result_elicitation(context: Context) -> Asked:
    """Asks the person for a name."""
    if not _has_answered(context, NAME):
        return _ask(NAME)
    return f"Hello, {_said(context, 'user_name', 'name')}!"


@RETURNED.tool(output_schema=None)
async def test_input_required_result_sampling(context: Context) -> Asked:
    """Asks the client's model."""
    if not _has_answered(context, CAPITAL):
        return _ask(CAPITAL)
    return f"{context.input_responses}"


@RETURNED.tool(output_schema=None)
async def test_input_required_result_list_roots(context: Context) -> Asked:
    """Asks for the client's folders."""
    if not _has_answered(context, ROOTS):
        return _ask(ROOTS)
    return f"{context.input_responses}"


@RETURNED.tool(output_schema=None)
async def test_input_required_result_multiple_inputs(context: Context) -> Asked:
    """Asks for several things at once."""
    if context.request_state != "several" or not _has_answered(context, SEVERAL):
        return _ask(SEVERAL, "several")
    return f"{context.input_responses}"


async def _confirm(context: Context) -> Asked:
    if context.request_state != "asked" or not _has_answered(context, CONFIRM):
        return _ask(CONFIRM, "asked")
    return "state-ok"


for _name in ("request_state", "tampered_state"):
    RETURNED.tool(
        _confirm,
        name=f"test_input_required_result_{_name}",
        description="Remembers in the client that it asked.",
        output_schema=None,
    )


@RETURNED.tool(output_schema=None)
async def test_input_required_result_multi_round(context: Context) -> Asked:
    """Asks twice, and remembers the first answer in the client."""
    first = {"step1": _elicit("Step 1: What is your name?", name="string")}
    second = {"step2": _elicit("Step 2: What is your favorite color?", color="string")}
    if context.request_state is not None and _has_answered(context, second):
        return f"{context.request_state} likes {_said(context, 'step2', 'color')}."
    if _has_answered(context, first):
        return _ask(second, _said(context, "step1", "name"))
    return _ask(first, "nobody yet")


@RETURNED.tool(output_schema=None)
async def test_input_required_result_capabilities(context: Context) -> Asked:
    """Asks only for what the client can do."""
    can = context.session.client_capabilities
    asked: dict[str, Any] = {}
    if can is not None and can.sampling is not None:
        asked |= CAPITAL
    if can is not None and can.elicitation is not None:
        asked |= NAME
    return _ask(asked, "asked")


@RETURNED.tool(output_schema=None)
async def test_streaming_elicitation(context: Context) -> Asked:
    """Asks the person, and tells of its progress."""
    await context.report_progress(0, 1)
    return "Confirmed." if _has_answered(context, CONFIRM) else _ask(CONFIRM)


@RETURNED.tool
async def test_missing_capability(context: Context) -> str:
    """Works only with clients that have a model."""
    can = context.session.client_capabilities
    if can is None or can.sampling is None:
        needs = {"requiredCapabilities": {"sampling": {}}}
        raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "It needs a model.", needs)
    return "There is a model."


@RETURNED.prompt
async def test_input_required_result_prompt(context: Context) -> Asked:
    """Asks the person first."""
    asked = {"user_context": _elicit("What context should the prompt use?", context="string")}
    if not _has_answered(context, asked):
        return _ask(asked)
    return f"Consider {_said(context, 'user_context', 'context')}."
