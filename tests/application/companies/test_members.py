"""Members: what administrators change about them, and what that takes away at once."""

from typing import Any

import pytest

from clara.application.cards.list_cards import ListCards
from clara.application.companies.change_member import ChangedMember, ChangeMember
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.ports import Member
from clara.application.companies.remove_member import RemoveMember
from clara.application.companies.view_company import ViewCompany
from clara.domain.audit.entry import Outcome
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from tests.support.house import Person
from tests.support.signed_in import ask, join, newcomer, refused
from tests.support.world import World

pytestmark = pytest.mark.anyio

NOBODY = "user_" + "0" * 32


async def change(world: World, person: Person, **fields: Any) -> ChangedMember:
    changed: ChangedMember = await ask(world, ChangeMember, user_id=person.user.id, **fields)
    return changed


async def members(world: World) -> dict[str, Member]:
    listed = await ask(world, ListMembers)
    return {member.user_id: member for member in listed.members}


async def test_members_are_listed_by_name_with_all_that_is_known_of_them(world: World) -> None:
    listed = await ask(world, ListMembers)
    names = [f"{one.first_name} {one.last_name}" for one in listed.members]
    assert names == ["Ana Torres", "Bruno Díaz", "Elena Gómez", "Luis Pérez", "Marta Ruiz"]
    luis = listed.members[3]
    assert (luis.email, luis.role) == (world.a.member.user.email, Role.EMPLOYEE)
    assert luis.manager_user_id == world.a.manager.user.id
    assert luis.cardholder_id == world.a.holders["Luis Pérez"].id
    assert luis.is_active


async def test_an_api_key_lists_members_and_changes_none(world: World) -> None:
    assert len((await world.run(ListMembers)).members) == 5
    for use_case in (ChangeMember, RemoveMember):
        fields = {"user_id": world.a.employee.user.id, "role": "manager"}
        if use_case is RemoveMember:
            del fields["role"]
        with pytest.raises(ClaraError, match="unauthenticated"):
            await world.send(use_case, world.draft(**fields), world.a.administrator)


async def test_a_role_acts_on_the_members_very_next_request(world: World) -> None:
    assert (await world.run(ListCards, as_=world.a.employee)).totals.count == 2
    await change(world, world.a.employee, role="bookkeeper")
    assert (await world.run(ListCards, as_=world.a.employee)).totals.count == 9
    assert (await ask(world, ViewCompany, world.a.employee)).role is Role.BOOKKEEPER


async def test_who_is_no_longer_staff_loses_their_mcp_tokens_for_good(world: World) -> None:
    bruno = world.a.bookkeeper
    assert await world.run(ListCards, as_=bruno, via=Door.MCP)
    changed = await change(world, bruno, role="manager")
    assert changed.mcp_tokens_revoked == 1
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=bruno, via=Door.MCP)
    await change(world, bruno, role="bookkeeper")
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=bruno, via=Door.MCP)


async def test_an_administrator_who_becomes_bookkeeper_keeps_them(world: World) -> None:
    olga = await join(world, await newcomer(world), world.a, Role.ADMINISTRATOR)
    await ask(world, ChangeMember, olga, user_id=world.a.administrator.user.id, role="bookkeeper")
    assert await world.run(ListCards, as_=world.a.administrator, via=Door.MCP)


async def test_tokens_of_another_company_are_not_touched(world: World) -> None:
    stranger = world.b.bookkeeper
    await join(world, stranger, world.a, Role.BOOKKEEPER)
    changed = await change(world, stranger, role="employee")
    assert changed.mcp_tokens_revoked == 0
    assert await world.run(ListCards, as_=stranger, via=Door.MCP)


async def test_who_becomes_an_employee_has_no_team_any_more(world: World) -> None:
    marta = world.a.manager
    assert (await members(world))[world.a.member.user.id].manager_user_id == marta.user.id
    await change(world, marta, role="employee")
    assert (await members(world))[world.a.member.user.id].manager_user_id is None
    await change(world, marta, role="manager")
    assert (await world.run(ListCards, as_=marta)).totals.count == 1


async def test_a_manager_sees_whom_they_are_given_and_no_longer_whom_they_lose(
    world: World,
) -> None:
    marta, elena = world.a.manager, world.a.employee
    assert (await world.run(ListCards, as_=marta)).totals.count == 2
    await change(world, elena, manager_user_id=marta.user.id)
    assert (await world.run(ListCards, as_=marta)).totals.count == 4
    await change(world, elena, manager_user_id=None)
    assert (await world.run(ListCards, as_=marta)).totals.count == 2


async def test_a_cardholder_is_given_taken_and_given_to_another(world: World) -> None:
    elena, holder = world.a.employee, world.a.holders["María López"]
    await change(world, elena, cardholder_id=holder.id)
    seen = await world.run(ListCards, as_=elena)
    assert {card.cardholder.id for card in seen.items} == {holder.id}
    other = {"user_id": world.a.member.user.id, "cardholder_id": holder.id}
    assert await refused(world, ChangeMember, **other) == "cardholder_taken"
    await change(world, elena, cardholder_id=None)
    assert (await world.run(ListCards, as_=elena)).items == ()
    await change(world, world.a.member, cardholder_id=holder.id)
    assert (await members(world))[world.a.member.user.id].cardholder_id == holder.id


async def test_what_is_so_already_changes_nothing_and_says_so(world: World) -> None:
    changed = await change(world, world.a.bookkeeper, role="bookkeeper", manager_user_id=None)
    assert (changed.changed, changed.mcp_tokens_revoked) == ((), 0)
    (entry,) = await world.audited(action="member.changed")
    assert entry.outcome is Outcome.UNCHANGED


