"""Tools: their schemas suit every client, their answers fit a conversation, errors can be acted on."""

import json
import re

import pytest

from clara.adapters.mcp.absent import MCP_ABSENT
from clara.adapters.mcp.tool_table import TOOLS
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.lock_card import LockCard
from clara.application.catalog import CATALOG
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import CardStatus
from clara.domain.cards.state_change import CardAction, CardStateChange
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Conflict, Unavailable
from tests.support.tool_results import facts_of

CHANGING = (
    "agent.analysis",
    "card.lock",
    "card.unlock",
    "simulate.authorization",
    "stripe.buy",
    "stripe.portal",
)

pytestmark = pytest.mark.anyio

TOKEN = CredentialKind.MCP_TOKEN
FORBIDDEN_KEYWORDS = {"$ref", "$defs", "anyOf", "oneOf", "allOf", "not", "const", "format", "title"}
TYPES = {"object", "array", "string", "number", "integer", "boolean"}
SPELLINGS = ("dotted", "underscore")


def tokens(value):
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) / 3


def schemas_in(schema):
    """The schema and every one within it."""
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from schemas_in(inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from schemas_in(schema[key])


@pytest.fixture
async def listed(calling, world):
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        return {
            spelling: await caller.tools(f"/mcp?tool_names={spelling}") for spelling in SPELLINGS
        }


def test_every_operation_is_a_tool_or_says_why_not():
    assert {*MCP_ABSENT, *(entry.use_case for entry in TOOLS)} == set(CATALOG)
    assert len(MCP_ABSENT) + len(TOOLS) == len(CATALOG)
    assert all(MCP_ABSENT.values())


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_names_suit_every_client(listed, spelling):
    names = [tool["name"] for tool in listed[spelling]]
    assert len(set(names)) == len(TOOLS)
    assert all(re.fullmatch(r"[a-z0-9_.]{1,64}", name) for name in names)


async def test_arguments_are_closed_and_plain(listed):
    for tool in listed["dotted"]:
        root = tool["inputSchema"]
        assert root["type"] == "object"
        assert root["additionalProperties"] is False
        for schema in schemas_in(root):
            assert not FORBIDDEN_KEYWORDS & schema.keys(), tool["name"]
            assert schema["type"] in TYPES
            assert schema.get("default", 0) is not None
        for name, schema in root["properties"].items():
            assert schema["description"], (tool["name"], name)
        assert "company_id" not in root["properties"]
        assert "company" not in root.get("required", ())


async def test_results_have_a_plain_schema(listed):
    for tool in listed["dotted"]:
        root = tool["outputSchema"]
        assert root["type"] == "object"
        assert root["required"]
        for schema in schemas_in(root):
            assert not FORBIDDEN_KEYWORDS & schema.keys(), tool["name"]
            kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            assert set(kinds) <= TYPES | {"null"}


async def test_every_tool_has_title_description_and_explicit_hints(listed):
    for tool in listed["dotted"]:
        hints = tool["annotations"]
        assert tool["title"]
        assert tool["description"]
        assert "Errors" not in tool["description"]
        assert {type(hints[f"{name}Hint"]) for name in ("readOnly", "destructive")} == {bool}
        assert {type(hints[f"{name}Hint"]) for name in ("idempotent", "openWorld")} == {bool}
        changes = tool["name"] in CHANGING
        assert hints["readOnlyHint"] is not changes
        assert ("idempotency_key" in tool["inputSchema"]["properties"]) is changes


async def test_the_listing_leaves_room_for_the_conversation(listed):
    for tools in listed.values():
        assert tokens(tools) <= 12_000


async def test_limits_say_and_enforce_what_a_conversation_can_hold(calling, world, page):
    world.results[ListCardTransactions] = page()
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        tool = next(t for t in await caller.tools() if t["name"] == "list_transactions")
        assert tool["inputSchema"]["properties"]["limit"]["maximum"] == 100
        allowed = await caller.call("list_transactions", limit=100)
        result = await caller.call("list_transactions", limit=101)
    assert allowed["isError"] is False
    assert facts_of(result)["code"] == "invalid_parameters"
    assert facts_of(result)["details"]["errors"][0]["field"] == "limit"


async def test_the_largest_page_of_the_longest_rows_stays_in_the_budget(
    calling, world, page, transaction
):
    rows = [
        transaction(
            number,
            amount_minor=-(10**15),
            category=Category.MEMBERSHIPS_AND_DONATIONS,
            merchant="Ñ" * 40 + '"' * 40,
            cardholder="🏦" * 120,
        )
        for number in range(100)
    ]
    world.results[ListCardTransactions] = page(*rows, cursor="c" * 16_384)
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("list_transactions", limit=100)
    answer = result["structuredContent"]
    assert tokens(answer) <= 20_000
    assert len(answer["items"]) == 100
    assert max(map(tokens, answer["items"])) <= 100


@pytest.mark.parametrize("modern", [False, True])
async def test_a_list_counts_what_it_sends_and_what_there_is(
    calling, world, page, transaction, modern
):
    world.results[ListCardTransactions] = page(transaction(1), transaction(2), cursor="next")
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR), modern=modern) as caller:
        result = await caller.call("card.transactions", merchant="uber", limit=2)
    answer = result["structuredContent"]
    assert answer["total_count"] == 99
    assert answer["returned"] == len(answer["items"]) == 2
    assert answer["next_cursor"] == "next"
    assert answer["totals"]["by_currency"][0]["purchases"] == 5000.00
    assert answer["coverage"]["matched"] == 99
    assert json.loads(result["content"][0]["text"]) == answer
    assert answer["items"][0] == {
        "id": "ctx_00000000000000000000000000000001",
        "date": "2026-11-20",
        "amount": 1234.56,
        "amount_minor": 123456,
        "currency": "MXN",
        "type": "PURCHASE",
        "status": "POSTED",
        "merchant": "Uber",
        "category": "TRANSPORTATION",
        "last_four": "4471",
        "cardholder": "Luis Pérez",
    }
    (command,) = world.commands
    assert command.merchant == "uber"
    assert command.company_id == "company_00000000000000000000000000000001"


