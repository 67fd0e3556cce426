"""Resources: found by address, listed to whom they are of use, refused as tools are."""

import logging
from contextlib import asynccontextmanager

import msgspec
import pytest

from clara.adapters.mcp import resource_provider
from clara.adapters.mcp.absent import MCP_ABSENT
from clara.adapters.mcp.resource_table import RESOURCES
from clara.adapters.mcp.tool_table import TOOLS
from clara.application.cards.list_cards import ListCards
from clara.application.companies.view_company import ViewCompany
from clara.domain.cards.listing import CardList, CardTotals
from clara.domain.companies.company import Role
from clara.domain.companies.company_detail import CompanyDetail
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Unavailable
from tests.support.assistant import ERAS, Assistant, Refused, tokens
from tests.support.builders import company

pytestmark = pytest.mark.anyio

ADMINISTRATOR, EMPLOYEE = Role.ADMINISTRATOR, Role.EMPLOYEE
KEY, TOKEN = CredentialKind.API_KEY, CredentialKind.MCP_TOKEN
FIRST, SECOND = (f"clara://companies/company_{number:032x}" for number in (1, 2))
CATEGORIES = "clara://categories"


@pytest.fixture
def asking(calling):
    @asynccontextmanager
    async def opened(token, *, modern=False):
        async with calling(token) as caller:
            yield Assistant(caller.http, token, modern)

    return opened


@pytest.fixture
def detail():
    return CompanyDetail(company=company(), role=ADMINISTRATOR)


@pytest.fixture
def cards(locked_card):
    def make(count, cursor=None):
        totals = CardTotals(count=2_000, by_status={locked_card.status: 2_000})
        at = locked_card.created_at
        items = (locked_card,) * count
        return CardList(items=items, next_cursor=cursor, totals=totals, as_of=at)

    return make


def test_what_is_a_resource_is_a_tool_too_or_says_so():
    for entry in RESOURCES:
        if entry.use_case not in {tool.use_case for tool in TOOLS}:
            assert "a resource" in MCP_ABSENT[entry.use_case]


def test_addresses_hold_fields_of_commands():
    for entry in RESOURCES:
        values = dict.fromkeys(("company_id", "month"), "x")
        fields = entry.read_from(entry.at(values))
        assert fields is not None
        assert msgspec.convert(fields, entry.use_case.command)
        others = [one for one in RESOURCES if one is not entry]
        assert all(one.read_from(entry.at(values)) is None for one in others)


@pytest.mark.parametrize("modern", ERAS)
async def test_everything_of_the_callers_company_is_listed(asking, world, modern):
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        listed = (await assistant.ask("resources/list"))["resources"]
        templates = await assistant.templates()
    assert {one["uri"]: one["title"] for one in listed} == {
        CATEGORIES: "Spending categories",
        FIRST: "Company 1: Company",
        f"{FIRST}/cards": "Company 1: Cards",
        f"{FIRST}/statements/2026-10": "Company 1: Statement 2026-10",
    }
    assert all(one["description"] and one["mimeType"] == "application/json" for one in listed)
    assert templates == [entry.uri for entry in RESOURCES if entry.is_template]


async def test_only_what_scopes_allow_is_listed(asking, world):
    token = world.issue(TOKEN, ADMINISTRATOR, scopes=frozenset({Scope.CARDS_READ}))
    async with asking(token) as assistant:
        assert await assistant.resources() == [CATEGORIES, FIRST, f"{FIRST}/cards"]
        assert len(await assistant.templates()) == 2


async def test_only_companies_where_the_role_allows_it_are_listed(asking, world):
    async with asking(world.issue(KEY, EMPLOYEE, Role.BOOKKEEPER)) as assistant:
        listed = await assistant.resources()
    assert [uri for uri in listed if uri.startswith(FIRST)] == []
    assert len([uri for uri in listed if uri.startswith(SECOND)]) == 3


@pytest.mark.parametrize("role", [EMPLOYEE, Role.MANAGER])
async def test_who_may_read_no_company_is_shown_the_categories_only(asking, world, role):
    async with asking(world.issue(KEY, role)) as assistant:
        assert await assistant.resources() == [CATEGORIES]
        assert await assistant.templates() == []
        assert len((await assistant.read(CATEGORIES))["items"]) == 22


async def test_a_person_of_very_many_companies_is_listed_the_first(asking, world, monkeypatch):
    monkeypatch.setattr(resource_provider, "MAX_COMPANIES", 2)
    async with asking(world.issue(KEY, *[ADMINISTRATOR] * 5)) as assistant:
        assert len(await assistant.resources()) == 1 + 3 * 2


async def test_thirty_companies_are_listed_within_the_budget_of_tools(asking, world):
    async with asking(world.issue(KEY, *[ADMINISTRATOR] * 40)) as assistant:
        listed = await assistant.ask("resources/list")
    assert tokens(listed) <= 12_000


async def test_the_categories_have_names_in_three_languages_and_their_codes(asking, world):
    async with asking(world.issue()) as assistant:
        found = {one["category"]: one for one in (await assistant.read(CATEGORIES))["items"]}
    food = {"en": "Restaurants", "es": "Restaurantes", "pt": "Restaurantes"}
    assert found["FOOD"] == {"category": "FOOD", "labels": food, "mcc": ["5811-5814"]}
    assert found["OTHER"]["mcc"] == []


