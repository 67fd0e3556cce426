"""`clara mcp` as assistants start it: real processes, the official client, both protocol eras."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from clara.domain.credentials.actor import Door
from tests.end_to_end.test_real_process import (
    ERAS,
    PATIENCE,
    _audited,
    _environment,
    _free_port,
    _is_ready,
    _revoke,
    serving,
)
from tests.support.pipes import INITIALIZED, initialize, modern, request
from tests.support.world import found_two

pytestmark = pytest.mark.anyio
only_sqlite = pytest.mark.parametrize("store", ["sqlite"])

NOISY = """
import os, subprocess, sys, threading, warnings
from clara.__main__ import main
from clara.application.cards.list_cards import ListCards

inner = ListCards.__call__

async def noisy(self, actor, command):
    print("stray text")
    sys.stdout.write("{not json}")
    os.write(1, b"from a library in C\\n")
    warnings.warn("something is deprecated")
    subprocess.run(["echo", "from another program"])
    threading.Thread(target=print, args=("from a thread",)).start()
    assert sys.stdin.read() == "" and subprocess.run(["cat"], stdout=1).returncode == 0
    return await inner(self, actor, command)

ListCards.__call__ = noisy
sys.exit(main())
"""


@asynccontextmanager
async def _started(
    url: str, folder: Path, era: str, *arguments: str, **credentials: str
) -> AsyncIterator[Client]:
    """The official client over a process of `clara mcp`, whose complaints are in mcp.log."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "clara", "mcp", *arguments],
        env={**_environment(url, _free_port()), **credentials},
        cwd=folder,
    )
    with (folder / "mcp.log").open("a") as log:
        async with Client(stdio_client(parameters, errlog=log), mode=era) as client:
            yield client