async def test_arguments_given_as_null_are_not_given(calling, world, page):
    world.results[ListCardTransactions] = page()
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("list_transactions", limit=None, card=None, company=None)
    assert result["structuredContent"]["returned"] == 0
    assert world.commands[0].limit == 50


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "card"),
        ({"card": 4471}, "card"),
        ({"card": ""}, "card"),
        ({"card": "4471", "note": "x"}, "note"),
        ({"card": "4471", "company_id": "company_1"}, "company_id"),
    ],
)
async def test_wrong_arguments_are_named_by_the_runner_not_by_pydantic(
    calling, world, arguments, field
):
    world.results[LockCard] = AssertionError("must not run")
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("lock_card", **arguments)
    error = facts_of(result)
    assert result["isError"] is True
    assert error["code"] == "invalid_parameters"
    assert error["details"]["errors"][0]["field"] == field
    assert "pydantic" not in result["content"][0]["text"]
    assert [entry.outcome.value for entry in world.entries] == ["refused"]


async def test_with_several_companies_one_has_to_be_named(calling, world, page):
    world.results[ListCardTransactions] = page()
    roles = (Role.ADMINISTRATOR, Role.BOOKKEEPER)
    async with calling(world.issue(TOKEN, *roles)) as caller:
        refused = facts_of(await caller.call("list_transactions"))
        named = refused["details"]["companies"][1]["company_id"]
        answered = await caller.call("list_transactions", company=named)
        foreign = await caller.call("list_transactions", company="company_" + "f" * 32)
    assert refused["code"] == "company_required"
    assert answered["structuredContent"]["returned"] == 0
    assert facts_of(foreign)["code"] == "company_not_found"


@pytest.mark.parametrize("modern", [False, True])
async def test_a_refusal_says_what_to_do_and_gives_the_facts(calling, world, modern):
    world.results[LockCard] = Conflict(
        "card_ambiguous",
        "'Luis' fits 2 cards; nothing was changed.",
        details={"candidates": [{"last_four": "4471"}, {"last_four": "0032"}]},
        remedy="Repeat with the id of one of the candidates.",
    )
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR), modern=modern) as caller:
        result = await caller.call("lock_card", card="Luis")
    sentences, facts = result["content"][0]["text"].split("\n")
    assert result["isError"] is True
    assert sentences.startswith("'Luis' fits 2 cards; nothing was changed. Repeat with")
    assert json.loads(facts) == facts_of(result)
    assert facts_of(result)["code"] == "card_ambiguous"
    assert len(facts_of(result)["details"]["candidates"]) == 2


