"""Somebody new comes with a browser and a statement, and leaves with an assistant, which is then sent
away again."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.browser.conftest import Opens
from tests.browser.newcomer import founds_a_company, imports, registers
from tests.browser.served import Served
from tests.browser.window import Window

pytestmark = pytest.mark.anyio

FOLDER = os.environ.get("CLARA_CARD_DATA", "")
HOLDER = "Nora Prueba"
SPENT = (("PAPELERIA LUMEN", "1250.50"), ("UBER TRIP", "99.00"), ("SLACK T01", "640.00"))


async def test_from_nothing_to_an_assistant_and_back(opens: Opens, served: Served) -> None:
    window = await opens()
    await registers(window, served)
    await founds_a_company(window)
    await _issues_a_card(window)
    await imports(window, "november.csv", _statement())
    await _sees_charts(window)
    token = await _makes_a_token(window)
    async with _assistant(served, token) as client:
        cards = (await client.call_tool("list_cards")).structured_content
        assert [one["cardholder"] for one in cards["items"]] == [HOLDER]
        locked = await client.call_tool("lock_card", {"card": HOLDER, "reason": "Lost"})
        assert not locked.is_error
    await _sees_the_lock(window)
    await _revokes(window)
    assert _asks(served, token) == (401, "unauthenticated")
    assert window.problems == []


@pytest.mark.skipif(not FOLDER, reason="CLARA_CARD_DATA names no folder of real statements")
async def test_a_citys_real_statement_comes_in(opens: Opens, served: Served) -> None:
    window = await opens()
    await registers(window, served, "otra.prueba@example.com")
    await founds_a_company(window, "GODE561231GR8")
    await imports(window, "january.csv", _oxfords())
    await window.open("/transactions?from=2018-01-01&to=2018-01-31")
    assert await window.page.locator("tbody tr").count() == 50
    assert window.problems == []


async def _issues_a_card(window: Window) -> None:
    await window.open("/cards/new")
    await window.page.fill("main input[name=cardholder_name]", HOLDER)
    await window.page.get_by_role("button", name="Issue a card").click()
    await window.page.wait_for_url(lambda url: "/cards/new" not in url)


def _oxfords() -> bytes:
    """What Oxford's council bought in January 2018."""
    (path,) = Path(FOLDER).glob("**/*january-2018.csv")
    return path.read_bytes()


def _statement() -> bytes:
    """Purchases of today, as a bank in Mexico writes them, and one row that is no purchase."""
    today = datetime.now(UTC) - timedelta(hours=6)
    rows = [f"{today:%d/%m/%Y},{merchant},{amount}" for merchant, amount in SPENT]
    return "\n".join(("Fecha,Comercio,Importe", *rows, "nunca,Sin fecha,10", "")).encode()


async def _sees_charts(window: Window) -> None:
    await window.open("/")
    seen = await window.text()
    assert "MXN 1,989.50" in seen
    assert "Spending by category" in seen
    assert await window.page.locator("main svg[role=img], main img").count() >= 1
    # Every figure opens the list that it was added up from.
    await window.page.get_by_role("link", name="MXN 1,989.50").first.click()
    assert window.path.startswith("/transactions?")
    assert await window.page.locator("tbody tr").count() == len(SPENT)


async def _makes_a_token(window: Window) -> str:
    page = window.page
    await window.open("/settings/integrations")
    await page.get_by_role("link", name="Create a token").first.click()
    await page.fill("input[name=name]", "Claude on my laptop")
    await page.get_by_role("button", name="Create a token").click()
    found = re.search(r"clara_mcp_\w{20,}", await window.text())
    assert found
    await window.open("/settings/integrations")
    assert found[0] not in await page.content()
    return found[0]


@asynccontextmanager
async def _assistant(served: Served, token: str) -> AsyncIterator[Client]:
    http = httpx2.AsyncClient(headers={"clara-mcp-token": token})
    transport = streamable_http_client(f"{served.base}/mcp", http_client=http)
    async with http, Client(transport, mode="2026-07-28") as client:
        yield client


async def _sees_the_lock(window: Window) -> None:
    await window.open("/cards?status=LOCKED")
    await window.page.get_by_role("link", name=HOLDER).click()
    assert "Locked by Nora Prueba" in await window.text()
    await window.open("/settings/integrations")
    # It is written within a second that it was used.
    for _ in range(20):
        row = window.page.locator("tr", has_text="Claude on my laptop")
        if "Not yet" not in await row.inner_text():
            return
        await asyncio.sleep(0.25)
        await window.open("/settings/integrations")
    raise AssertionError("the token was used, and nobody says so")


async def _revokes(window: Window) -> None:
    row = window.page.locator("tr", has_text="Claude on my laptop")
    await row.locator("summary", has_text="Revoke").click()
    await row.get_by_role("button").last.click()
    await window.page.get_by_role("status").wait_for()
    assert await row.count() == 0


def _asks(served: Served, token: str) -> tuple[int, str]:
    call: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    call["params"] = {"name": "list_cards"}
    answer = httpx.post(f"{served.base}/mcp", headers={"clara-mcp-token": token}, json=call)
    return answer.status_code, answer.json()["code"]
