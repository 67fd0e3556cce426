"""Credits for assistants: short rows with exact counts, and pages that a person finishes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from clara.domain.credits.ledger import (
    CreditTransaction,
    CreditTransactionList,
    CreditTransactionType,
)
from tests.adapters.mcp.conftest import NOW
from tests.parity.support.doors import Doors
from tests.parity.support.people import CREDIT_TRANSACTIONS
from tests.support.assistant import tokens

pytestmark = pytest.mark.anyio

TOKEN = CredentialKind.MCP_TOKEN
LONG = "Ñ" * 100 + "🏦" * 100
CREDIT_TOOLS = {
    "transaction_view_all",
    "transaction_view",
    "stripe_rate",
    "stripe_portal",
    "stripe_buy",
}


async def use(doors: Doors, name: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers company a's administrator."""
    result = await doors.call_tool(name, arguments, doors.world.a.administrator)
    assert not result.get("isError"), result
    answer: dict[str, Any] = result["structuredContent"]
    return answer


def moved(number: int) -> CreditTransaction:
    return CreditTransaction(
        id=f"credit_{number:032x}",
        user_id=f"user_{1:032x}",
        type=CreditTransactionType.CREDIT,
        description=LONG,
        value_in_credits=10**12,
        fiat_minor=99_999_999,
        created_at=NOW,
    )


async def test_a_full_page_of_long_texts_stays_in_the_budget(calling: Any, world: Any) -> None:
    rows = tuple(map(moved, range(100)))
    world.results[ListCreditTransactions] = CreditTransactionList(
        items=rows, offset=0, total_count=10**6
    )
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        answer = (await caller.call("transaction.view_all", limit=100))["structuredContent"]
    assert (answer["total_count"], answer["returned"], answer["next_offset"]) == (10**6, 100, 100)
    assert tokens(answer) <= 20_000
    assert max(map(tokens, answer["items"])) <= 100
    assert all(one["description"].endswith("…") for one in answer["items"])


async def test_any_active_users_api_key_has_the_tools_of_credits(calling: Any, world: Any) -> None:
    async with calling(world.issue(CredentialKind.API_KEY)) as caller:
        listed = {one["name"]: one for one in await caller.tools("/mcp?tool_names=underscore")}
    assert listed.keys() >= CREDIT_TOOLS
    for name in ("transaction_view_all", "transaction_view"):
        assert "credit transaction" in listed[name]["description"]
        assert "user_id" not in listed[name]["inputSchema"]["properties"]
    assert "card transactions" in listed["transaction_view_all"]["description"]
    assert "a person opens the page" in listed["stripe_buy"]["description"]


async def test_only_what_creates_is_no_repetition(calling: Any, world: Any) -> None:
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        listed = {one["name"]: one["annotations"] for one in await caller.tools()}
    created = {name for name in listed if not listed[name]["idempotentHint"]}
    assert created == {"stripe_buy", "agent_analysis", "simulate_authorization"}
    assert listed["stripe_buy"]["readOnlyHint"] is listed["stripe_portal"]["readOnlyHint"] is False


async def test_the_list_is_counted_whole_and_goes_on_by_offset(doors: Doors) -> None:
    user = doors.world.a.administrator.user
    async with doors.world.founding() as founding:
        for number in range(3):
            doors.world.clock.advance(seconds=1)
            await founding.add_credits(user, 10 + number, id=f"credit_{number:032x}")
    seen, offset = [], 0
    while offset is not None:
        answer = await use(doors, "transaction.view_all", limit=2, offset=offset)
        assert (answer["total_count"], answer["returned"]) == (4, 2)
        seen += [one["value_in_credits"] for one in answer["items"]]
        offset = answer["next_offset"]
    assert seen == [12, 11, 10, 500]
    beyond = await use(doors, "transaction.view_all", offset=9)
    assert beyond == {"total_count": 4, "returned": 0, "next_offset": None, "items": []}


async def test_one_of_them_is_as_over_rest(doors: Doors) -> None:
    mine, _ = CREDIT_TRANSACTIONS
    ana = doors.world.a.administrator
    rest = await doors.get(f"/api/v1/users/{ana.user.id}/transactions/{mine}")
    assert await use(doors, "transaction.view", transaction_id=mine) == rest.json()["data"]


async def test_the_rate_is_an_object_with_its_currency(doors: Doors) -> None:
    band = {"lower_limit": 5, "upper_limit": 10_000, "rate": 100}
    assert await use(doors, "stripe.rate") == {"currency": "USD", "bands": [band]}


async def test_buying_hands_a_page_to_a_person_and_a_repetition_the_same_one(doors: Doors) -> None:
    first = await use(doors, "stripe.buy", amount=50)
    again = await use(doors, "stripe_buy", amount=50)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert {**again, "replayed": False} == first
    assert (first["value_in_credits"], first["value_in_fiat"]) == (5_000, 50)
    lives = datetime.fromisoformat(first["expires_at"]) - doors.world.clock.now()
    assert lives == timedelta(hours=24)
    assert "Nothing is charged yet" in first["note"]
    assert (await use(doors, "user.view"))["credits"] == 500
    doors.world.clock.advance(seconds=61)
    later = await use(doors, "stripe.buy", amount=50)
    other = await use(doors, "stripe.buy", amount=51)
    assert len({one["url"] for one in (first, later, other)}) == 3
    assert not later["replayed"]


async def test_the_portals_address_is_shown_once(doors: Doors) -> None:
    first = await use(doors, "stripe.portal", idempotency_key="one")
    again = await use(doors, "stripe.portal", idempotency_key="one")
    assert first["url"].endswith("/checkout/portal")
    assert (again["url"], again["replayed"]) == (None, True)
    assert "shown once" in again["note"]


async def test_outside_of_every_band_the_bands_are_told(doors: Doors) -> None:
    result = await doors.call_tool("stripe.buy", {"amount": 4}, doors.world.a.administrator)
    assert result["isError"]
    text = result["content"][0]["text"]
    assert text.startswith("No credits rate found for the given amount.")
    assert '"bands":[[5,10000]]' in text.replace(" ", "")