async def test_what_is_unavailable_says_when_to_try_again(calling, world):
    world.results[LockCard] = Unavailable("store_busy", "Try again.", retry_after=3)
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("lock_card", card="4471")
    assert facts_of(result)["retry_after_seconds"] == 3


@pytest.mark.parametrize("modern", [False, True])
async def test_a_defect_is_masked_and_logged_under_the_request_id(calling, world, caplog, modern):
    world.results[LockCard] = RuntimeError("password=hunter2")
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR), modern=modern) as caller:
        response = await caller.post(
            "tools/call", {"name": "lock_card", "arguments": {"card": "4471"}}
        )
    assert "hunter2" not in response.text
    assert response.json()["result"]["isError"] is True
    request_id = facts_of(response.json()["result"])["request_id"]
    assert request_id == response.headers["x-request-id"]
    assert request_id in response.json()["result"]["content"][0]["text"]
    assert request_id in caplog.text


@pytest.fixture
def unchanged(card):
    return CardStateChange(
        action=CardAction.LOCK,
        card=card,
        before=CardStatus.ACTIVE,
        changed=False,
        by_name="Ana Torres",
        at=card.created_at,
        reason=None,
    )


async def test_a_replayed_lock_says_so(calling, world, unchanged):
    world.results[LockCard] = unchanged
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        first = await caller.call("lock_card", card="4471", idempotency_key="once")
        again = await caller.call("lock_card", card="4471", idempotency_key="once")
        plain = await caller.call("lock_card", card="4471")
    assert first["structuredContent"]["replayed"] is False
    assert again["structuredContent"] == {**first["structuredContent"], "replayed": True}
    assert plain["structuredContent"]["replayed"] is False
    assert len(world.commands) == 2
    outcomes = [entry.outcome.value for entry in world.entries]
    assert outcomes == ["unchanged", "replayed", "unchanged"]


async def test_a_malformed_company_is_named_as_the_argument_is(calling, world):
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("lock_card", card="4471", company=7)
    assert facts_of(result)["details"]["errors"][0]["field"] == "company"


@pytest.mark.parametrize("key", ["", "x" * 256, "línea"])
async def test_an_unusable_idempotency_key_is_refused(calling, world, key):
    world.results[LockCard] = AssertionError("must not run")
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("lock_card", card="4471", idempotency_key=key)
    assert facts_of(result)["code"] == "invalid_idempotency_key"


async def test_an_answer_too_long_for_a_conversation_is_refused_not_cut(
    calling, world, page, monkeypatch
):
    monkeypatch.setattr("clara.adapters.mcp.tool.MAX_ANSWER_BYTES", 100)
    world.results[ListCardTransactions] = page()
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR)) as caller:
        result = await caller.call("list_transactions")
    assert facts_of(result)["code"] == "answer_too_large"
    assert "limit" in facts_of(result)["remedy"]


async def test_a_modern_call_costs_no_listing(calling, world, page, monkeypatch):
    listings = []

    async def listing(self):
        listings.append(self)
        return []

    monkeypatch.setattr("clara.adapters.mcp.provider.ToolProvider._list_tools", listing)
    world.results[ListCardTransactions] = page()
    async with calling(world.issue(TOKEN, Role.ADMINISTRATOR), modern=True) as caller:
        await caller.call("list_transactions", merchant="uber")
        assert listings == []
        await caller.tools()
        assert len(listings) == 1


@pytest.mark.parametrize(("modern", "client"), [(True, "assistant/3"), (False, "stub-client 7")])
async def test_the_activity_log_names_the_client(calling, world, modern, client):
    async with calling(world.issue(), modern=modern) as caller:
        await caller.call("misc_version")
    (entry,) = world.entries
    assert entry.client == client
    assert entry.request_id.startswith("request_")
