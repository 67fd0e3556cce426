"""The server as an operator starts it: a real process, a real port, both stores, both doors."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from sqlalchemy import select, update

from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import audit_entries, credentials
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import digest
from tests.support.house import House
from tests.support.tool_results import refusal_in
from tests.support.world import found_two, settings_for

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
ERAS = ["legacy", "2026-07-28"]
PATIENCE = 30
# May be installed, for some other use than serving, and slow to load.
IDLE = re.compile(
    r"(stripe|authlib|babel|alembic|pandas|numpy|advanced_alchemy\.extensions\.\w+)(\..+)?"
)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-20"}


@dataclass
class Server:
    """A process that serves, and who may ask it."""

    process: "subprocess.Popen[bytes]"
    base: str
    house: House
    ready_after: float
    log: Path

    @property
    def company(self) -> str:
        return f"{self.base}/api/v1/companies/{self.house.company.id}"

    @property
    def key(self) -> str:
        return self.house.administrator.tokens[Door.REST]

    @property
    def token(self) -> str:
        return self.house.bookkeeper.tokens[Door.MCP]

    def rest(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(headers={"authorization": f"Bearer {self.key}"}, timeout=10)

    @asynccontextmanager
    async def assistant(self, era: str, token: str | None = None) -> AsyncIterator[Client]:
        http = httpx2.AsyncClient(headers={"clara-mcp-token": token or self.token})
        transport = streamable_http_client(f"{self.base}/mcp", http_client=http)
        async with http, Client(transport, mode=era) as client:
            yield client

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@pytest.fixture(scope="session")
async def lasting_house(lasting_url: str, anyio_backend: str) -> House:
    house, _ = await found_two(lasting_url)
    return house


@pytest.fixture(scope="session")
def server(
    lasting_url: str, lasting_house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One process for all tests that leave it as it was."""
    with serving(lasting_url, lasting_house, tmp_path_factory.mktemp("server")) as server:
        yield server


@contextmanager
def serving(url: str, house: House, folder: Path, *options: str) -> Iterator[Server]:
    """`clara serve` on a free port, from when it is ready until the test is done with it."""
    port, began = _free_port(), time.monotonic()
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *options, "-m", "clara", "serve"],
            cwd=folder,
            env=_environment(url, port),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        while not _is_ready(base):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() - began < PATIENCE, log.read_text()
            time.sleep(0.02)
        yield Server(process, base, house, time.monotonic() - began, log)
    finally:
        process.kill()
        process.wait(15)


def _environment(url: str, port: int) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CLARA_")
        and name not in ("HOST", "PORT", "USER_ID", "API_KEY_TOKEN")
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "CLARA_DATABASE_URL": url,
        "CLARA_SECRET_KEY": settings_for(url).secret_key,
        "CLARA_RATE_LIMIT": "200/second",
    }


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
    return port


def _is_ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/api/v1/health/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


async def test_a_company_is_served_over_http(server: Server) -> None:
    async with server.rest() as http:
        cards = (await http.get(f"{server.company}/cards")).json()["data"]
        several = await http.post(f"{server.company}/cards/María/lock")
        locked = (await http.post(f"{server.company}/cards/Luis Pérez/lock")).json()["data"]
        rows = (await http.get(f"{server.company}/card_transactions", params=NOVEMBER)).json()
        summary = await http.get(
            f"{server.company}/card_transactions/summary", params={"group_by": "card", **NOVEMBER}
        )
        unlocked = (await http.post(f"{server.base}{locked['undo']['path']}")).json()["data"]
    print(f"ready after {server.ready_after:.2f} s")
    assert cards["totals"]["count"] == len(cards["items"]) == 9
    assert (several.status_code, several.json()["code"]) == (409, "card_ambiguous")
    assert (locked["before"], locked["after"], locked["changed"]) == ("ACTIVE", "LOCKED", True)
    (sums,) = rows["data"]["totals"]["by_currency"]
    assert sums["net_minor"] == sum(one["amount_minor"] for one in rows["data"]["items"])
    assert summary.json()["data"]["totals"] == rows["data"]["totals"]
    assert (unlocked["after"], unlocked["changed"]) == ("ACTIVE", True)