def _run(
    url: str, folder: Path, *arguments: str, **more: Any
) -> "subprocess.CompletedProcess[str]":
    environment = {**_environment(url, _free_port()), **more.pop("credentials", {})}
    return subprocess.run(
        [sys.executable, *more.pop("program", ("-m", "clara")), "mcp", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )


async def test_it_works_beside_a_server_and_obeys_a_revocation(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    tokens = {
        "legacy": house.administrator.tokens[Door.MCP],
        "2026-07-28": house.bookkeeper.tokens[Door.MCP],
    }
    with serving(url, house, tmp_path) as server:
        for era, token in tokens.items():
            async with _started(url, tmp_path, era, CLARA_MCP_TOKEN=token) as client:
                tools = [tool.name for tool in (await client.list_tools()).tools]
                locked = await client.call_tool("lock_card", {"card": "Luis Pérez"})
                async with server.rest() as http:
                    seen = (await http.get(f"{server.company}/cards/Luis Pérez")).json()["data"]
                    await http.post(f"{server.company}/cards/Luis Pérez/unlock")
                await _revoke(url, token)
                with pytest.raises(MCPError) as refused:
                    await client.call_tool("unlock_card", {"card": "Luis Pérez"})
            assert "lock_card" in tools
            assert locked.structured_content is not None
            assert locked.structured_content["after"] == seen["status"] == "LOCKED"
            assert refused.value.error.data["code"] == "unauthenticated"
        # Whoever ends last seals what is in the log; killed, it might not.
        server.stop()
    assert (tmp_path / "mcp.log").read_text() == ""
    assert await _audited(url, "card.locked") == ["done", "done"]
    assert await _audited(url, "caller.authenticated") == ["refused", "refused"]


@only_sqlite
async def test_nothing_but_the_protocol_is_on_standard_output(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    script = tmp_path / "noisy.py"
    script.write_text(NOISY)
    messages = [
        initialize(),
        INITIALIZED,
        request(1, "tools/call", name="card.list", arguments={}),
        request(2, "tools/call", name="nothing", arguments={}),
        request(3, "nothing/known"),
    ]
    ended = _run(
        url,
        tmp_path,
        program=("-W", "always", str(script)),
        input="".join(f"{line}\n" for line in ["no json", *map(json.dumps, messages)]),
        credentials={
            "API_KEY_TOKEN": house.administrator.tokens[Door.REST],
            "USER_ID": house.administrator.user.id,
            "FASTMCP_LOG_ENABLED": "true",
            "FASTMCP_LOG_LEVEL": "DEBUG",
            "CLARA_LOG_LEVEL": "debug",
        },
    )
    assert ended.returncode == 0, ended.stderr
    answers = {one.get("id"): one for one in map(json.loads, ended.stdout.splitlines())}
    assert {one["jsonrpc"] for one in answers.values()} == {"2.0"}
    assert set(answers) == {None, 0, 1, 2, 3}
    assert answers[1]["result"]["structuredContent"]["total_count"] == 9
    for stray in ("stray text", "in C", "deprecated", "another program", "a thread"):
        assert stray in ended.stderr
    assert house.administrator.tokens[Door.REST] not in ended.stderr


@only_sqlite
@pytest.mark.parametrize(
    ("credentials", "sentence"),
    [
        ({}, "nobody to act for"),
        ({"API_KEY_TOKEN": "clara_api_wrong"}, "is not one of this installation's"),
        ({"CLARA_MCP_TOKEN": "{mine}", "USER_ID": "user_other"}, "names somebody else"),
    ],
)
async def test_without_a_good_credential_it_ends_with_a_sentence(
    url: str, tmp_path: Path, credentials: dict[str, str], sentence: str
) -> None:
    house, _ = await found_two(url)
    mine = house.administrator.tokens[Door.MCP]
    given = {name: value.format(mine=mine) for name, value in credentials.items()}
    ended = _run(url, tmp_path, input=json.dumps(modern(1, "tools/list")), credentials=given)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert mine not in ended.stderr


@only_sqlite
async def test_told_to_stop_it_has_written_everything_down(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    call = modern(1, "tools/call", name="list_cards", arguments={})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "clara", "mcp"),
        cwd=tmp_path,
        env={
            **_environment(url, _free_port()),
            "CLARA_MCP_TOKEN": house.administrator.tokens[Door.MCP],
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=1024 * 1024,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(call).encode() + b"\n")
    answer = json.loads(await process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    code = await asyncio.wait_for(process.wait(), 20)
    assert answer["result"]["structuredContent"]["total_count"] == 9
    assert code == 0
    assert await _audited(url, "cards.listed") == ["done"]


@only_sqlite
async def test_it_serves_alone_and_lends_its_credential_on_loopback_only(
    url: str, tmp_path: Path
) -> None:
    house, _ = await found_two(url)
    credentials = {"API_KEY_TOKEN": house.administrator.tokens[Door.REST]}
    refused = _run(url, tmp_path, "--http", "--host", "0.0.0.0", credentials=credentials)
    assert refused.returncode == 1
    assert "lent on a loopback address only" in refused.stderr
    wrong = _run(url, tmp_path, "--http", credentials={"API_KEY_TOKEN": "clara_api_wrong"})
    assert wrong.returncode == 1
    assert "is not one of this installation's" in wrong.stderr

    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    call = modern(1, "tools/call", name="card.list", arguments={})
    headers = {
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "card.list",
    }
    with _process(url, tmp_path, port, "mcp", "--http", **credentials):
        _until(lambda: _answers(f"{base}/mcp"))
        async with httpx.AsyncClient(base_url=base, timeout=20) as http:
            lent = await http.post("/mcp", json=call, headers=headers)
            page = await http.post("/mcp", json=call, headers={**headers, "origin": base})
            rest = await http.get("/api/v1/health")
    assert lent.json()["result"]["structuredContent"]["total_count"] == 9
    assert page.status_code == 401
    assert (rest.status_code, rest.json()["code"]) == (404, "route_not_found")
    assert await _audited(url, "cards.listed") == ["done"]


@only_sqlite
async def test_a_server_elsewhere_is_spoken_to_in_both_eras(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    bookkeeper = house.bookkeeper
    with serving(url, house, tmp_path) as server:
        to = ("--url", f"{server.base}/mcp?tool_names=underscore")
        for era in ERAS:
            async with _started(
                url,
                tmp_path,
                era,
                *to,
                API_KEY_TOKEN=bookkeeper.tokens[Door.REST],
                USER_ID=bookkeeper.user.id,
            ) as client:
                tools = await client.list_tools()
                locked = await client.call_tool("lock_card", {"card": "Luis Pérez"})
                rows = await client.call_tool(
                    "list_transactions", {"from": "2026-11-01", "to": "2026-11-20", "limit": 100}
                )
                await client.call_tool("unlock_card", {"card": "Luis Pérez"})
            assert "lock_card" in [tool.name for tool in tools.tools]
            assert len(tools.model_dump_json()) > 20_000
            assert locked.structured_content is not None
            assert locked.structured_content["by"] == "Bruno Díaz"
            assert not rows.is_error
        async with _started(
            url, tmp_path, "2026-07-28", *to, CLARA_MCP_TOKEN="clara_mcp_wrong"
        ) as client:
            with pytest.raises(MCPError) as refused:
                await client.list_tools()
        server.stop()
    assert refused.value.error.data["code"] == "unauthenticated"
    assert await _audited(url, "card.locked") == ["done", "done"]


@only_sqlite
async def test_a_server_elsewhere_may_go_and_come_back(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    token = house.bookkeeper.tokens[Door.MCP]
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    to = ("--url", f"{base}/mcp")
    with _process(url, tmp_path, port, "serve"):
        _until(lambda: _is_ready(base))
        starting = _started(url, tmp_path, "legacy", *to, CLARA_MCP_TOKEN=token)
        client = await starting.__aenter__()
        assert not (await client.call_tool("list_cards", {})).is_error
    try:
        with pytest.raises(MCPError) as away:
            await client.call_tool("list_cards", {})
        with _process(url, tmp_path, port, "serve"):
            _until(lambda: _is_ready(base))
            back = await client.call_tool("list_cards", {})
    finally:
        await starting.__aexit__(None, None, None)
    assert away.value.error.data["code"] == "server_away"
    assert not back.is_error
    assert (tmp_path / "mcp.log").read_text() == f"clara: {base}/mcp can't be reached.\n"


@contextmanager
def _process(
    url: str, folder: Path, port: int, *arguments: str, **credentials: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of `clara`, told to stop at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clara", *arguments],
        cwd=folder,
        env={**_environment(url, port), **credentials},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def _until(is_so: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
