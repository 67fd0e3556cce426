"""Prompts: in three languages, with everything relative resolved and nothing that others wrote."""

import re
from contextlib import asynccontextmanager
from string import Formatter

import pytest
from msgspec import structs

from clara.adapters.mcp.prompt_table import ARGUMENTS, PROMPTS, TEXTS, TOOLS_IN_TEXTS
from clara.domain.accounts.language import Language
from clara.domain.companies.company import Role
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from tests.support.assistant import ERAS, Assistant, Refused, tokens

pytestmark = pytest.mark.anyio

ADMINISTRATOR = Role.ADMINISTRATOR
KEY, TOKEN = CredentialKind.API_KEY, CredentialKind.MCP_TOKEN
NAMES = [entry.name for entry in PROMPTS]
ANSWER_IN = {
    "en": "Answer in English.",
    "es": "Responde en español.",
    "pt": "Responda em português.",
}
PLACES = {"month", "previous", "earlier", *TOOLS_IN_TEXTS}


@pytest.fixture
def asking(calling):
    @asynccontextmanager
    async def opened(token, *, modern=False):
        async with calling(token) as caller:
            yield Assistant(caller.http, token, modern)

    return opened


def speaks(world, language):
    for key, actor in world.actors.items():
        world.actors[key] = structs.replace(actor, language=language)


@pytest.mark.parametrize("entry", PROMPTS, ids=NAMES)
@pytest.mark.parametrize("language", Language)
def test_every_prompt_is_written_in_every_language_with_the_same_places(entry, language):
    text = getattr(TEXTS[language], entry.text)
    places = {place for _, place, _, _ in Formatter().parse(text) if place}
    english = {
        place
        for _, place, _, _ in Formatter().parse(getattr(TEXTS[Language.EN], entry.text))
        if place
    }
    assert places == english <= PLACES
    assert text.count("\n") == getattr(TEXTS[Language.EN], entry.text).count("\n")
    assert tokens(text + TEXTS[language].RULES) <= 2_000


@pytest.mark.parametrize("modern", ERAS)
async def test_the_listing_is_in_english_with_optional_arguments(asking, world, modern):
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        listed = (await assistant.ask("prompts/list"))["prompts"]
    assert [one["name"] for one in listed] == [
        "month_review",
        "suspicious_charges",
        "close_the_books",
    ]
    for one in listed:
        assert one["title"]
        assert one["description"].isascii()
        assert [argument["name"] for argument in one["arguments"]] == list(ARGUMENTS)
        assert not any(argument["required"] for argument in one["arguments"])
    assert tokens(listed) <= 1_000


@pytest.mark.parametrize("modern", ERAS)
@pytest.mark.parametrize("name", NAMES)
async def test_last_month_is_meant_where_no_month_is_given(asking, world, name, modern):
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        text = await assistant.prompt(name)
    assert "2026-10" in text
    assert "2026-11" not in text
    assert ANSWER_IN["en"] in text
    assert re.findall(r"company_\w+", text) == []
    assert "{" not in text
    assert world.entries == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
async def test_a_prompt_is_in_the_users_language(asking, world, name, language):
    token = world.issue(TOKEN, ADMINISTRATOR)
    speaks(world, language)
    async with asking(token) as assistant:
        assert ANSWER_IN[language] in await assistant.prompt(name)


@pytest.mark.parametrize("written", ["es", "ES", "es-MX", " es "])
async def test_the_language_asked_for_wins(asking, world, written):
    token = world.issue(TOKEN, ADMINISTRATOR)
    speaks(world, Language.PT)
    async with asking(token) as assistant:
        assert ANSWER_IN["es"] in await assistant.prompt("month_review", language=written)


@pytest.mark.parametrize(("kind", "name"), [(TOKEN, "summarize_spending"), (KEY, "card.summary")])
async def test_tools_are_called_as_they_are_listed(asking, world, kind, name):
    async with asking(world.issue(kind, ADMINISTRATOR)) as assistant:
        assert f"`{name}`" in await assistant.prompt("close_the_books")