async def test_the_log_says_what_was_changed(world: World) -> None:
    await change(world, world.a.bookkeeper, role="employee")
    (entry,) = await world.audited(action="member.changed")
    assert (entry.subject, entry.company_id) == (
        world.a.bookkeeper.user.id,
        world.a.company.id,
    )
    assert entry.details == {
        "changed": ["role"],
        "role_before": "bookkeeper",
        "role_after": "employee",
        "mcp_tokens_revoked": 1,
    }


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "empty_body"),
        ({"role": None}, "invalid_parameters"),
        ({"role": "owner"}, "invalid_parameters"),
        ({"email": "x@example.com"}, "invalid_parameters"),
        ({"user_id": NOBODY, "role": "manager"}, "member_not_found"),
        ({"user_id": "\x00", "role": "manager"}, "member_not_found"),
        ({"user_id": "<stranger>", "role": "manager"}, "member_not_found"),
        ({"manager_user_id": NOBODY}, "manager_not_found"),
        ({"manager_user_id": "<stranger>"}, "manager_not_found"),
        ({"manager_user_id": "<self>"}, "manager_not_allowed"),
        ({"manager_user_id": "<employee>"}, "manager_not_allowed"),
        ({"cardholder_id": "cardholder_" + "0" * 32}, "cardholder_not_found"),
        ({"cardholder_id": "<b.holder>"}, "cardholder_not_found"),
        ({"cardholder_id": "<holder>"}, "cardholder_taken"),
        ({"cardholder_id": 7}, "invalid_parameters"),
        ({"user_id": "<administrator>", "role": "bookkeeper"}, "last_administrator"),
        ({"company_id": "<b>", "role": "bookkeeper"}, "company_not_found"),
    ],
)
async def test_what_is_no_change(world: World, fields: dict[str, Any], code: str) -> None:
    known = {
        "<self>": world.a.bookkeeper.user.id,
        "<stranger>": world.b.manager.user.id,
        "<employee>": world.a.employee.user.id,
        "<administrator>": world.a.administrator.user.id,
        "<holder>": world.a.holders["Luis Pérez"].id,
        "<b.holder>": world.b.holders["María López"].id,
        "<b>": world.b.company.id,
    }
    given = {"user_id": "<self>", **fields}
    given = {
        name: known.get(one, one) if isinstance(one, str) else one for name, one in given.items()
    }
    assert await refused(world, ChangeMember, **given) == code


@pytest.mark.parametrize("who", ["bookkeeper", "manager", "employee"])
async def test_only_administrators_change_roles(world: World, who: str) -> None:
    person = getattr(world.a, who)
    fields = {"user_id": person.user.id, "role": "administrator"}
    assert await refused(world, ChangeMember, person, **fields) == "role_not_allowed"


@pytest.mark.parametrize("who", ["bookkeeper", "manager", "employee"])
async def test_everybody_may_leave_and_nobody_else_is_taken_along(world: World, who: str) -> None:
    person = getattr(world.a, who)
    for user_id in (world.a.member.user.id, NOBODY):
        assert await refused(world, RemoveMember, person, user_id=user_id) == "role_not_allowed"
    await ask(world, RemoveMember, person, user_id=person.user.id)
    assert await refused(world, ViewCompany, person) == "company_not_found"
    assert len(await members(world)) == 4


async def test_who_is_removed_has_no_access_from_the_very_next_request_on(world: World) -> None:
    bruno = world.a.bookkeeper
    removed = await ask(world, RemoveMember, user_id=bruno.user.id)
    assert (removed.role, removed.mcp_tokens_revoked) == (Role.BOOKKEEPER, 1)
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=bruno, via=Door.MCP)
    with pytest.raises(ClaraError, match="company_not_found"):
        await world.run(ListCards, as_=bruno)
    await join(world, bruno, world.a, Role.BOOKKEEPER)
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=bruno, via=Door.MCP)


async def test_who_reported_to_somebody_removed_reports_to_nobody(world: World) -> None:
    await ask(world, RemoveMember, user_id=world.a.manager.user.id)
    assert (await members(world))[world.a.member.user.id].manager_user_id is None


async def test_cards_of_somebody_removed_stay_and_can_be_another_members(world: World) -> None:
    await ask(world, RemoveMember, user_id=world.a.member.user.id)
    assert (await world.run(ListCards)).totals.count == 9
    holder = world.a.holders["Luis Pérez"]
    await change(world, world.a.employee, cardholder_id=holder.id)
    assert (await members(world))[world.a.employee.user.id].cardholder_id == holder.id


@pytest.mark.parametrize("user_id", [NOBODY, "", "\x00", "<stranger>"])
async def test_who_is_no_member_is_not_removed(world: World, user_id: str) -> None:
    user_id = world.b.manager.user.id if user_id == "<stranger>" else user_id
    assert await refused(world, RemoveMember, user_id=user_id) == "member_not_found"


async def test_another_company_stays_as_it_is(world: World) -> None:
    there = {"company_id": world.b.company.id, "user_id": world.b.employee.user.id}
    assert await refused(world, RemoveMember, **there) == "company_not_found"
    await join(world, world.a.administrator, world.b, Role.BOOKKEEPER)
    assert await refused(world, RemoveMember, **there) == "role_not_allowed"
    wanted = {"email": "x@example.com", "role": "employee", "company_id": world.b.company.id}
    assert await refused(world, InviteMember, **wanted) == "role_not_allowed"
