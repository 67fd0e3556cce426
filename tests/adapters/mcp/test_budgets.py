"""What a conversation pays: a token is 3 bytes of UTF-8."""

import json

import pytest
from msgspec import structs

from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.cards.list_cards import ListCards
from clara.application.cards.view_card import ViewCard
from clara.domain.card_transactions.totals import Summary, SummaryGroup, SummaryKey, Sums
from clara.domain.cards.card import CardStatus
from clara.domain.cards.listing import CardDetail, CardList, CardTotals
from clara.domain.companies.company import Cardholder, Role
from clara.domain.credentials.token import CredentialKind
from tests.support.assistant import Assistant, tokens

pytestmark = pytest.mark.anyio

TOKEN = CredentialKind.MCP_TOKEN
LONG = "Ñ" * 60 + '"' * 30 + "🏦" * 30


@pytest.fixture
def vast(locked_card):
    """A card whose every text is as long as it can be."""
    lock = locked_card.locks[-1]
    return structs.replace(
        locked_card,
        alias=LONG,
        limit_minor=10**15,
        cardholder=Cardholder(id=f"cardholder_{3:032x}", name=LONG),
        locks=(structs.replace(lock, by_name=LONG, reason=LONG),),
    )


@pytest.mark.parametrize("spelling", ["dotted", "underscore"])
@pytest.mark.parametrize("modern", [False, True])
async def test_all_listings_together_leave_room(calling, world, spelling, modern):
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR), modern=modern) as caller:
        sizes = {}
        for method in ("tools/list", "resources/list", "resources/templates/list", "prompts/list"):
            answer = await caller.post(method, url=f"/mcp?tool_names={spelling}")
            sizes[method] = round(tokens(answer.json()["result"]))
    print(sizes)
    assert sizes["tools/list"] <= 12_000
    assert sum(sizes.values()) <= 15_000


async def test_the_largest_page_of_cards_stays_in_the_budget(calling, world, vast):
    totals = CardTotals(count=10**6, by_status=dict.fromkeys(CardStatus, 10**5))
    world.results[ListCards] = CardList(
        items=(vast,) * 100, next_cursor="c" * 8192, totals=totals, as_of=vast.created_at
    )
    token = world.issue(TOKEN, Role.ADMINISTRATOR)
    async with calling(token) as caller:
        answer = (await caller.call("list_cards", limit=100))["structuredContent"]
        uri = f"clara://companies/company_{1:032x}/cards"
        (content,) = (await Assistant(caller.http, token).ask("resources/read", uri=uri))[
            "contents"
        ]
    assert tokens(answer) <= 20_000
    assert tokens(content["text"]) <= 20_000
    assert max(map(tokens, answer["items"])) <= 160
    assert len(json.loads(content["text"])["items"]) == 100


@pytest.mark.parametrize("currencies", [1, 2, 30])
async def test_a_summary_of_long_names_and_many_currencies_stays_in_the_budget(
    calling, world, page, currencies
):
    found = page()
    codes = [f"X{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(currencies)]
    sums = tuple(
        Sums(currency=c, count=10**6, purchases_minor=10**15, refunds_minor=-(10**15), fees_minor=0)
        for c in codes
    )
    group = SummaryGroup(key="Ñ" * 80, label="🏦" * 120, count=10**6, by_currency=sums)
    world.results[SummarizeSpending] = Summary(
        group_by=SummaryKey.MERCHANT,
        groups=(group,) * 100,
        others=structs.replace(group, label="1 others"),
        totals=structs.replace(found.totals, by_currency=sums),
        coverage=found.coverage,
    )
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("summarize_spending", group_by="merchant", limit=100)
    answer = result["structuredContent"]
    assert tokens(answer) <= 20_000
    assert len(answer["groups"]) >= (100 if currencies == 1 else 5)
    whole = len(answer["groups"]) == 100
    assert answer["others"]["label"] == ("1 others" if whole else "All others")
    assert answer["coverage"]["complete"] is whole


async def test_one_of_anything_stays_far_below_the_budget(calling, world, page, transaction, vast):
    world.results[ViewCardTransaction] = transaction(
        merchant=LONG, merchant_raw=LONG, cardholder=LONG, description=LONG * 2, reference=LONG
    )
    world.results[ViewCard] = CardDetail(
        card=vast, period=page().coverage.period, spent_minor=10**15
    )
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        row = await caller.call("view_transaction", transaction_id="ctx_1")
        card = await caller.call("view_card", card="4471")
    assert max(tokens(one["structuredContent"]) for one in (row, card)) <= 1_500
