"""A lock from an assistant stops a charge that REST sends, and everybody sees why."""

from typing import Any

import pytest
from sqlalchemy import update

from clara.adapters.persistence.tables import companies
from tests.parity.support.doors import Doors, mcp_token

pytestmark = pytest.mark.anyio


async def charge(doors: Doors, **more: Any) -> Any:
    body = {
        "card_id": doors.world.a.cards["luis"].id,
        "amount": 129.9,
        "currency": "MXN",
        "merchant": "UBER TRIP",
        "mcc": 4121,
    }
    headers = more.pop("headers", {})
    path = doors.path("/simulate/authorizations")
    return await doors.post(path, json={**body, **more}, headers=headers)


async def tool(doors: Doors, name: str, **arguments: Any) -> Any:
    result = await doors.call_tool(name, arguments, doors.people["administrator"])
    assert not result.get("isError"), result
    return result["structuredContent"]


async def test_a_lock_from_an_assistant_stops_a_charge_until_it_is_lifted(doors: Doors) -> None:
    await tool(doors, "lock_card", card="4417", reason="Lost in a taxi")
    declined = await charge(doors)
    assert declined.status_code == 201
    data = declined.json()["data"]
    assert (data["approved"], data["reason"]) == (False, "locked_by_company")
    assert data["reason_text"] == "The card is locked by the company."
    listed = await tool(doors, "list_transactions", card="4417", status="DECLINED")
    assert [row["id"] for row in listed["items"]] == [data["authorization"]["transaction_id"]]
    shown = await tool(doors, "view_transaction", transaction_id=listed["items"][0]["id"])
    assert shown["description"] == "The card is locked by the company."
    await tool(doors, "unlock_card", card="4417")
    approved = (await charge(doors)).json()["data"]
    assert (approved["approved"], approved["reason"]) == (True, None)
    assert approved["authorization"]["held"] == {
        "amount": 129.9,
        "amount_minor": 12990,
        "currency": "MXN",
    }
    seen = await doors.get(doors.path(f"/authorizations/{approved['authorization']['id']}"))
    assert [fact["kind"] for fact in seen.json()["data"]["facts"]] == ["AUTHORIZED"]


async def test_an_assistant_simulates_a_charge_and_a_repetition_is_the_same_one(
    doors: Doors,
) -> None:
    arguments = {
        "card_id": doors.world.a.cards["luis"].id,
        "amount": 90_000,
        "currency": "MXN",
        "merchant": "AEROMEXICO",
    }
    first = await tool(doors, "simulate_authorization", **arguments)
    again = await tool(doors, "simulate_authorization", **arguments)
    assert (first["approved"], first["reason"]) == (False, "period_limit_exceeded")
    assert (again["replayed"], again["transaction_id"]) == (True, first["transaction_id"])


async def test_what_an_administrator_sets_is_shown_to_assistants_and_decides(doors: Doors) -> None:
    card = doors.world.a.cards["luis"].id
    changed = await doors.ask(
        "PATCH",
        doors.path(f"/cards/{card}/controls"),
        as_=doors.people["signed-in administrator"],
        json={"blocked_categories": ["transportation"], "max_transaction": 500, "limit": None},
    )
    assert changed.status_code == 200
    data = changed.json()["data"]
    assert data["changed"] == ["limit", "periodicity", "max_transaction", "blocked_categories"]
    assert (data["pending"], data["card"]["limit"]) == (False, None)
    seen = await tool(doors, "view_card", card="4417")
    assert seen["controls"] == {
        "blocked_categories": ["TRANSPORTATION"],
        "max_transaction": {"amount": 500, "amount_minor": 50000, "currency": "MXN"},
    }
    assert (await charge(doors)).json()["data"]["reason"] == "category_blocked"


async def test_a_charge_sent_twice_under_one_key_is_one(doors: Doors) -> None:
    headers = {"idempotency-key": "charge-1"}
    first, again = [await charge(doors, headers=headers) for _ in range(2)]
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()


async def test_the_simulator_is_shown_to_sandboxes_only(doors: Doors) -> None:
    async def names() -> set[str]:
        token = doors.people["administrator"]
        listed = await doors.http.post(
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}},
            headers={
                "authorization": f"Bearer {mcp_token(token)}",
                "accept": "application/json, text/event-stream",
                "mcp-protocol-version": "2025-11-25",
            },
        )
        return {one["name"] for one in listed.json()["result"]["tools"]}

    assert "simulate_authorization" in await names()
    await doors.world.change(update(companies).values(is_sandbox=False))
    assert "simulate_authorization" not in await names()
    refused = await charge(doors)
    assert (refused.status_code, refused.json()["code"]) == (403, "sandbox_only")
