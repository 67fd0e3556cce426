"""`clara doctor --url --token`: a credential or a message of the protocol does not get through."""

import pytest

from clara.adapters.mcp.handshakes.clients import CLIENTS
from clara.domain.credentials.actor import Door
from tests.support.deployed import (
    Deployed,
    Diagnose,
    bare,
    by_http,
    deployed_stores,
    deployments,
    diagnose,
)
from tests.support.proxy import Asked, Carry, Reply, instead, lost, page

__all__ = ["bare", "by_http", "deployed_stores", "deployments", "diagnose"]

pytestmark = pytest.mark.anyio

EVERY = frozenset(client.name for client in CLIENTS)


@pytest.mark.parametrize(
    ("header", "clients"),
    [
        ("clara-mcp-token", {"Claude Code", "Cursor"}),
        ("authorization", EVERY - {"Claude Code", "Cursor"}),
    ],
)
async def test_a_credentials_header_that_gets_lost_is_named(
    by_http: Deployed, diagnose: Diagnose, header: str, clients: set[str]
) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    by_http.proxy.does(lost(header))
    seen = await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN=token)
    assert seen.broken_at("server/discover") == clients
    for client in clients:
        sentence, remedy = seen.told(client, "server/discover")
        assert f"The header {header} gets lost" in sentence
        assert f"the header {header} on" in remedy
    assert token not in seen.ended.out


@pytest.mark.parametrize("header", ["mcp-method", "mcp-protocol-version"])
async def test_a_lost_header_of_the_stateless_era_is_named(
    by_http: Deployed, diagnose: Diagnose, header: str
) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    by_http.proxy.does(lost(header))
    seen = await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN=token)
    assert set(seen.broken) == {(client, "server/discover") for client in EVERY}
    sentence, remedy = seen.told("ChatGPT", "server/discover")
    assert "does not arrive with the headers" in sentence
    assert "MCP-Protocol-Version, Mcp-Method and Mcp-Name" in remedy


async def test_a_lost_name_of_the_tool_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    by_http.proxy.does(lost("mcp-name"))
    seen = await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN=token)
    assert set(seen.broken) == {(client, "tools/call 2026-07-28") for client in EVERY}


async def test_a_gateway_with_sessions_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    async def fault(asked: Asked, carry: Carry) -> Reply:
        return (await carry(asked)).having("mcp-session-id", "1")

    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    by_http.proxy.does(fault)
    seen = await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN=token)
    assert {step.split()[0] for _, step in seen.broken} == {"initialize"}
    assert "Clara's own address" in seen.told("Claude", "initialize 2025-11-25")[1]


async def test_dots_are_named_where_assistants_refuse_them(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    url = f"{by_http.url}?tool_names=dotted"
    seen = await diagnose(url, "--token", CLARA_MCP_TOKEN=token)
    assert seen.broken_at("tools/list 2026-07-28") == EVERY
    assert "?tool_names=underscore" in seen.told("Claude", "tools/list 2026-07-28")[1]


async def test_a_credential_that_is_not_taken_is_named_and_not_shown(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    seen = await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN="clara_mcp_invented")
    assert seen.broken_at("server/discover") == EVERY
    assert "clara token create" in seen.told("Claude", "server/discover")[1]
    assert "clara_mcp_invented" not in seen.ended.out + seen.ended.err


async def test_streams_and_ends_that_the_proxy_answers_are_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    by_http.proxy.does(
        instead(page(403), lambda a: a.path == "/mcp" and a.method in ("GET", "DELETE"))
    )
    seen = await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN=token)
    assert {step for _, step in seen.broken} == {"stream", "end"}
