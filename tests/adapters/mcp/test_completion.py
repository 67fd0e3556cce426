"""What a client offers while somebody fills in a prompt or the address of a resource."""

from contextlib import asynccontextmanager

import pytest
from msgspec import structs

from clara.adapters.mcp.prompt_table import ARGUMENTS, PROMPTS
from clara.domain.companies.company import Role
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind, digest
from tests.support.assistant import ERAS, Assistant

pytestmark = pytest.mark.anyio

ADMINISTRATOR, BOOKKEEPER, EMPLOYEE = Role.ADMINISTRATOR, Role.BOOKKEEPER, Role.EMPLOYEE
KEY, TOKEN = CredentialKind.API_KEY, CredentialKind.MCP_TOKEN
STATEMENT = "clara://companies/{company_id}/statements/{month}"
FIRST, SECOND = (f"company_{number:032x}" for number in (1, 2))


@pytest.fixture
def completing(calling):
    """`async with completing(token) as complete:` then `await complete(reference, name, value)`."""

    @asynccontextmanager
    async def opened(token, *, modern=False):
        async with calling(token) as caller:
            assistant = Assistant(caller.http, token, modern)

            async def complete(reference, name, value=""):
                is_address = "://" in reference
                kind, key = ("resource", "uri") if is_address else ("prompt", "name")
                ref = {"type": f"ref/{kind}", key: reference}
                argument = {"name": name, "value": value}
                answer = await assistant.ask("completion/complete", ref=ref, argument=argument)
                return answer["completion"]["values"]

            yield complete

    return opened


def called(world, token, *names):
    """Call the companies of a token's holder so."""
    actor = world.actors[digest(token)]
    seats = zip(actor.seats, names, strict=True)
    named = tuple(structs.replace(seat, company_name=name) for seat, name in seats)
    world.actors[digest(token)] = structs.replace(actor, seats=named)


@pytest.mark.parametrize("modern", ERAS)
async def test_months_are_offered_from_the_present_one_back(completing, world, modern):
    async with completing(world.issue(TOKEN, ADMINISTRATOR), modern=modern) as complete:
        months = await complete("month_review", "month")
        autumn = await complete(STATEMENT, "month", "2026-1")
    assert months[:3] == ["2026-11", "2026-10", "2026-09"]
    assert (len(months), months[-1]) == (24, "2024-12")
    assert autumn == ["2026-11", "2026-10"]


async def test_languages_are_offered_by_their_first_letters(completing, world):
    async with completing(world.issue(TOKEN, ADMINISTRATOR)) as complete:
        assert await complete("close_the_books", "language") == ["en", "es", "pt"]
        assert await complete("close_the_books", "language", " E") == ["en", "es"]
        assert await complete("close_the_books", "language", "fr") == []


@pytest.mark.parametrize("entry", PROMPTS, ids=lambda entry: entry.name)
async def test_every_argument_of_every_prompt_is_completed(completing, world, entry):
    async with completing(world.issue(TOKEN, ADMINISTRATOR)) as complete:
        for name in ARGUMENTS:
            assert await complete(entry.name, name)


async def test_a_company_is_found_by_any_words_of_its_name(completing, world):
    key = world.issue(KEY, ADMINISTRATOR, BOOKKEEPER)
    called(world, key, "Aurora Prueba", "Bahía Prueba")
    async with completing(key) as complete:
        assert await complete("month_review", "company", "bahia") == ["Bahía Prueba"]
        both = await complete("month_review", "company", "prueba")
        assert both == ["Aurora Prueba", "Bahía Prueba"]
        assert await complete(STATEMENT, "company_id", "bahia") == [SECOND]
        assert await complete(STATEMENT, "company_id", FIRST[:-1]) == [FIRST, SECOND]


async def test_a_company_whose_name_is_part_of_anothers_is_offered_by_its_id(completing, world):
    key = world.issue(KEY, ADMINISTRATOR, ADMINISTRATOR)
    called(world, key, "Aurora", "Aurora Norte")
    async with completing(key) as complete:
        assert await complete("month_review", "company", "au") == [FIRST, "Aurora Norte"]


async def test_hidden_characters_of_a_name_are_not_offered(completing, world):
    token = world.issue(TOKEN, ADMINISTRATOR)
    called(world, token, "Aurora\u202e Prueba\n")
    async with completing(token) as complete:
        assert await complete("month_review", "company") == ["Aurora Prueba"]


async def test_companies_where_the_caller_may_not_read_are_not_offered(completing, world):
    key = world.issue(KEY, EMPLOYEE, BOOKKEEPER)
    async with completing(key) as complete:
        assert await complete("month_review", "company") == ["Company 2"]
        assert await complete(STATEMENT, "company_id") == [SECOND]
    poor = world.issue(TOKEN, ADMINISTRATOR, scopes=frozenset({Scope.CARDS_READ}))
    async with completing(poor) as complete:
        assert await complete("month_review", "company") == []


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("nonsense", "month"),
        ("month_review", "nonsense"),
        ("clara://companies/{company_id}/nonsense", "company_id"),
        ("clara://categories", "month"),
    ],
)
async def test_nothing_is_offered_for_what_there_is_not(completing, world, reference, name):
    async with completing(world.issue(TOKEN, ADMINISTRATOR)) as complete:
        assert await complete(reference, name) == []


async def test_what_is_offered_leaves_no_entry_in_the_log(completing, world):
    async with completing(world.issue(TOKEN, ADMINISTRATOR)) as complete:
        assert await complete("month_review", "company")
    assert world.entries == []
