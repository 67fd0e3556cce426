"""Who is let in: kinds of credentials, their scopes, and roles."""

import pytest

from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind, make_token
from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

MESSAGE = "Authorization header or OTP is either missing, invalid or expired."


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Bearer",
        "Bearer   ",
        "Bearer nonsense",
        "Basic dXNlcjpwYXNz",
        "Bearer " + make_token(CredentialKind.API_KEY, 1),
        "Bearer " + make_token(CredentialKind.USER_TOKEN, 1),
        "Bearer " + make_token(CredentialKind.PUBLIC_KEY, 1),
        make_token(CredentialKind.PUBLIC_KEY, 1),
        b"Bearer \xc3\xb1\xff",
    ],
)
async def test_without_a_good_credential_nobody_comes_in(
    lasting_doors: Doors, value: str | bytes | None
) -> None:
    headers = {} if value is None else {"authorization": value}
    response = await lasting_doors.http.get(lasting_doors.path("/cards"), headers=headers)
    body = response.json()
    assert (response.status_code, body["code"]) == (401, "unauthenticated")
    assert body["message"] == MESSAGE
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("person", ["administrator", "bookkeeper"])
async def test_an_mcp_token_is_for_assistants_only(lasting_doors: Doors, person: str) -> None:
    token = lasting_doors.people[person].tokens[Door.MCP]
    headers = {"authorization": f"Bearer {token}"}
    response = await lasting_doors.http.get(lasting_doors.path("/cards"), headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("person", "path", "status", "code"),
    [
        ("revoked", "/cards", 401, "unauthenticated"),
        ("expired", "/cards", 401, "unauthenticated"),
        ("inactive", "/cards", 401, "account_inactive"),
        ("narrow", "/card_transactions", 403, "scope_missing"),
        ("manager", "/activity", 403, "role_not_allowed"),
        ("stranger", "<a>/cards", 404, "company_not_found"),
    ],
)
async def test_a_credential_that_does_not_suffice_says_why(
    lasting_doors: Doors, person: str, path: str, status: int, code: str
) -> None:
    asker = lasting_doors.people[person]
    url = lasting_doors.path(path.removeprefix("<a>"))
    response = await lasting_doors.get(url, as_=asker)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_a_scope_that_is_missing_is_named(lasting_doors: Doors) -> None:
    asker = lasting_doors.people["reader"]
    response = await lasting_doors.post(lasting_doors.path("/cards/4417/lock"), as_=asker)
    assert response.status_code == 403
    assert response.json()["details"] == {"needs": "cards:write"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
async def test_the_scheme_may_be_written_in_any_case(lasting_doors: Doors, scheme: str) -> None:
    token = lasting_doors.world.a.administrator.tokens[Door.REST]
    headers = {"authorization": f"{scheme} {token}"}
    response = await lasting_doors.http.get(lasting_doors.path("/cards"), headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/version", "/openapi.json", "/docs"])
async def test_what_is_public_asks_for_nothing(lasting_doors: Doors, path: str) -> None:
    assert (await lasting_doors.http.get(path)).status_code == 200


async def test_credentials_are_checked_before_anything_else(lasting_doors: Doors) -> None:
    nobody = lasting_doors.people["nobody"]
    for path in ("/cards?limit=0", "/cards?bogus=1", "/card_transactions/export?format=pdf"):
        response = await lasting_doors.get(lasting_doors.path(path), as_=nobody)
        assert response.status_code == 401


async def test_an_employee_sees_their_own_cards_only(lasting_doors: Doors) -> None:
    employee = lasting_doors.people["employee"]
    data = (await lasting_doors.get(lasting_doors.path("/cards"), as_=employee)).json()["data"]
    assert {item["cardholder"] for item in data["items"]} == {"Elena Gómez"}
    assert data["totals"]["count"] == len(data["items"]) == 2
