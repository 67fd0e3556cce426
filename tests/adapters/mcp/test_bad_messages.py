"""What the fuzzer found: messages that were answered as defects, or in a library's words."""

import json

import pytest

from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio

MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"
HALF = "\ud83d"


def headers(token, name, *, modern):
    said = {
        "authorization": f"Bearer {token}",
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": MODERN if modern else "2025-11-25",
    }
    return said | ({"mcp-method": "tools/call", "mcp-name": name} if modern else {})


def call(name, arguments):
    """In ASCII, so that half of a surrogate pair can be said."""
    about = {f"{META}protocolVersion": MODERN, f"{META}clientCapabilities": {}}
    params = {"name": name, "arguments": arguments, "_meta": about}
    said = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list_cards", {"status": HALF}),
        ("lock_card", {"card": HALF}),
        ("view_transaction", {"transaction_id": f"ctx_{HALF}"}),
        ("list_cards", {HALF: 1}),
    ],
)
async def test_half_of_a_surrogate_pair_is_no_text(calling, world, name, arguments):
    token = world.issue(CredentialKind.MCP_TOKEN, Role.ADMINISTRATOR)
    async with calling(token) as caller:
        response = await caller.http.post(
            "/mcp", content=call(name, arguments), headers=headers(token, name, modern=True)
        )
    assert facts_of(response.json()["result"])["code"] == "invalid_parameters"


@pytest.mark.parametrize("modern", [False, True])
async def test_a_tool_that_there_is_not_has_a_code(calling, world, modern):
    async with calling(world.issue(), modern=modern) as caller:
        result = await caller.call("pay_everybody")
    assert result["isError"] is True
    facts = facts_of(result)
    assert facts["code"] == "unknown_tool"
    assert facts["message"] == "Unknown tool: 'pay_everybody'."
    assert facts["request_id"]


async def test_the_name_of_an_unknown_tool_is_not_repeated_at_length(calling, world):
    async with calling(world.issue()) as caller:
        result = await caller.call("x" * 100_000)
    assert len(json.dumps(result)) < 1_000


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"7", b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', b'{"method": null}'],
)
async def test_what_is_no_message_is_refused_without_the_librarys_words(calling, world, body):
    token = world.issue()
    async with calling(token) as caller:
        response = await caller.http.post(
            "/mcp", content=body, headers=headers(token, "", modern=False)
        )
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == -32600
    assert error["message"].startswith("The body is no JSON-RPC message")
    assert "pydantic" not in response.text
    assert int(response.headers["content-length"]) == len(response.content)


async def test_who_hangs_up_in_the_middle_of_a_message_is_no_defect(app, world, caplog):
    said = {**headers(world.issue(), "list_cards", modern=True), "host": "localhost"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/mcp",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }
    pieces = iter(
        [
            {"type": "http.request", "body": b'{"jsonrpc"', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive():
        return next(pieces)

    async def send(message):
        """There is nobody any more."""

    async with app.lifespan():
        await app(scope, receive, send)
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
