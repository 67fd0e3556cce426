"""Ending a client meets whoever is being let in at that moment."""

import asyncio

import pytest
from sqlalchemy import select

from clara.adapters.persistence.credentials import SqlCredentials
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.oauth import SqlGrants
from clara.adapters.persistence.oauth_clients import SqlOAuthClients
from clara.adapters.persistence.tables import credentials, oauth_codes
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from tests.support.oauth_client import Program
from tests.support.world import World

pytestmark = pytest.mark.anyio

GRANT = "grant_" + "0" * 32


def _grant(world: World) -> NewCredential:
    return NewCredential(
        id=GRANT,
        kind=CredentialKind.MCP_TOKEN,
        user_id=world.a.administrator.user.id,
        company_id=world.a.company.id,
        name="Assistant",
        scopes=ALL_SCOPES,
        created_at=world.clock.now(),
    )


async def _end(world: World, program: Program) -> frozenset[str] | None:
    session = Session(world.core.database)
    session.write()
    try:
        ended = await SqlOAuthClients(session).end(program.client_id, world.clock.now())
        await session.commit()
    finally:
        await session.close()
    return ended


async def test_a_grant_that_is_not_committed_yet_is_waited_for_and_ends_too(world: World) -> None:
    program = await Program.register(world)
    code = await program.code(world.a.administrator)
    exchanging = Session(world.core.database)
    exchanging.write()
    await SqlCredentials(exchanging).add(_grant(world), "clara_mcp_nobodys")
    await SqlGrants(exchanging).bind(GRANT, code)
    ending = asyncio.create_task(_end(world, program))
    _, waiting = await asyncio.wait({ending}, timeout=0.2)
    assert waiting
    await exchanging.commit()
    await exchanging.close()
    assert await ending == {world.a.company.id}
    [[revoked_at]] = await world.rows(
        select(credentials.c.revoked_at).where(credentials.c.id == GRANT)
    )
    assert revoked_at is not None
    assert await world.rows(select(oauth_codes.c.digest)) == []


async def test_a_code_of_a_client_that_ended_gives_no_grant(world: World) -> None:
    program = await Program.register(world)
    code = await program.code(world.a.administrator)
    assert await _end(world, program) == frozenset()
    session = Session(world.core.database)
    session.write()
    await SqlCredentials(session).add(_grant(world), "clara_mcp_nobodys")
    with pytest.raises(ClaraError, match="invalid_grant"):
        await SqlGrants(session).bind(GRANT, code)
    await session.close()
    assert await world.rows(select(credentials.c.id).where(credentials.c.id == GRANT)) == []
