"""Resources and prompts let in whom the tools let in, and tell nobody of another company."""

from collections.abc import Iterator

import pytest

from clara.adapters.mcp.resource_table import RESOURCES
from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors
from tests.support.assistant import ERAS, Assistant, Refused
from tests.support.house import House, Person

pytestmark = pytest.mark.anyio

NOBODY = "company_" + "0" * 32
TEMPLATES = [entry for entry in RESOURCES if entry.is_template]


def _addresses(company_id: str) -> Iterator[str]:
    for entry in TEMPLATES:
        yield entry.at({"company_id": company_id, "month": "2026-11"})


def _assistant(doors: Doors, person: Person, *, modern: bool = False) -> Assistant:
    """With an MCP token where the role may have one."""
    token = person.tokens.get(Door.MCP) or person.tokens[Door.REST]
    return Assistant(doors.http, token, modern)


async def _refusal(assistant: Assistant, uri: str) -> tuple[int, str, str]:
    with pytest.raises(Refused) as refused:
        await assistant.read(uri)
    facts = {name: one for name, one in refused.value.data.items() if name != "request_id"}
    return refused.value.number, refused.value.message, str(facts)


def _people(house: House) -> list[Person]:
    return [house.administrator, house.bookkeeper, house.manager, house.member, house.employee]


@pytest.mark.parametrize("modern", ERAS)
async def test_another_companys_are_as_unknown_as_nobodys(
    lasting_doors: Doors, modern: bool
) -> None:
    world = lasting_doors.world
    for person in _people(world.a):
        assistant = _assistant(lasting_doors, person, modern=modern)
        for theirs, nobodys in zip(_addresses(world.b.company.id), _addresses(NOBODY), strict=True):
            refused = await _refusal(assistant, theirs)
            assert refused == await _refusal(assistant, nobodys)
            assert "company_not_found" in refused[2]
        listed = str(await assistant.ask("resources/list"))
        assert world.b.company.id not in listed
        assert world.b.company.name not in listed


async def test_roles_that_may_not_use_the_tools_may_not_read(lasting_doors: Doors) -> None:
    world = lasting_doors.world
    for person in (world.a.manager, world.a.member, world.a.employee):
        assistant = _assistant(lasting_doors, person)
        assert await assistant.templates() == []
        assert await assistant.prompts() == []
        for uri in _addresses(world.a.company.id):
            assert "role_not_allowed" in (await _refusal(assistant, uri))[2]


async def test_everything_that_is_listed_can_be_read_and_is_ones_own(
    lasting_doors: Doors,
) -> None:
    for house in (lasting_doors.world.a, lasting_doors.world.b):
        for person in (house.administrator, house.bookkeeper):
            assistant = _assistant(lasting_doors, person)
            listed = await assistant.resources()
            assert len(listed) == len(RESOURCES)
            for uri in listed:
                assert await assistant.read(uri)
                assert house.company.id in uri or uri == "clara://categories"


async def test_a_credential_of_few_scopes_reads_what_its_scopes_allow(
    lasting_doors: Doors,
) -> None:
    assistant = _assistant(lasting_doors, lasting_doors.people["narrow"])
    company, cards, statement = _addresses(lasting_doors.world.a.company.id)
    assert await assistant.read(company)
    assert await assistant.read(cards)
    assert "scope_missing" in (await _refusal(assistant, statement))[2]
    assert await assistant.prompts() == []


@pytest.mark.parametrize("name", ["revoked", "expired", "inactive"])
async def test_a_dead_credential_reads_nothing(lasting_doors: Doors, name: str) -> None:
    token = lasting_doors.people[name].tokens[Door.MCP]
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    for method in ("resources/list", "prompts/list"):
        body = {"jsonrpc": "2.0", "id": 1, "method": method}
        answer = await lasting_doors.http.post("/mcp", json=body, headers=headers)
        assert answer.status_code == 401


async def test_who_belongs_to_both_reads_both(lasting_doors: Doors) -> None:
    world, person = lasting_doors.world, lasting_doors.people["of_both"]
    assistant = Assistant(lasting_doors.http, person.tokens[Door.REST])
    for house in (world.a, world.b):
        found = await assistant.read(f"clara://companies/{house.company.id}")
        assert found["name"] == house.company.name
        text = await assistant.prompt("month_review", company=house.company.name)
        assert house.company.id in text
        assert house.company.name not in text
