"""Members and invitations over REST."""

from typing import Any

import pytest

from clara.domain.mail.letter import InvitationLetter
from tests.parity.support.doors import Doors
from tests.support.signed_in import letters, newcomer
from tests.support.tool_results import facts_of
from tests.support.web import data, send, told

pytestmark = pytest.mark.anyio

ADDRESS = "nora.prueba@example.com"
WANTED = {"email": ADDRESS, "role": "bookkeeper"}


def members(doors: Doors, more: str = "") -> str:
    return f"/companies/{doors.world.a.company.id}/members{more}"


async def code(doors: Doors) -> str:
    content = (await letters(doors.world))[-1].content
    assert isinstance(content, InvitationLetter)
    return content.token


async def test_somebody_is_invited_joins_changes_and_is_removed(doors: Doors) -> None:
    nora = await newcomer(doors.world, email=ADDRESS)
    response = await send(doors, "POST", members(doors), json=WANTED)
    assert (response.status_code, response.json()["message"]) == (
        201,
        "Member invited successfully.",
    )
    invitation = response.json()["data"]
    assert "token" not in invitation
    assert await code(doors) not in response.text
    listed = await data(doors, "GET", members(doors))
    assert listed["invitations"][0] == invitation
    assert len(listed["items"]) == 7
    token = {"token": await code(doors)}
    joined = await data(doors, "POST", "/invitations/accept", nora, json=token)
    assert (joined["id"], joined["role"]) == (doors.world.a.company.id, "bookkeeper")
    assert (await data(doors, "GET", "/companies/" + joined["id"], nora)) == joined
    own = members(doors, f"/{nora.user.id}")
    boss = doors.world.a.manager.user.id
    changed = await data(doors, "PATCH", own, json={"role": "employee", "manager_user_id": boss})
    assert (changed["role"], changed["manager_user_id"]) == ("employee", boss)
    cleared = await data(doors, "PATCH", own, json={"manager_user_id": None})
    assert cleared["manager_user_id"] is None
    removed = await send(doors, "DELETE", own)
    assert (removed.status_code, removed.content) == (204, b"")
    seen = await send(doors, "GET", "/companies/" + joined["id"], nora)
    assert told(seen) == (404, "company_not_found")


async def test_a_withdrawn_invitation_is_gone(doors: Doors) -> None:
    nora = await newcomer(doors.world, email=ADDRESS)
    invitation = await data(doors, "POST", members(doors), json=WANTED)
    path = f"/companies/{doors.world.a.company.id}/invitations/{invitation['id']}"
    headers = {"idempotency-key": "one"}
    first = await send(doors, "DELETE", path, headers=headers)
    again = await send(doors, "DELETE", path, headers=headers)
    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["idempotent-replayed"] == "true"
    assert told(await send(doors, "DELETE", path)) == (404, "invitation_not_found")
    response = await send(doors, "POST", "/invitations/accept", nora,
                          json={"token": await code(doors)})  # fmt: skip
    assert told(response) == (409, "invitation_withdrawn")


async def test_refusals_have_their_statuses(doors: Doors) -> None:
    a = doors.world.a
    ana, bruno = a.administrator.user.id, a.bookkeeper
    member = {**WANTED, "email": a.member.user.email}
    await data(doors, "POST", members(doors), json=WANTED)
    cases = [
        (await send(doors, "POST", members(doors), json=member), 409, "already_member"),
        (await send(doors, "POST", members(doors), json=WANTED), 429, "invited_just_now"),
        (await send(doors, "POST", members(doors), bruno, json=WANTED), 403, "role_not_allowed"),
        (await send(doors, "GET", members(doors), bruno), 403, "role_not_allowed"),
        (await send(doors, "PATCH", members(doors, "/x"), json={}), 400, "empty_body"),
        (
            await send(doors, "PATCH", members(doors, "/x"), json={"role": "manager"}),
            404,
            "member_not_found",
        ),
        (await send(doors, "DELETE", members(doors, "/x")), 404, "member_not_found"),
        (await send(doors, "DELETE", members(doors, "/x?y=z")), 400, "invalid_parameters"),
        (
            await send(doors, "POST", "/invitations/accept", json={"token": "0" * 32}),
            404,
            "invitation_not_found",
        ),
    ]
    for response, status, expected in cases:
        assert told(response) == (status, expected)
    # Of the three administrators one can't act; with this one gone, Ana is the last who can.
    other = doors.people["of_both"].user.id
    assert (await send(doors, "DELETE", members(doors, f"/{other}"))).status_code == 204
    response = await send(doors, "DELETE", members(doors, f"/{ana}"))
    assert told(response) == (409, "last_administrator")


async def test_a_change_of_role_acts_on_the_very_next_request_over_rest_and_mcp(
    doors: Doors,
) -> None:
    bruno = doors.world.a.bookkeeper
    assert facts_of(await _cards(doors))["totals"]["count"] == 9
    path = members(doors, f"/{bruno.user.id}")
    await data(doors, "PATCH", path, json={"role": "employee"})
    own = await doors.get(doors.path("/cards"), as_=bruno)
    assert own.json()["data"]["totals"]["count"] == 0
    assert facts_of(await _cards(doors))["code"] == "unauthenticated"
    await data(doors, "PATCH", path, json={"role": "bookkeeper"})
    again = await doors.get(doors.path("/cards"), as_=bruno)
    assert again.json()["data"]["totals"]["count"] == 9
    assert facts_of(await _cards(doors))["code"] == "unauthenticated"


async def _cards(doors: Doors) -> dict[str, Any]:
    return await doors.call_tool("list_cards", {}, doors.world.a.bookkeeper)


async def test_an_api_key_lists_members_and_nothing_more(doors: Doors) -> None:
    listed = await doors.get(doors.path("/members"))
    assert listed.status_code == 200
    for method, path in (("POST", "/members"), ("PATCH", "/members/x"), ("DELETE", "/members/x")):
        response = await doors.ask(method, doors.path(path))
        assert told(response) == (401, "unauthenticated")
