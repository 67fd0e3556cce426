"""What takes somebody's access away acts on their very next request, through every door."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from msgspec import structs
from sqlalchemy import update

from clara.adapters.persistence.tables import credentials, users
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from clara.domain.instant import microseconds
from tests.isolation.support.estate import Estate
from tests.isolation.support.home import Credential
from tests.isolation.support.operations import Operation, rest, tool
from tests.isolation.support.rules import Answer, refusal
from tests.isolation.support.values import values
from tests.support.builders import company
from tests.support.clock import NOW

pytestmark = pytest.mark.anyio

# What only staff may do, so that a change of role is felt; one that reads and one that writes.
WAYS = {
    "REST with a user token": (CredentialKind.USER_TOKEN, rest),
    "REST with an API key": (CredentialKind.API_KEY, rest),
    "MCP with an API key": (CredentialKind.API_KEY, tool),
    "MCP with an MCP token": (CredentialKind.MCP_TOKEN, tool),
}
OPERATIONS = {
    rest: {"reading": "card.import_view", "writing": "card.import"},
    tool: {"reading": "list_cards", "writing": "lock_card"},
}
_MINUTE = 60

Change = Callable[[Estate, Credential], Awaitable[Credential]]
"""Does it, and gives the credential as it is from then on."""


async def _by(estate: Estate, name: str, caller: Credential, **changed: object) -> None:
    """The administrator's access is changed by the route of that name."""
    operation, person = rest(name), estate.a.administrator
    sent = values(operation, estate.a, person)
    sent = {one: changed.get(one.name, value) for one, value in sent.items()}
    asked = await estate.ask(operation, caller, sent)
    assert asked.is_success, asked.response.text


def _colleague(estate: Estate) -> Credential:
    return estate.a.credential(estate.a.guarded, CredentialKind.USER_TOKEN)


async def revoke(estate: Estate, given: Credential) -> Credential:
    if given.kind is CredentialKind.MCP_TOKEN:
        await _by(estate, "mcp_token.revoke", _colleague(estate), token_id=given.id)
    elif given.kind is CredentialKind.API_KEY:
        own = estate.a.credential(given.owner, CredentialKind.USER_TOKEN)
        await _by(estate, "api_key.reset", own)
    else:
        await _by(estate, "user.sign_out", given)
    return replace(given, is_live=False)


async def expire(estate: Estate, given: Credential) -> Credential:
    estate.world.clock.advance(seconds=_MINUTE)
    return replace(given, is_live=False)


async def demote(estate: Estate, given: Credential) -> Credential:
    owner = estate.a.administrator
    role = Role.EMPLOYEE
    await _by(estate, "member.change", _colleague(estate), user_id=owner.user.id, role=role.value)
    return replace(given, owner=replace(owner, role=role))


async def remove(estate: Estate, given: Credential) -> Credential:
    owner = estate.a.administrator
    await _by(estate, "member.remove", _colleague(estate), user_id=owner.user.id)
    # Tokens for assistants are of one company, and end with the membership.
    is_live = given.kind is not CredentialKind.MCP_TOKEN
    return replace(given, owner=replace(owner, company=company()), is_live=is_live)


async def deactivate(estate: Estate, given: Credential) -> Credential:
    owner = estate.a.administrator
    await estate.world.change(
        update(users).where(users.c.id == owner.user.id).values(is_active=False)
    )
    user = structs.replace(owner.user, is_active=False)
    return replace(given, owner=replace(owner, user=user))


async def change_password(estate: Estate, given: Credential) -> Credential:
    application = estate.a.credential(None, CredentialKind.PUBLIC_KEY)
    await _by(estate, "user.change_password", application)
    # Programs and assistants keep their access, which the mail about it lists.
    return replace(given, is_live=given.kind is not CredentialKind.USER_TOKEN)


CHANGES = (revoke, expire, demote, remove, deactivate, change_password)


@pytest.mark.parametrize("effect", ["reading", "writing"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
async def test_a_change_of_access_acts_on_the_very_next_request(
    estate: Estate, change: Change, way: str, effect: str
) -> None:
    kind, door = WAYS[way]
    operation: Operation = door(OPERATIONS[door][effect])
    given = estate.a.credential(estate.a.administrator, kind)
    sent = values(operation, estate.a, estate.a.administrator)
    await estate.world.change(
        update(credentials)
        .where(credentials.c.id == given.id)
        .values(expires_at=microseconds(NOW) + _MINUTE * 1_000_000)
    )
    try:
        before = await estate.ask(operation, given, sent)
        assert before.is_success, before.response.text
        changed = await change(estate, given)
        after = await estate.ask(operation, changed, sent)
    finally:
        estate.world.clock.advance(seconds=(NOW - estate.world.clock.now()).total_seconds())
        await estate.doors.restore()
    expected = refusal(operation, changed, estate.a) or Answer(before.answer.status, "ok")
    assert after.answer == expected
    lasts = change is change_password and kind is not CredentialKind.USER_TOKEN
    assert after.is_success == lasts
