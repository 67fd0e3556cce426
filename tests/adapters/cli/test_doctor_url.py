"""`clara doctor --url`: a sound deployment is found sound by every client, in both eras."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from clara.adapters.mcp.handshakes import replay
from clara.adapters.mcp.handshakes.clients import CLIENTS, MODERN
from clara.adapters.persistence.tables import oauth_clients
from clara.domain.credentials.actor import Door
from tests.adapters.cli.conftest import Installation
from tests.end_to_end.test_real_process import ROOT, serving
from tests.support.deployed import (
    Deployed,
    Diagnose,
    bare,
    by_either,
    by_http,
    deployed,
    deployed_stores,
    deployments,
    diagnose,
)
from tests.support.proxy import Asked, Carry, Reply
from tests.support.world import found_two

__all__ = ["bare", "by_either", "by_http", "deployed_stores", "deployments", "diagnose"]

pytestmark = pytest.mark.anyio

NAMES = {"Claude", "ChatGPT", "Claude Code", "Cursor", "Codex", "Gemini"}
ANONYMOUS = ("challenge", "resource_metadata", "server_metadata", "token_endpoint")


async def registered(found: Deployed) -> int:
    ((count,),) = await found.doors.world.rows(select(func.count()).select_from(oauth_clients))
    return int(count)


async def test_a_sound_deployment_is_sound_for_every_client(
    by_either: Deployed, diagnose: Diagnose
) -> None:
    found = by_either
    token = found.doors.world.a.administrator.tokens[Door.MCP]
    before = await registered(found)
    seen = await diagnose(found.url, "--token", "--register", CLARA_MCP_TOKEN=token)
    assert seen.broken == {}
    assert seen.ended.code == 0
    assert [one for one in seen.findings if one["outcome"] != "ok"] == []
    assert set(seen.outcomes("challenge")) == NAMES
    assert bool(seen.outcomes("certificate")) is found.is_encrypted
    for client in CLIENTS:
        steps = [one["step"] for one in seen.findings if one["client"] == client.name]
        assert steps[:4] == list(ANONYMOUS)
        assert {f"tools/call {version}" for version in client.versions} <= set(steps)
        assert "server/discover" in steps
    assert await registered(found) == before + len(CLIENTS)


async def test_nothing_is_sent_or_written_that_was_not_asked_for(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    before = await registered(by_http)
    seen = await diagnose(by_http.url, CLARA_MCP_TOKEN=token)
    assert (seen.broken, seen.ended.code) == ({}, 0)
    for name, step in (("conversation", "--token"), ("registration", "--register")):
        assert set(seen.outcomes(name).values()) == {"not_tried"}
        assert all(step in one["sentence"] for one in seen.findings if one["step"] == name)
    for asked in by_http.proxy.asked:
        assert asked.header("authorization") is None
        assert asked.header("clara-mcp-token") is None
    assert await registered(by_http) == before


async def test_each_client_is_replayed_in_its_own_manner(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    token = by_http.doors.world.a.bookkeeper.tokens[Door.MCP]
    await diagnose(by_http.url, "--token", CLARA_MCP_TOKEN=token)
    asked = by_http.proxy.asked
    for client in CLIENTS:
        own = [one for one in asked if one.header("user-agent") == client.user_agent]
        posts = [one for one in own if one.path == "/mcp" and one.method == "POST"]
        assert own[0].method == client.knock
        assert {one.header("accept") for one in posts} == {client.accept}
        assert MODERN in {one.header("mcp-protocol-version") for one in posts}
        header = client.credential_header or "authorization"
        carrying = [one for one in posts if one.header(header)]
        assert carrying
        assert all(token in (one.header(header) or "") for one in carrying)
        assert any(client.info[0].encode() in one.body for one in posts)
    paths = [one.path for one in asked if one.header("user-agent") == "codex-mcp-client/0.157.0"]
    assert "/.well-known/oauth-authorization-server/mcp" in paths


async def test_an_api_key_goes_with_its_user_and_has_tools_with_dots(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    person = by_http.doors.world.a.administrator
    credential = {"API_KEY_TOKEN": person.tokens[Door.REST], "USER_ID": person.user.id}
    seen = await diagnose(by_http.url, "--token", **credential)
    assert (seen.broken, seen.ended.code) == ({}, 0)
    called = {one["sentence"] for one in seen.findings if one["step"].startswith("tools/call")}
    assert all(sentence.startswith("misc.version says") for sentence in called)
    authorized = [one for one in by_http.proxy.asked if one.header("authorization")]
    assert {one.header("user-id") for one in authorized} == {person.user.id}
    assert {one.path for one in authorized} == {"/mcp"}


@pytest.mark.parametrize("store", ["sqlite"])
async def test_it_keeps_to_the_limit_that_clara_sets(
    url: str, tmp_path: Path, diagnose: Diagnose
) -> None:
    refused = []

    async def counting(asked: Asked, carry: Carry) -> Reply:
        reply = await carry(asked)
        refused.extend([asked] * (reply.status == 429))
        return reply

    async with deployed(url, tmp_path, "http", rate_limit="20/second") as found:
        found.proxy.does(counting)
        token = found.doors.world.a.administrator.tokens[Door.MCP]
        seen = await diagnose(found.url, "--token", CLARA_MCP_TOKEN=token)
    assert (seen.broken, seen.ended.code) == ({}, 0)
    assert refused


async def test_whatever_is_left_when_time_is_up_is_not_tried(
    by_http: Deployed, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_RUN_SECONDS", 0.0)
    seen = await diagnose(by_http.url)
    assert set(seen.outcomes("challenge").values()) == {"not_tried"}
    assert seen.outcomes("clock") == {"deployment": "not_tried"}


async def test_people_read_what_to_do_once(by_http: Deployed, bare: Installation) -> None:

    async def gone(asked: Asked, carry: Carry) -> Reply:
        return (await carry(asked)).without("www-authenticate")

    by_http.proxy.does(gone)
    ended = await asyncio.to_thread(bare.clara, "doctor", "--url", by_http.url)
    assert ended.code == 1
    lines = ended.out.splitlines()
    assert lines[0] == "deployment"
    assert "Claude Code" in lines
    assert sum("  BAD  challenge: " in line for line in lines) == len(CLIENTS)
    assert "  -    resource_metadata: not tried: it comes after challenge" in lines
    assert lines[-2:] == [
        "What to do:",
        "  1. Let the proxy hand WWW-Authenticate on, and answer no request itself.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--token",), "--token and --register go with --url"),
        (("--register",), "--token and --register go with --url"),
        (("--url", "https://clara.example/mcp", "--invariants"), "about this installation"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    bare: Installation, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = bare.clara("doctor", *arguments)
    assert ended.code == 2
    assert sentence in ended.err


def test_a_credential_that_is_to_be_sent_has_to_be_there(bare: Installation) -> None:
    ended = bare.clara("doctor", "--url", "http://127.0.0.1:1/mcp", "--token")
    assert ended.code == 1
    assert "Neither API_KEY_TOKEN nor CLARA_MCP_TOKEN is set" in ended.err
    assert list(bare.folder.iterdir()) == []


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_real_process_is_found_sound(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    with serving(url, house, tmp_path) as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "clara"),
            *("doctor", "--url", f"{server.base}/mcp", "--token"),
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "CLARA_MCP_TOKEN": server.token},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 120)
    assert (process.returncode, err) == (0, b"")
    assert out.endswith(b"\nNothing is broken.\n")
    assert server.token.encode() not in out
