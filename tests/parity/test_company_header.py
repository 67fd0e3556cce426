"""`Company-Id`: the company meant, for who belongs to several."""

from typing import Any

import pytest

from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors, as_json
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio


async def call(
    doors: Doors, header: str | None, *, token: Door = Door.REST, **arguments: Any
) -> dict[str, Any]:
    """`list_cards` over MCP by the administrator of both companies, with their API key or, of
    `Door.MCP`, the token that is bound to company a."""
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "list_cards", "arguments": arguments},
    }
    headers = {
        "authorization": f"Bearer {doors.people['of_both'].tokens[token]}",
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": "2025-11-25",
    }
    if header is not None:
        headers["company-id"] = header
    response = await doors.http.post("/mcp", content=as_json(body), headers=headers)
    return facts_of(response.json()["result"])


async def rest(doors: Doors, path: str, company: str) -> Any:
    headers = {"company-id": company}
    person = doors.people["of_both"]
    return await doors.get(path, as_=person, headers=headers)


async def test_without_it_the_companies_to_choose_from_are_named(lasting_doors: Doors) -> None:
    world = lasting_doors.world
    for blank in (None, "", "  "):
        answer = await call(lasting_doors, blank)
        assert answer["code"] == "company_required"
        assert {one["company_id"] for one in answer["details"]["companies"]} == {
            world.a.company.id,
            world.b.company.id,
        }


@pytest.mark.parametrize("which", ["a", "b"])
async def test_with_it_the_answer_is_that_companys(lasting_doors: Doors, which: str) -> None:
    house = getattr(lasting_doors.world, which)
    for company in (house.company.id, f"  {house.company.id} "):
        answer = await call(lasting_doors, company)
        assert {one["id"] for one in answer["items"]} == {one.id for one in house.cards.values()}
    named = await call(lasting_doors, house.company.id, company=house.company.id)
    assert named["totals"] == answer["totals"]


@pytest.mark.parametrize("company", ["company_" + "0" * 32, "nonsense", "' OR 1=1"])
async def test_a_company_that_is_none_is_not_found(lasting_doors: Doors, company: str) -> None:
    assert (await call(lasting_doors, company))["code"] == "company_not_found"


async def test_header_and_argument_name_one_company(lasting_doors: Doors) -> None:
    world = lasting_doors.world
    answer = await call(lasting_doors, world.a.company.id, company=world.b.company.id)
    assert answer["code"] == "company_mismatch"


async def test_a_token_bound_to_one_company_reaches_no_other_by_it(lasting_doors: Doors) -> None:
    world = lasting_doors.world
    refused = await call(lasting_doors, world.b.company.id, token=Door.MCP)
    assert refused["code"] == "company_not_found"
    assert "items" in await call(lasting_doors, world.a.company.id, token=Door.MCP)


async def test_over_rest_header_and_path_name_one_company(lasting_doors: Doors) -> None:
    a, b = lasting_doors.world.a.company.id, lasting_doors.world.b.company.id
    path = f"/api/v1/companies/{a}/cards"
    assert (await rest(lasting_doors, path, a)).status_code == 200
    response = await rest(lasting_doors, path, b)
    assert (response.status_code, response.json()["code"]) == (400, "company_mismatch")
