"""Inviting people and joining: one mail, one code, one person."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import invitations
from clara.application.cards.list_cards import ListCards
from clara.application.companies.accept_invitation import AcceptInvitation
from clara.application.companies.change_member import ChangeMember
from clara.application.companies.invite_member import InviteMember
from clara.application.companies.list_members import ListMembers
from clara.application.companies.remove_member import RemoveMember
from clara.application.companies.view_company import ViewCompany
from clara.application.companies.withdraw_invitation import WithdrawInvitation
from clara.domain.accounts.language import Language
from clara.domain.companies.company import Role
from clara.domain.companies.invitation import LIVES, Invitation
from clara.domain.companies.inviting import MAX_A_DAY
from clara.domain.credentials.token import digest
from clara.domain.errors import ClaraError
from clara.domain.mail.letter import InvitationLetter
from tests.support.house import Person
from tests.support.signed_in import (
    ask,
    call,
    join,
    letters,
    newcomer,
    refusal,
    refused,
    signed_in_anew,
)
from tests.support.world import World

pytestmark = pytest.mark.anyio

ADDRESS = "nora.prueba@example.com"
NOBODY = "user_" + "0" * 32


async def invite(world: World, by: Person | None = None, **fields: Any) -> Invitation:
    """An invitation of `ADDRESS` as bookkeeper, unless `fields` say otherwise."""
    wanted = {"email": ADDRESS, "role": "bookkeeper", **fields}
    made: Invitation = await ask(world, InviteMember, by, **wanted)
    return made


async def code_for(world: World, invitation: Invitation) -> str:
    """What the last letter to the invited address says."""
    found = [one for one in await letters(world) if one.to == invitation.email]
    content = found[-1].content
    assert isinstance(content, InvitationLetter)
    return content.token


async def test_who_is_invited_joins_with_the_code_in_the_mail(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    code = await code_for(world, await invite(world))
    joined = await ask(world, AcceptInvitation, person, token=code)
    assert (joined.company.id, joined.role) == (world.a.company.id, Role.BOOKKEEPER)
    seen = await ask(world, ViewCompany, person, company_id=world.a.company.id)
    assert seen.role is Role.BOOKKEEPER
    listed = await ask(world, ListMembers)
    assert person.user.id in {member.user_id for member in listed.members}
    assert listed.invitations == ()


async def test_the_letter_says_who_invites_to_what_until_when(world: World) -> None:
    invitation = await invite(world, email="Nora.Prueba@Example.com", role="manager")
    (letter,) = await letters(world)
    assert (letter.to, letter.name, letter.language) == (ADDRESS, None, Language.ES)
    content = letter.content
    assert isinstance(content, InvitationLetter)
    assert content.company_name == world.a.company.name
    assert (content.invited_by, content.role) == ("Ana Torres", Role.MANAGER)
    assert content.expires_at == invitation.expires_at == world.clock.now() + LIVES


async def test_who_has_an_account_is_written_to_in_their_language(world: World) -> None:
    await newcomer(world, email=ADDRESS, language=Language.PT)
    await invite(world)
    (letter,) = await letters(world)
    assert (letter.name, letter.language) == ("Nora Prueba", Language.PT)


async def test_the_code_is_in_the_mail_only(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    done = await call(world, InviteMember, email=ADDRESS, role="employee", key="one")
    again = await call(world, InviteMember, email=ADDRESS, role="employee", key="one")
    assert (again.replayed, again.result) == (True, done.result)
    assert len(await letters(world)) == 1
    code = await code_for(world, done.result)
    await ask(world, AcceptInvitation, person, token=code)
    await world.core.queue.flush()
    everything = "\n".join(row for rows in (await world.dump()).values() for row in rows)
    assert code not in everything
    assert code not in repr(done.result)
    assert [bytes(row[0]) for row in await world.rows(select(invitations.c.digest))] == [
        digest(code)
    ]


async def test_the_log_names_no_address(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    invitation = await invite(world)
    await ask(world, AcceptInvitation, person, token=await code_for(world, invitation))
    for action in ("member.invited", "invitation.accepted"):
        (entry,) = await world.audited(action=action)
        assert (entry.subject, entry.company_id) == (invitation.id, world.a.company.id)
        assert entry.details["role"] == "bookkeeper"
        assert "@" not in str(entry.details)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "nobody"}, "invalid_parameters"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "invalid_parameters"),
        ({"role": "owner"}, "invalid_parameters"),
        ({"role": ...}, "invalid_parameters"),
        ({"company_name": "Other"}, "invalid_parameters"),
        ({"manager_user_id": NOBODY}, "manager_not_found"),
        ({"manager_user_id": "\x00"}, "manager_not_found"),
        ({"manager_user_id": "<b>"}, "manager_not_found"),
        ({"manager_user_id": "<employee>"}, "manager_not_allowed"),
        ({"cardholder_id": "cardholder_" + "0" * 32}, "cardholder_not_found"),
        ({"cardholder_id": "\x00"}, "cardholder_not_found"),
        ({"cardholder_id": "<b.holder>"}, "cardholder_not_found"),
        ({"cardholder_id": "<holder>"}, "cardholder_taken"),
        ({"email": "<member>"}, "already_member"),
    ],
)
async def test_what_is_no_invitation(world: World, changes: dict[str, Any], code: str) -> None:
    known = {
        "<b>": world.b.manager.user.id,
        "<employee>": world.a.employee.user.id,
        "<holder>": world.a.holders["Luis Pérez"].id,
        "<b.holder>": world.b.holders["María López"].id,
        "<member>": world.a.member.user.email.upper(),
    }
    fields = {"email": ADDRESS, "role": "bookkeeper", **changes}
    given = {name: known.get(one, one) for name, one in fields.items() if one is not ...}
    assert await refused(world, InviteMember, **given) == code
    assert await letters(world) == []


@pytest.mark.parametrize("who", ["bookkeeper", "manager", "employee"])
async def test_only_administrators_invite_list_and_withdraw(world: World, who: str) -> None:
    invitation, person = await invite(world), getattr(world.a, who)
    wanted = {"email": "x@example.com", "role": "administrator"}
    assert await refused(world, InviteMember, person, **wanted) == "role_not_allowed"
    assert await refused(world, ListMembers, person) == "role_not_allowed"
    code = await refused(world, WithdrawInvitation, person, invitation_id=invitation.id)
    assert code == "role_not_allowed"


async def test_an_api_key_invites_nobody(world: World) -> None:
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(InviteMember, email=ADDRESS, role=Role.EMPLOYEE)


async def test_inviting_again_replaces_the_invitation(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    first = await invite(world)
    old = await code_for(world, first)
    world.clock.advance(minutes=3)
    second = await invite(world, role="employee")
    assert [one.id for one in (await ask(world, ListMembers)).invitations] == [second.id]
    assert await refused(world, AcceptInvitation, person, token=old) == "invitation_withdrawn"
    joined = await ask(world, AcceptInvitation, person, token=await code_for(world, second))
    assert joined.role is Role.EMPLOYEE


async def test_one_that_has_expired_can_be_sent_again(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    old = await code_for(world, await invite(world))
    world.clock.advance(days=6, hours=23)
    by = await signed_in_anew(world, world.a.administrator)
    assert len((await ask(world, ListMembers, by)).invitations) == 1
    world.clock.advance(hours=1)
    assert (await ask(world, ListMembers, by)).invitations == ()
    person = await signed_in_anew(world, person)
    assert await refused(world, AcceptInvitation, person, token=old) == "invitation_expired"
    again = await invite(world, by)
    assert await ask(world, AcceptInvitation, person, token=await code_for(world, again))


async def test_one_address_is_not_written_to_again_at_once(world: World) -> None:
    await invite(world)
    world.clock.advance(seconds=20)
    error = await refusal(world, InviteMember, email=ADDRESS.upper(), role="employee")
    assert (error.code, error.retry_after) == ("invited_just_now", 40)
    world.clock.advance(seconds=40)
    assert await invite(world)


async def test_one_address_is_invited_so_often_a_day_by_all_together(world: World) -> None:
    for number in range(MAX_A_DAY):
        await invite(world, (world.a if number % 2 else world.b).administrator)
        world.clock.advance(minutes=1)
    wanted = {"email": ADDRESS, "role": "employee"}
    error = await refusal(world, InviteMember, **wanted)
    assert error.code == "invited_too_often"
    assert error.retry_after == 24 * 3600 - MAX_A_DAY * 60
    world.clock.advance(seconds=error.retry_after)
    assert await ask(world, InviteMember, **wanted)


async def test_so_many_invitations_wait_at_once_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clara.domain.companies.inviting.MAX_OPEN", 3)
    for number in range(3):
        last = await invite(world, email=f"{number}@example.com")
    assert await refused(world, InviteMember, email=ADDRESS, role="employee") == (
        "too_many_invitations"
    )
    world.clock.advance(minutes=1)
    replaced = await invite(world, email=last.email)
    await ask(world, WithdrawInvitation, invitation_id=replaced.id)
    assert await invite(world)


async def test_a_withdrawn_invitation_is_of_no_use(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    invitation = await invite(world)
    code = await code_for(world, invitation)
    await ask(world, WithdrawInvitation, invitation_id=invitation.id)
    assert await refused(world, AcceptInvitation, person, token=code) == "invitation_withdrawn"
    gone = await refused(world, WithdrawInvitation, invitation_id=invitation.id)
    assert gone == "invitation_not_found"
    (entry,) = await world.audited(action="invitation.withdrawn", outcome="done")
    assert entry.subject == invitation.id


@pytest.mark.parametrize("wanted", ["", "\x00", "invitation_" + "0" * 32, "<b>"])
async def test_what_is_no_invitation_of_the_company_is_not_withdrawn(
    world: World, wanted: str
) -> None:
    theirs = await invite(world, world.b.administrator)
    wanted = theirs.id if wanted == "<b>" else wanted
    assert await refused(world, WithdrawInvitation, invitation_id=wanted) == "invitation_not_found"


async def test_only_who_owns_the_address_joins(world: World) -> None:
    code = await code_for(world, await invite(world))
    other = await newcomer(world, email="nora@example.com")
    assert await refused(world, AcceptInvitation, other, token=code) == "invitation_of_another"


@pytest.mark.parametrize("token", ["0" * 32, "A" * 128])
async def test_a_code_that_is_none_leads_nowhere(world: World, token: str) -> None:
    assert await refused(world, AcceptInvitation, token=token) == "invitation_not_found"


@pytest.mark.parametrize("token", ["", "short", "\x00" * 32, "ñ" * 32, "0" * 129, "-" * 32])
async def test_a_code_of_another_form_is_malformed(world: World, token: str) -> None:
    assert await refused(world, AcceptInvitation, token=token) == "invalid_parameters"


async def test_a_code_is_used_once(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    code = await code_for(world, await invite(world))
    await ask(world, AcceptInvitation, person, token=code)
    assert await refused(world, AcceptInvitation, person, token=code) == "invitation_accepted"


async def test_of_many_acceptances_at_once_one_joins(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    code = await code_for(world, await invite(world))
    answers = await asyncio.gather(
        *(ask(world, AcceptInvitation, person, token=code) for _ in range(8)),
        return_exceptions=True,
    )
    refusals = [one.code for one in answers if isinstance(one, ClaraError)]
    assert refusals == ["invitation_accepted"] * 7


async def test_who_joined_otherwise_meanwhile_is_told_so(world: World) -> None:
    person = await newcomer(world, email=ADDRESS)
    code = await code_for(world, await invite(world))
    await join(world, person, world.a, Role.EMPLOYEE)
    assert await refused(world, AcceptInvitation, person, token=code) == "already_member"


async def test_a_new_member_has_the_manager_and_cards_they_were_invited_with(
    world: World,
) -> None:
    person = await newcomer(world, email=ADDRESS)
    holder = world.a.holders["María López"]
    given = {"manager_user_id": world.a.manager.user.id, "cardholder_id": holder.id}
    code = await code_for(world, await invite(world, role="employee", **given))
    await ask(world, AcceptInvitation, person, token=code)
    members = {one.user_id: one for one in (await ask(world, ListMembers)).members}
    joined = members[person.user.id]
    assert (joined.manager_user_id, joined.cardholder_id) == (given["manager_user_id"], holder.id)
    own = await ask(world, ListCards, person, company_id=world.a.company.id)
    assert [card.cardholder.name for card in own.items] == ["María López"]
    team = await world.run(ListCards, as_=world.a.manager)
    assert "María López" in {card.cardholder.name for card in team.items}


async def test_a_manager_who_has_left_and_a_cardholder_who_is_taken_are_left_out(
    world: World,
) -> None:
    person = await newcomer(world, email=ADDRESS)
    holder = world.a.holders["María López"]
    given = {"manager_user_id": world.a.manager.user.id, "cardholder_id": holder.id}
    code = await code_for(world, await invite(world, role="employee", **given))
    await ask(world, RemoveMember, user_id=world.a.manager.user.id)
    taken = {"user_id": world.a.bookkeeper.user.id, "cardholder_id": holder.id}
    await ask(world, ChangeMember, **taken)
    await ask(world, AcceptInvitation, person, token=code)
    members = {one.user_id: one for one in (await ask(world, ListMembers)).members}
    joined = members[person.user.id]
    assert (joined.manager_user_id, joined.cardholder_id) == (None, None)


async def test_one_cardholder_is_promised_to_one_address(world: World) -> None:
    holder = world.a.holders["María López"].id
    await invite(world, cardholder_id=holder)
    other = {"email": "other@example.com", "role": "employee", "cardholder_id": holder}
    assert await refused(world, InviteMember, **other) == "cardholder_taken"
    world.clock.advance(minutes=1)
    assert await invite(world, cardholder_id=holder)


async def test_a_company_that_is_full_takes_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clara.domain.companies.members.MAX_MEMBERS", 5)
    person = await newcomer(world, email=ADDRESS)
    code = await code_for(world, await invite(world))
    assert await refused(world, AcceptInvitation, person, token=code) == "too_many_members"
