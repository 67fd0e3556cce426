"""What operators do with credentials: public keys for applications, an end to any of them."""

from typing import Any

import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import credentials
from clara.application.call import Call
from clara.application.cards.list_cards import ListCards
from clara.application.founding.create_public_key import CreatePublicKey
from clara.application.founding.revoke_credential import RevokeCredential
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def operate(world: World, use_case: Any, key: str | None = None, **fields: Any) -> Any:
    call = Call(door=Door.CLI, request_id="request", idempotency_key=key)
    return (await world.core.runner.run(use_case, world.draft(**fields), call)).result


async def test_a_public_key_says_which_application_asks_and_reaches_no_data(world: World) -> None:
    made = await operate(world, CreatePublicKey, name="Web\u200b console")
    assert made.name == "Web console"
    assert made.token.startswith("clara_pub_")
    async with world.core.units.open() as unit:
        actor = await unit.callers.find(made.token, Door.REST)
    assert actor is not None
    assert (actor.kind, actor.user_id, actor.seats) == (CredentialKind.PUBLIC_KEY, None, ())
    assert actor.scopes == frozenset()


async def test_it_is_shown_once_and_kept_nowhere(world: World) -> None:
    made = await operate(world, CreatePublicKey, name="Console", key="one")
    again = await operate(world, CreatePublicKey, name="Console", key="one")
    assert (again.id, again.token) == (made.id, None)
    await world.core.queue.flush()
    everything = "\n".join(row for rows in (await world.dump()).values() for row in rows)
    assert made.token not in everything
    assert made.token not in repr(made)
    (entry,) = await world.audited(action="public_key.created", outcome="done")
    assert (entry.subject, entry.company_id, entry.details) == (made.id, None, {})


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "invalid_parameters"), ("x" * 81, "invalid_parameters"), ("\u200b", "invalid_name")],
)
async def test_a_key_needs_a_name(world: World, name: str, code: str) -> None:
    with pytest.raises(ClaraError, match=code):
        await operate(world, CreatePublicKey, name=name)


@pytest.mark.parametrize(
    ("door", "kind"),
    [
        (Door.REST, CredentialKind.API_KEY),
        (Door.MCP, CredentialKind.MCP_TOKEN),
        (Door.WEB, CredentialKind.USER_TOKEN),
    ],
)
async def test_a_credential_of_any_kind_is_ended_at_once(
    world: World, door: Door, kind: CredentialKind
) -> None:
    person = world.a.administrator
    credential_id = (await world.actor(person, door)).credential_id
    assert await world.run(ListCards, as_=person, via=door)
    revoked = await operate(world, RevokeCredential, id=credential_id)
    assert (revoked.kind, revoked.user_id) == (kind, person.user.id)
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=person, via=door)
    (entry,) = await world.audited(action="credential.revoked")
    company = world.a.company.id if kind is CredentialKind.MCP_TOKEN else None
    assert (entry.subject, entry.company_id) == (credential_id, company)
    assert entry.details == {"kind": kind.value, "of": person.user.id}


async def test_a_public_key_is_ended_too(world: World) -> None:
    made = await operate(world, CreatePublicKey, name="Console")
    await operate(world, RevokeCredential, id=made.id)
    ended = select(credentials.c.revoked_at).where(credentials.c.id == made.id)
    assert (await world.rows(ended))[0][0] is not None
    with pytest.raises(ClaraError, match="credential_not_found"):
        await operate(world, RevokeCredential, id=made.id)


@pytest.mark.parametrize("wanted", ["key_" + "0" * 32, "\x00", "operator"])
async def test_what_is_no_credential_is_not_found(world: World, wanted: str) -> None:
    with pytest.raises(ClaraError, match="credential_not_found"):
        await operate(world, RevokeCredential, id=wanted)


@pytest.mark.parametrize("use_case", [CreatePublicKey, RevokeCredential])
@pytest.mark.parametrize("door", [Door.REST, Door.MCP, Door.WEB])
async def test_nobody_else_does_it(world: World, use_case: Any, door: Door) -> None:
    with pytest.raises(ClaraError, match="operators_only"):
        await world.send(use_case, world.draft(), world.a.administrator, door)
