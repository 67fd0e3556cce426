"""The front of the server: one port for both doors, one request id for every answer."""

import pytest

from clara.adapters.mcp.tool_table import TOOLS
from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors, opened_doors
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio

LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def _headers(doors: Doors) -> dict[str, str]:
    return {
        "clara-mcp-token": doors.world.a.administrator.tokens[Door.MCP],
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
    }


@pytest.mark.parametrize("path", ["/mcp", "/mcp/", "/mcp?tool_names=dotted"])
async def test_assistants_are_served_on_the_same_port(lasting_doors: Doors, path: str) -> None:
    answer = await lasting_doors.http.post(path, json=LISTING, headers=_headers(lasting_doors))
    assert len(answer.json()["result"]["tools"]) == len(TOOLS)


@pytest.mark.parametrize("path", ["/mcp/x", "/MCP", "/mcpx", "/api/v1/mcp", "//mcp"])
async def test_other_paths_are_not_for_assistants(lasting_doors: Doors, path: str) -> None:
    answer = await lasting_doors.http.post(
        "http://localhost:8000" + path, json=LISTING, headers=_headers(lasting_doors)
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")


@pytest.mark.parametrize("given", ["my-id", None])
@pytest.mark.parametrize("is_known", [True, False])
async def test_an_assistants_request_has_one_id(
    lasting_doors: Doors, given: str | None, is_known: bool
) -> None:
    headers = _headers(lasting_doors) | ({"x-request-id": given} if given else {})
    if not is_known:
        headers["clara-mcp-token"] = "nobody"
    answer = await lasting_doors.http.post("/mcp", json=LISTING, headers=headers)
    (request_id,) = answer.headers.get_list("x-request-id")
    assert given in (None, request_id)
    if not is_known:
        assert (answer.status_code, answer.json()["request_id"]) == (401, request_id)


async def test_a_refused_tool_call_names_the_requests_id(lasting_doors: Doors) -> None:
    call = {
        **LISTING,
        "method": "tools/call",
        "params": {"name": "view_card", "arguments": {"card": "0000"}},
    }
    headers = {**_headers(lasting_doors), "x-request-id": "find-me"}
    answer = await lasting_doors.http.post("/mcp", json=call, headers=headers)
    assert facts_of(answer.json()["result"])["request_id"] == "find-me"
    await lasting_doors.world.core.queue.flush()
    entries = await lasting_doors.world.audited(request_id="find-me")
    assert [(entry.action, entry.door) for entry in entries] == [("card.viewed", Door.MCP)]


async def test_the_limit_holds_for_both_doors(url: str) -> None:
    async with opened_doors(url, rate_limit="2/minute") as doors:
        headers = _headers(doors)
        answers = [await doors.http.post("/mcp", json=LISTING, headers=headers) for _ in range(7)]
        rest = [await doors.get(doors.path("/cards")) for _ in range(3)]
    # Assistants connect in bursts: the same rate, over three times the time.
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"assistants";q=6;w=180'
    assert [answer.status_code for answer in rest] == [200, 200, 429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert "retry-after" in rest[-1].headers