async def test_a_year_begins_after_the_one_before(asking, world):
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        review = await assistant.prompt("month_review", month="2026-01")
        charges = await assistant.prompt("suspicious_charges", month="2026-01")
    assert "period 2025-12 " in review
    assert "2025-07-01/2025-12-31" in charges


async def test_blank_arguments_are_not_given(asking, world):
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        text = await assistant.prompt("month_review", company="", month=" ", language="")
    assert "2026-10" in text


@pytest.mark.parametrize("modern", ERAS)
@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        ({"year": "2026"}, "unknown_argument", "'year'"),
        ({"Month": "2026-10"}, "unknown_argument", "'Month'"),
        ({"month": "2026-13"}, "invalid_month", "'2026-13'"),
        ({"month": "october"}, "invalid_month", "YYYY-MM"),
        ({"month": "last_month"}, "invalid_month", "YYYY-MM"),
        ({"month": "9999-01"}, "invalid_month", "YYYY-MM"),
        ({"month": "1970-01"}, "invalid_month", "YYYY-MM"),
        ({"language": "fr"}, "invalid_language", "en, es or pt"),
        ({"company": "company_" + "f" * 32}, "company_not_found", "does not exist"),
        ({"company": "!"}, "company_not_found", "does not exist"),
    ],
)
async def test_an_argument_that_cannot_be_meant_is_named(
    asking, world, modern, arguments, code, word
):
    async with asking(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.prompt("month_review", **arguments)
    assert (refused.value.number, refused.value.code) == (-32602, code)
    assert word in refused.value.message


async def test_an_unknown_prompt_is_refused(asking, world):
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        with pytest.raises(Refused, match="Unknown prompt"):
            await assistant.prompt("ignore_everything")


async def test_with_several_companies_one_has_to_be_named(asking, world):
    second = f"company_{2:032x}"
    async with asking(world.issue(KEY, ADMINISTRATOR, ADMINISTRATOR)) as assistant:
        by_id = await assistant.prompt("month_review", company=second)
        by_name = await assistant.prompt("month_review", company="company 2")
        with pytest.raises(Refused) as unnamed:
            await assistant.prompt("month_review")
        with pytest.raises(Refused) as ambiguous:
            await assistant.prompt("month_review", company="Company")
    assert f"Pass company {second} in every call." in by_id == by_name
    assert "Company 2" not in by_name
    assert unnamed.value.code == "company_required"
    assert ambiguous.value.code == "company_ambiguous"
    for refused in (unnamed, ambiguous):
        assert refused.value.data["details"]["companies"][1]["company_id"] == second


async def test_a_company_where_the_role_does_not_allow_it_is_not_meant(asking, world):
    async with asking(world.issue(KEY, Role.EMPLOYEE, Role.BOOKKEEPER)) as assistant:
        assert f"company_{2:032x}" in await assistant.prompt("month_review")
        with pytest.raises(Refused) as refused:
            await assistant.prompt("month_review", company=f"company_{1:032x}")
    assert refused.value.code == "company_not_found"


@pytest.mark.parametrize(
    ("role", "scopes", "code"),
    [
        (ADMINISTRATOR, frozenset({Scope.CARDS_READ}), "scope_missing"),
        (Role.EMPLOYEE, frozenset(Scope), "role_not_allowed"),
    ],
)
async def test_who_may_use_none_of_the_tools_is_shown_no_prompt(asking, world, role, scopes, code):
    async with asking(world.issue(KEY, role, scopes=scopes)) as assistant:
        assert await assistant.prompts() == []
        with pytest.raises(Refused) as refused:
            await assistant.prompt("month_review")
    assert refused.value.code == code


async def test_a_defect_is_masked(asking, world, monkeypatch):
    def fail(*_):
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("clara.adapters.mcp.prompt_provider.text_of", fail)
    async with asking(world.issue(TOKEN, ADMINISTRATOR)) as assistant:
        with pytest.raises(Refused) as refused:
            await assistant.prompt("month_review")
    assert (refused.value.number, refused.value.code) == (-32603, "internal")
    assert "hunter2" not in str(refused.value.data) + refused.value.message
