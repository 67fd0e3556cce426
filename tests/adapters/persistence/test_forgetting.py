"""What is over goes; what may still be asked for stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clara.adapters.persistence.codes import SqlBudgets, SqlOneTimeCodes
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.forgetting import forget_what_is_over
from clara.adapters.persistence.tables import (
    budgets,
    credentials,
    oauth_clients,
    oauth_codes,
    oauth_tokens,
    one_time_codes,
)
from clara.domain.accounts.one_time_code import Budget, CodePurpose, OneTimeCode
from clara.domain.credentials.token import CredentialKind
from clara.domain.instant import microseconds
from tests.support.builders import api_key
from tests.support.clock import NOW
from tests.support.house import issue
from tests.support.oauth_client import Program
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def _forget(world: World) -> None:
    await forget_what_is_over(world.core.database, microseconds(world.clock.now()))


async def test_codes_go_when_they_expire_and_budgets_after_their_day(world: World) -> None:
    user_id = world.a.administrator.user.id
    session = Session(world.core.database)
    await SqlBudgets(session).take(Budget.ACTIVATION, user_id, NOW)
    session.write()
    await SqlOneTimeCodes(session).put(
        OneTimeCode(
            user_id=user_id,
            purpose=CodePurpose.ACTIVATION,
            code_digest=bytes(32),
            link_digest=bytes(32),
            created_at=NOW,
            expires_at=NOW + timedelta(minutes=10),
        )
    )
    await session.commit()
    await session.close()
    await _forget(world)
    assert len(await world.rows(select(one_time_codes.c.user_id))) == 1
    world.clock.advance(minutes=11)
    await _forget(world)
    assert await world.rows(select(one_time_codes.c.user_id)) == []
    assert len(await world.rows(select(budgets.c.user_id))) == 1
    world.clock.advance(days=1)
    await _forget(world)
    assert await world.rows(select(budgets.c.user_id)) == []


async def test_a_program_that_nobody_let_in_goes_after_a_day_and_its_tokens_when_they_are_over(
    world: World,
) -> None:
    used, unused = await Program.register(world), await Program.register(world)
    await used.granted(world.a.administrator)
    await used.code(world.a.administrator)
    world.clock.advance(days=1, seconds=61)
    await _forget(world)
    kept = {row[0] for row in await world.rows(select(oauth_clients.c.id))}
    assert kept == {used.client_id} != {unused.client_id}
    assert len(await world.rows(select(oauth_codes.c.digest))) == 1
    assert len(await world.rows(select(oauth_tokens.c.digest))) == 2
    world.clock.advance(days=31)
    await _forget(world)
    assert await world.rows(select(oauth_tokens.c.digest)) == []


async def test_sign_ins_go_a_month_after_they_ended_and_keys_never(world: World) -> None:
    person = world.a.administrator
    ended = api_key(
        person.user,
        id="session_" + "e" * 32,
        kind=CredentialKind.USER_TOKEN,
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    async with world.founding() as port:
        await issue(port, person, ended, ended.kind)  # type: ignore[arg-type]
    kept = {row[0] for row in await world.rows(select(credentials.c.id))}
    world.clock.advance(days=30)
    await _forget(world)
    left = {row[0] for row in await world.rows(select(credentials.c.id))}
    assert ended.id in left
    world.clock.advance(days=30)
    await _forget(world)
    left = {row[0] for row in await world.rows(select(credentials.c.id))}
    assert ended.id not in left
    assert {id for id in kept if id.startswith(("key_", "token_"))} <= left
