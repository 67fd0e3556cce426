"""Credits from the rate to the assistant that sees them, over real HTTP and nothing else."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.adapters.web.reader import Page
from tests.end_to_end.test_from_nothing_to_an_assistant import ANA, Visitor, _serving
from tests.end_to_end.test_real_process import ERAS, _environment, _free_port

pytestmark = pytest.mark.anyio


def pay(url: str, outcome: str) -> Page:
    """Open the page, press a button, and follow where it leads."""
    with httpx.Client(timeout=20) as browser:
        page = Page(browser.get(url))
        assert "no money moves" in page.text
        assert (page.method, outcome in page.buttons) == ("post", True)
        pressed = press(str(httpx.URL(url).join("/" + page.action)), outcome)
        assert pressed.status_code == 303, pressed.text
        return Page(browser.get(pressed.headers["location"]))


def press(url: str, outcome: str) -> httpx.Response:
    return httpx.post(url, data={"outcome": outcome}, timeout=20)


@asynccontextmanager
async def assistant(base: str, key: str, user_id: str, era: str) -> AsyncIterator[Client]:
    headers = {"authorization": f"Bearer {key}", "user-id": user_id}
    http = httpx2.AsyncClient(headers=headers)
    transport = streamable_http_client(f"{base}/mcp", http_client=http)
    async with http, Client(transport, mode=era) as client:
        yield client


async def use(client: Client, name: str, **arguments: Any) -> Any:
    result = await client.call_tool(name, arguments)
    assert result.is_error is False, result.content
    return result.structured_content


async def test_credits_are_bought_and_seen_through_every_door(url: str, tmp_path: Path) -> None:
    with _serving(url, tmp_path) as (base, public_key):
        ana = Visitor(base, tmp_path / "outbox", public_key)
        ana.register(**ANA)
        ana.activate()
        ana.token = ana.sign_in()
        me = f"/users/{ana.about['id']}"

        (band,) = ana.done("GET", "/stripe/rate")
        opened = ana.done("POST", "/stripe/buy", amount=band["lower_limit"])
        assert opened["value_in_credits"] == band["lower_limit"] * band["rate"] == 500
        assert opened["url"].startswith(f"{base}/checkout/")
        assert ana.done("GET", me)["credits"] == 0

        back = pay(opened["url"], "paid")
        # The page they come back to wants this browser signed in, which it is not.
        assert (back.status, str(back.response.url)) == (303, base + opened["return_path"])
        assert back.response.headers["location"].startswith("/login?next=")
        assert ana.done("GET", me)["credits"] == 500
        (first,) = ana.done("GET", f"{me}/transactions")
        assert (first["type"], first["value_in_credits"], first["value_in_fiat"]) == (
            "CREDIT",
            500,
            5,
        )
        assert ana.done("GET", f"{me}/transactions/{first['id']}") == first

        # Nobody pays twice, and who cancels pays nothing.
        assert press(opened["url"], "paid").status_code == 409
        pay(ana.done("POST", "/stripe/buy", amount=7)["url"], "expired")
        assert ana.refused("POST", "/stripe/buy", amount=4) == (404, "rate_not_found")

        key = ana.done("POST", f"{me}/api_key")["token"]
        for number, era in enumerate(ERAS, 1):
            async with assistant(base, key, ana.about["id"], era) as client:
                listed = {tool.name for tool in (await client.list_tools()).tools}
                assert {"stripe.rate", "stripe.buy", "transaction.view_all"} <= listed
                assert (await use(client, "stripe.rate"))["bands"] == [band]
                assert await use(client, "transaction.view", transaction_id=first["id"]) == first
                asked = {"amount": 10 * number}
                page = await use(client, "stripe.buy", **asked)
                again = await use(client, "stripe_buy", **asked)
                assert (page["replayed"], again["replayed"]) == (False, True)
                assert again["url"] == page["url"]
                before = await use(client, "transaction.view_all")
                pay(page["url"], "paid")
                after = await use(client, "transaction.view_all")
                assert after["total_count"] == before["total_count"] + 1 == number + 1
                assert after["items"][0]["value_in_fiat"] == asked["amount"]
                seen = (await use(client, "user.view"))["credits"]
                assert seen == ana.done("GET", me)["credits"]
        assert seen == 500 + 1_000 + 2_000
        rest = ana.done("GET", f"{me}/transactions?limit=2&offset=1")
        assert [one["value_in_credits"] for one in rest] == [1_000, 500]
    _check_invariants(url, tmp_path)


def _check_invariants(url: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "clara", "doctor", "--invariants"],
        cwd=folder,
        env=_environment(url, _free_port()),
        capture_output=True,
        timeout=60,
        check=True,
    )