@pytest.mark.parametrize("era", ERAS)
async def test_an_assistant_is_served_in_both_protocol_eras(server: Server, era: str) -> None:
    async def call(tool: str, **arguments: Any) -> Any:
        result = await client.call_tool(tool, arguments)
        return result.structured_content

    async with server.assistant(era) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        cards = await call("list_cards")
        several = await client.call_tool("lock_card", {"card": "María"})
        locked = await call("lock_card", card="Luis Pérez", reason="Lost")
        rows = await call("list_transactions", **NOVEMBER)
        summary = await call("summarize_spending", group_by="card", **NOVEMBER)
        unlocked = await call("unlock_card", card=locked["undo"]["card"])
    assert "lock_card" in tools
    assert cards["total_count"] == cards["returned"] == 9
    assert several.is_error
    refused = refusal_in(several.content[0].text)
    assert (several.structured_content, refused["code"]) == (None, "card_ambiguous")
    assert len(refused["details"]["candidates"]) == 2
    assert (locked["after"], locked["changed"], locked["by"]) == ("LOCKED", True, "Bruno Díaz")
    (sums,) = rows["totals"]["by_currency"]
    assert sums["net_minor"] == sum(one["amount_minor"] for one in rows["items"])
    assert summary["totals"] == rows["totals"]
    assert (unlocked["after"], unlocked["can_spend"]) == ("ACTIVE", True)


async def test_a_revoked_credential_is_refused_on_the_next_request(
    lasting_url: str, server: Server
) -> None:
    manager, key = server.house.manager, server.house.administrator.tokens[Door.MCP]
    headers = {"authorization": f"Bearer {manager.tokens[Door.REST]}"}
    async with (
        httpx.AsyncClient(headers=headers) as http,
        server.assistant("legacy", key) as client,
    ):
        assert (await http.get(f"{server.company}/cards")).status_code == 200
        assert not (await client.call_tool("list_cards", {})).is_error
        await _revoke(lasting_url, manager.tokens[Door.REST], key)
        assert (await http.get(f"{server.company}/cards")).status_code == 401
        with pytest.raises(Exception, match="error response"):
            await client.call_tool("list_cards", {})


async def _revoke(url: str, *tokens: str) -> None:
    core = build_core(settings_for(url))
    async with core.database.writing() as connection:
        for token in tokens:
            mine = credentials.c.digest == digest(token)
            await connection.change(Statement(update(credentials).where(mine).values(revoked_at=1)))
    await core.close()


async def test_it_stops_when_told_with_everything_written_down(
    url: str, store: str, tmp_path: Path
) -> None:
    house, _ = await found_two(url)
    with serving(url, house, tmp_path, "-X", "importtime") as server:
        async with server.assistant("2026-07-28") as client, server.rest() as http:
            await http.post(f"{server.company}/cards/4417/lock")
            for _ in range(5):
                await client.call_tool("list_cards", {})
        code = server.stop()
        log = server.log.read_text()
    assert code in (0, -signal.SIGTERM), log
    assert "Traceback" not in log
    assert _unneeded(log) == []
    assert await _audited(url, "cards.listed") == ["done"] * 5
    assert await _audited(url, "card.locked") == ["done"]
    if store == "sqlite":
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _unneeded(log: str) -> list[str]:
    """What was loaded without need, of what Python says that it loaded or looked for in vain."""
    loaded = re.findall(r"^import time:.*\| +(\S+)$", log, re.MULTILINE)
    assert "litestar" in loaded
    return [name for name in loaded if IDLE.fullmatch(name) and find_spec(name)]


async def _audited(url: str, action: str) -> list[str]:
    """Outcomes of an action's entries that are sealed into the chain."""
    core = build_core(settings_for(url))
    async with core.database.reading() as connection:
        mine = (audit_entries.c.action == action) & audit_entries.c.sequence.is_not(None)
        rows = await connection.rows(Statement(select(audit_entries.c.outcome).where(mine)))
    await core.close()
    return [row[0] for row in rows]