@pytest.mark.parametrize("modern", ERAS)
async def test_reading_runs_the_operation_and_leaves_one_entry(asking, world, detail, modern):
    world.results[ViewCompany] = detail
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        found = await assistant.read(FIRST)
    assert (found["id"], found["role"]) == (detail.company.id, "administrator")
    assert world.commands[0].company_id == FIRST.rpartition("/")[2]
    (entry,) = world.entries
    assert (entry.action, entry.outcome.value) == ("company.viewed", "done")
    assert entry.client is not None


async def test_a_cut_list_says_so_and_how_to_go_on(asking, world, cards):
    world.results[ListCards] = cards(100, "next")
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        found = await assistant.read(f"{FIRST}/cards")
    assert world.commands[0].limit == 100
    assert (found["total_count"], found["returned"]) == (2_000, 100)
    rest = "Call list_cards with next_cursor as cursor."
    assert found["cut"] == [{"part": "items", "shown": 100, "rest": rest}]


async def test_a_whole_list_was_not_cut_and_tools_are_called_as_they_are_listed(
    asking, world, cards
):
    async with asking(world.issue(KEY, ADMINISTRATOR)) as assistant:
        world.results[ListCards] = cards(2)
        whole = await assistant.read(f"{FIRST}/cards")
        world.results[ListCards] = cards(1, "next")
        cut = await assistant.read(f"{FIRST}/cards")
    assert whole["cut"] == []
    assert cut["cut"][0]["rest"].startswith("Call card.list ")


@pytest.mark.parametrize("modern", ERAS)
@pytest.mark.parametrize(
    ("role", "scopes", "uri", "code"),
    [
        (EMPLOYEE, frozenset(Scope), FIRST, "role_not_allowed"),
        (ADMINISTRATOR, frozenset(), f"{FIRST}/cards", "scope_missing"),
        (ADMINISTRATOR, frozenset(Scope), SECOND, "company_not_found"),
        (ADMINISTRATOR, frozenset(Scope), "clara://companies/nonsense", "company_not_found"),
    ],
)
async def test_a_refusal_has_the_tools_code_and_an_entry(
    asking, world, modern, role, scopes, uri, code
):
    for use_case in (ViewCompany, ListCards):
        world.results[use_case] = AssertionError("must not run")
    async with asking(world.issue(KEY, role, scopes=scopes), modern=modern) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.read(uri)
    assert (refused.value.number, refused.value.code) == (-32602, code)
    assert refused.value.message.startswith(refused.value.data["message"])
    assert [entry.outcome.value for entry in world.entries] == ["refused"]


@pytest.mark.parametrize("modern", ERAS)
async def test_a_defect_is_masked_and_no_log_tells_the_address(asking, world, caplog, modern):
    caplog.set_level(logging.DEBUG, "clara")
    world.results[ViewCompany] = RuntimeError("password=hunter2")
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.read(FIRST)
    assert (refused.value.number, refused.value.code) == (-32603, "internal")
    assert "hunter2" not in str(refused.value.data) + refused.value.message
    ours = [one for one in caplog.records if one.name.startswith("clara")]
    assert [one for one in ours if refused.value.data["request_id"] in one.getMessage()]
    assert FIRST not in "".join(one.getMessage() for one in ours)


@pytest.mark.parametrize("uri", [f"{FIRST}/cards", SECOND])
async def test_a_refusal_leaves_no_traceback_in_any_log(asking, world, caplog, uri):
    caplog.set_level(logging.INFO)
    world.results[ListCards] = Unavailable("store_busy", "Try again.", retry_after=3)
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        with pytest.raises(Refused):
            await assistant.read(uri)
    assert [one for one in caplog.records if one.exc_info] == []


async def test_what_is_unavailable_says_when_to_try_again(asking, world):
    world.results[ListCards] = Unavailable("store_busy", "Try again.", retry_after=3)
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.read(f"{FIRST}/cards")
    assert (refused.value.number, refused.value.data["retry_after_seconds"]) == (-32603, 3)


@pytest.mark.parametrize("modern", ERAS)
@pytest.mark.parametrize(
    "uri",
    [
        *("clara://nothing", "clara://companies", "clara://companies/", f"{FIRST}/", f"{FIRST}/x"),
        *(f"{FIRST}/cards?limit=1", f"{FIRST}/../cards", f"{FIRST}/statements/2026-10/..", "x"),
        *("file:///etc/passwd", "http://127.0.0.1/", f"clara://companies/{'x' * 65}"),
    ],
)
async def test_other_addresses_are_not_found(asking, world, modern, uri):
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.read(uri)
    assert refused.value.number == -32602
    assert world.commands == []


async def test_an_answer_too_long_for_a_conversation_is_refused(asking, world, detail, monkeypatch):
    monkeypatch.setattr("clara.adapters.mcp.resource.MAX_ANSWER_BYTES", 100)
    world.results[ViewCompany] = detail
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.read(FIRST)
    assert refused.value.code == "answer_too_large"
