"""A lock stops money, from one end to the other: a real process, the official MCP client, REST and
the console."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult
from sqlalchemy import update

from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import companies
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.adapters.web.browser import Seen
from tests.conftest import Templates
from tests.end_to_end.test_real_process import Server, serving
from tests.support.builders import api_key
from tests.support.clock import FakeClock
from tests.support.house import IDS, House, issue
from tests.support.tool_results import refusal_in
from tests.support.world import founding, opened

YES = ElicitResult(action="accept", content={"confirm": True})
REASON = "The card is locked by the company."


async def a_sandbox(url: str, house: House) -> None:
    """The house is one, and its administrator has just signed in."""
    clock = FakeClock(datetime.now(UTC))
    async with opened(url, clock) as core:
        async with core.database.writing() as connection:
            await connection.change(Statement(update(companies).values(is_sandbox=True)))
        person = house.administrator
        key = api_key(
            person.user,
            id=IDS.new("session"),
            kind=CredentialKind.USER_TOKEN,
            created_at=clock.now(),
        )
        async with founding(core, clock) as port:
            await issue(port, person, key, Door.WEB)


class Walk:
    """The administrator of a company, an assistant of theirs, and a program."""

    def __init__(self, server: Server) -> None:
        self.server, self.house = server, server.house
        self.card = self.house.cards["luis"].id
        self.questions: list[str] = []

    async def says_yes(self, _: Any, params: Any) -> ElicitResult:
        self.questions.append(params.message)
        return YES

    async def tool(self, name: str, *, asks: bool = False, **arguments: Any) -> Any:
        headers = {"clara-mcp-token": self.house.administrator.tokens[Door.MCP]}
        http = httpx2.AsyncClient(headers=headers)
        transport = streamable_http_client(f"{self.server.base}/mcp", http_client=http)
        callback = self.says_yes if asks else None
        async with (
            http,
            Client(transport, mode="2026-07-28", elicitation_callback=callback) as client,
        ):
            return await client.call_tool(name, arguments)

    async def charge(self) -> Any:
        body = {
            "card_id": self.card,
            "amount": 129.9,
            "currency": "MXN",
            "merchant": "UBER TRIP",
            "mcc": 4121,
        }
        async with self.server.rest() as http:
            path = f"{self.server.company}/simulate/authorizations"
            answer = await http.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]

    async def wants_a_yes(self) -> None:
        token = self.house.administrator.tokens[Door.WEB]
        async with httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
            answer = await http.patch(self.server.company, json={"confirms_unlocks": True})
        assert answer.status_code == 200, answer.text

    async def page(self, path: str) -> str:
        cookies = {"clara_session": self.house.administrator.tokens[Door.WEB]}
        async with httpx.AsyncClient(cookies=cookies, follow_redirects=True) as http:
            answer = await http.get(f"{self.server.base}{path}", headers={"accept": "text/html"})
        seen = Seen(answer)
        assert (seen.status, answer.url.path) == (200, path.partition("?")[0]), seen.text
        return seen.text


def test_a_lock_from_an_assistant_stops_money_until_a_person_says_yes(
    templates: Templates, tmp_path: Path
) -> None:
    with templates.of("sqlite", with_houses=True).store(tmp_path) as url:
        house = templates.houses("sqlite")[0]
        asyncio.run(a_sandbox(url, house))
        with serving(url, house, tmp_path) as server:
            asyncio.run(walked(Walk(server)))


async def walked(walk: Walk) -> None:
    await walk.wants_a_yes()
    locked = await walk.tool("lock_card", card="4417", reason="Lost in a taxi")
    assert (locked.structured_content["after"], locked.is_error) == ("LOCKED", False)

    # A charge is declined, and whoever looks sees why.
    declined = await walk.charge()
    assert (declined["approved"], declined["reason"]) == (False, "locked_by_company")
    assert declined["reason_text"] == REASON
    row = declined["authorization"]["transaction_id"]
    listed = await walk.tool("list_transactions", card="4417", status="DECLINED", period="today")
    assert [one["id"] for one in listed.structured_content["items"]] == [row]
    shown = await walk.tool("view_transaction", transaction_id=row)
    assert shown.structured_content["description"] == REASON
    page = await walk.page("/transactions?status=DECLINED&period=today")
    assert "Uber" in page
    assert REASON in await walk.page(f"/transactions/{row}")

    # Only a person lifts the lock.
    refused = await walk.tool("unlock_card", card="4417")
    assert refused.is_error
    assert refusal_in(refused.content[0].text)["code"] == "confirmation_required"
    assert (await walk.charge())["reason"] == "locked_by_company"
    unlocked = await walk.tool("unlock_card", asks=True, card="4417")
    assert (unlocked.structured_content["after"], len(walk.questions)) == ("ACTIVE", 1)

    # The same charge again: approved, and held.
    approved = await walk.charge()
    assert (approved["approved"], approved["reason"]) == (True, None)
    assert approved["authorization"]["held"]["amount"] == 129.9
    listed = await walk.tool("list_transactions", card="4417", status="AUTHORIZED", period="today")
    assert [one["id"] for one in listed.structured_content["items"]] == [
        approved["authorization"]["transaction_id"]
    ]
