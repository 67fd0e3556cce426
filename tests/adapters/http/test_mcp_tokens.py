"""MCP tokens over REST: created, listed, revoked; used over MCP."""

from typing import Any

import pytest

from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors
from tests.support.house import Person
from tests.support.tool_results import facts_of
from tests.support.web import data, send, told

pytestmark = pytest.mark.anyio


def tokens(doors: Doors, more: str = "") -> str:
    return f"/companies/{doors.world.a.company.id}/mcp_tokens{more}"


async def use(doors: Doors, token: str) -> Any:
    """What a tool answers an assistant with this token."""
    ana = doors.world.a.administrator
    person = Person(ana.user, ana.role, ana.company, {Door.MCP: token})
    return facts_of(await doors.call_tool("list_cards", {}, person))


async def test_a_token_works_from_its_first_to_its_last_request(doors: Doors) -> None:
    given = {"name": "Claude", "scopes": ["cards:read"], "expires_at": "2027-01-01T00:00:00-06:00"}
    response = await send(doors, "POST", tokens(doors), json=given)
    assert response.status_code == 201
    made = response.json()["data"]
    assert (made["prefix"], made["last_four"]) == ("clara_mcp_", made["token"][-4:])
    assert (made["expires_at"], made["last_used_at"]) == ("2027-01-01T06:00:00Z", None)
    assert made["owner"]["name"] == "Ana Torres"
    assert "not shown again" in made["note"]
    assert (await use(doors, made["token"]))["totals"]["count"] == 9
    listed = await data(doors, "GET", tokens(doors))
    (own,) = [one for one in listed["items"] if one["id"] == made["id"]]
    # When it was used and by what may be written by then, or not yet.
    unlisted = ("token", "note", "last_used_at", "last_client")
    assert own | dict.fromkeys(unlisted) == made | dict.fromkeys(unlisted)
    revoked = await send(doors, "DELETE", tokens(doors, f"/{made['id']}"))
    assert (revoked.status_code, revoked.content) == (204, b"")
    assert (await use(doors, made["token"]))["code"] == "unauthenticated"
    again = await send(doors, "DELETE", tokens(doors, f"/{made['id']}"))
    assert told(again) == (404, "mcp_token_not_found")


async def test_the_answer_to_a_retry_has_no_token_and_says_so(doors: Doors) -> None:
    more = {"json": {"name": "Claude"}, "headers": {"idempotency-key": "one"}}
    first = await send(doors, "POST", tokens(doors), **more)
    again = await send(doors, "POST", tokens(doors), **more)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    shown, hidden = first.json()["data"], again.json()["data"]
    assert (hidden["id"], hidden["token"]) == (shown["id"], None)
    assert "shown once" in hidden["note"]
    listed = await data(doors, "GET", tokens(doors))
    assert [one["name"] for one in listed["items"]].count("Claude") == 1


async def test_refusals_have_their_statuses(doors: Doors) -> None:
    path, marta = tokens(doors), doors.world.a.manager
    for method, url in (("GET", path), ("POST", path), ("DELETE", tokens(doors, "/x"))):
        more = {"json": {"name": "x"}} if method == "POST" else {}
        response = await send(doors, method, url, marta, **more)
        assert told(response) == (403, "role_not_allowed")
    late = {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}
    assert told(await send(doors, "POST", path, json=late)) == (400, "invalid_expiry")
    unzoned = {"name": "x", "expires_at": "2027-01-01T00:00:00"}
    assert told(await send(doors, "POST", path, json=unzoned)) == (400, "invalid_parameters")
    stranger = doors.world.b.administrator
    assert told(await send(doors, "GET", path, stranger)) == (404, "company_not_found")


async def test_a_sign_in_that_an_administrator_holds_is_no_mcp_token(doors: Doors) -> None:
    token = doors.world.a.administrator.tokens[Door.WEB]
    assert (await use(doors, token))["code"] == "unauthenticated"
