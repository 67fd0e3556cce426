"""The official client, which checks results against output schemas, in both eras of the protocol."""

from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from clara.adapters.mcp.tool_table import TOOLS
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.card_transactions.card_transaction import OriginalAmount
from clara.domain.card_transactions.totals import Summary, SummaryGroup, SummaryKey
from clara.domain.cards.listing import CardDetail, CardList, CardTotals
from clara.domain.cards.state_change import CardAction, CardStateChange
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import NotFound
from tests.support.tool_results import refusal_in

pytestmark = pytest.mark.anyio

ERAS = ["legacy", "2026-07-28", "auto"]


@pytest.fixture
def connected(app, world):
    token = world.issue(CredentialKind.MCP_TOKEN, Role.ADMINISTRATOR)

    @asynccontextmanager
    async def connect(mode):
        http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), headers={"clara-mcp-token": token}
        )
        transport = streamable_http_client("http://localhost:8000/mcp", http_client=http)
        async with app.lifespan(), http, Client(transport, mode=mode) as client:
            yield client

    return connect


@pytest.mark.parametrize("mode", ERAS)
async def test_it_lists_and_calls_tools(connected, world, page, transaction, mode):
    world.results[ListCardTransactions] = page(
        transaction(1), transaction(2, card=None, cardholder=None)
    )
    async with connected(mode) as client:
        tools = await client.list_tools()
        result = await client.call_tool("list_transactions", {"period": "last_30_days"})
        dotted = await client.call_tool("card.transactions", {"from": "2026-10-01"})
    assert len(tools.tools) == len(TOOLS)
    assert result.is_error is False
    assert result.structured_content["returned"] == 2
    assert dotted.structured_content["total_count"] == 99


@pytest.fixture
def results(card, locked_card, transaction, page):
    """A result for every tool that needs one, empty and full."""
    found = page(transaction())
    period, sums = found.coverage.period, found.totals.by_currency
    group = SummaryGroup(key="FOOD", label="Food", count=1, by_currency=sums)
    abroad = OriginalAmount(amount_minor=None, currency="USD")
    return {
        "list_cards": [
            CardList(
                items=(card, locked_card),
                next_cursor=None,
                totals=CardTotals(count=2, by_status={card.status: 1, locked_card.status: 1}),
                as_of=card.created_at,
            )
        ],
        "view_card": [
            CardDetail(card=one, period=period, spent_minor=5) for one in (card, locked_card)
        ],
        "lock_card": [
            CardStateChange(
                action=CardAction.LOCK,
                card=one,
                before=card.status,
                changed=one is locked_card,
                by_name="Ana Torres",
                at=card.created_at,
                reason=None,
            )
            for one in (card, locked_card)
        ],
        "view_transaction": [transaction(), transaction(card=None, mcc=None, original=abroad)],
        "summarize_spending": [
            Summary(
                group_by=SummaryKey.CATEGORY,
                groups=groups,
                others=others,
                totals=found.totals,
                coverage=found.coverage,
            )
            for groups, others in (((), None), ((group,), group))
        ],
    }


@pytest.mark.parametrize(
    ("tool", "use_case", "arguments"),
    [
        ("list_cards", ListCards, {}),
        ("view_card", ViewCard, {"card": "4471"}),
        ("lock_card", LockCard, {"card": "4471"}),
        ("view_transaction", ViewCardTransaction, {"transaction_id": "ctx_1"}),
        ("summarize_spending", SummarizeSpending, {"group_by": "category"}),
    ],
)
async def test_every_answer_is_what_its_schema_says(
    connected, world, results, tool, use_case, arguments
):
    async with connected("auto") as client:
        await client.list_tools()
        for result in results[tool]:
            world.results[use_case] = result
            answer = await client.call_tool(tool, arguments)
            assert answer.is_error is False, answer.content
            assert answer.structured_content.keys()


@pytest.mark.parametrize("mode", ERAS)
async def test_it_is_shown_errors_as_they_are(connected, world, mode):
    world.results[LockCard] = NotFound.of("card")
    async with connected(mode) as client:
        await client.list_tools()
        result = await client.call_tool("lock_card", {"card": "4471"})
    assert result.is_error is True
    assert result.structured_content is None
    assert refusal_in(result.content[0].text)["code"] == "card_not_found"


@pytest.mark.parametrize("mode", ERAS)
async def test_it_is_told_what_clara_is_and_how_to_use_it(connected, mode):
    async with connected(mode) as client:
        # A pinned version connects without asking the server who it is.
        if mode != "2026-07-28":
            assert "summarize_spending" in client.instructions
