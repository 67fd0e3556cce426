"""Companies over REST: made, seen and changed by people."""

import pytest

from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors
from tests.support.signed_in import newcomer
from tests.support.web import data, send, told

pytestmark = pytest.mark.anyio

MEXICAN = {"name": "Aurora Dos", "country": "MX", "tax_id": "GODE561231GR9"}


async def test_a_company_is_created_seen_and_changed(doors: Doors) -> None:
    person = await newcomer(doors.world)
    response = await send(doors, "POST", "/companies", person, json=MEXICAN)
    assert response.status_code == 201
    body = response.json()
    assert (body["message"], body["status"]) == ("Company created successfully.", "success")
    made = body["data"]
    assert (made["currency"], made["time_zone"]) == ("MXN", "America/Mexico_City")
    assert (made["role"], made["billing_day"]) == ("administrator", 1)
    assert made["created_at"].endswith("Z")
    assert len(made.pop("warnings")) == 1
    path = f"/companies/{made['id']}"
    assert await data(doors, "GET", path, person) == made
    changed = await data(doors, "PATCH", path, person, json={"billing_day": 15})
    assert changed == {**made, "billing_day": 15, "warnings": []}
    assert (await data(doors, "GET", path, person))["billing_day"] == 15


async def test_a_retry_creates_no_second_one_and_says_so(doors: Doors) -> None:
    headers = {"idempotency-key": "one"}
    first = await send(doors, "POST", "/companies", json=MEXICAN, headers=headers)
    again = await send(doors, "POST", "/companies", json=MEXICAN, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    refused = await send(doors, "POST", "/companies", json=MEXICAN)
    assert told(refused) == (409, "company_exists")


async def test_what_is_malformed_is_said_field_by_field(doors: Doors) -> None:
    response = await send(doors, "POST", "/companies", json={**MEXICAN, "billing_day": 40})
    assert told(response) == (400, "invalid_parameters")
    assert response.json()["details"]["errors"][0]["field"] == "billing_day"
    elsewhere = {"name": "Andes", "country": "PE", "tax_id": "20100070970"}
    response = await send(doors, "POST", "/companies", json=elsewhere)
    fields = [one["field"] for one in response.json()["details"]["errors"]]
    assert fields == ["currency", "time_zone"]


@pytest.mark.parametrize("content", [b"", b"  ", b"{}"])
async def test_a_change_of_nothing_is_an_empty_body(doors: Doors, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    path = f"/companies/{doors.world.a.company.id}"
    response = await send(doors, "PATCH", path, content=content, headers=headers)
    assert told(response) == (400, "empty_body")
    assert response.json()["message"] == "Request body is empty."


async def test_an_unknown_field_changes_nothing(doors: Doors) -> None:
    path = f"/companies/{doors.world.a.company.id}"
    response = await send(doors, "PATCH", path, json={"name": "x", "is_sandbox": True})
    assert told(response) == (400, "invalid_parameters")
    assert await doors.state() == doors.untouched


async def test_api_keys_and_mcp_tokens_change_no_company(doors: Doors) -> None:
    person = doors.world.a.administrator
    path = f"/api/v1/companies/{person.company.id}"
    for door in (Door.REST, Door.MCP):
        headers = {"authorization": f"Bearer {person.tokens[door]}"}
        for method, url in (("PATCH", path), ("POST", "/api/v1/companies")):
            response = await doors.http.request(method, url, json=MEXICAN, headers=headers)
            assert told(response) == (401, "unauthenticated")
    seen = await doors.http.get(path, headers={"authorization": headers["authorization"]})
    assert seen.status_code == 401
    key = {"authorization": f"Bearer {person.tokens[Door.REST]}"}
    assert (await doors.http.get(path, headers=key)).status_code == 200


async def test_wrong_roles_are_forbidden_and_other_companies_not_found(doors: Doors) -> None:
    path = f"/companies/{doors.world.a.company.id}"
    by = doors.world.a.bookkeeper
    assert told(await send(doors, "PATCH", path, by, json={"name": "x"})) == (
        403,
        "role_not_allowed",
    )
    stranger = doors.world.b.administrator
    for method, more in (("GET", {}), ("PATCH", {"json": {"name": "x"}})):
        response = await send(doors, method, path, stranger, **more)
        assert told(response) == (404, "company_not_found")
