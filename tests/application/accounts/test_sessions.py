"""How long a sign-in lasts, and what ends it."""

import pytest

from clara.application.accounts.sign_out import SignOut
from clara.application.accounts.view_user import ViewUser
from tests.support.portal import Portal, opened_portal

pytestmark = pytest.mark.anyio


async def use(portal: Portal, token: str) -> None:
    """With the mark of it written, as a server does within a second."""
    await portal.ask(ViewUser, token)
    await portal.core.usage.flush()


async def test_a_token_that_is_not_used_ends_after_seven_days(portal: Portal) -> None:
    person = await portal.someone()
    other = await portal.sign_in(person)
    portal.world.clock.advance(days=6, hours=23)
    await use(portal, person.token)
    portal.world.clock.advance(hours=1)
    assert await portal.refused(ViewUser, other) == "unauthenticated"
    await use(portal, person.token)


async def test_use_keeps_a_token_alive_but_not_beyond_thirty_days(portal: Portal) -> None:
    person = await portal.someone()
    for _ in range(4):
        portal.world.clock.advance(days=6)
        await use(portal, person.token)
    portal.world.clock.advance(days=5, hours=23)
    await use(portal, person.token)
    portal.world.clock.advance(hours=1)
    assert await portal.refused(ViewUser, person.token) == "unauthenticated"


async def test_what_is_refused_for_another_reason_is_use_as_well(portal: Portal) -> None:
    person = await portal.someone()
    portal.world.clock.advance(days=6)
    await portal.refused(ViewUser, person.token, user_id="user_" + "0" * 32)
    await portal.core.usage.flush()
    portal.world.clock.advance(days=6)
    await portal.ask(ViewUser, person.token)


async def test_marks_that_wait_are_written_before_the_process_ends(portal: Portal) -> None:
    person = await portal.someone()
    portal.world.clock.advance(days=6)
    async with opened_portal(portal.world) as other:
        await other.ask(ViewUser, person.token)
    portal.world.clock.advance(days=6)
    await portal.ask(ViewUser, person.token)


async def test_signing_out_ends_this_sign_in_only(portal: Portal) -> None:
    person = await portal.someone()
    other = await portal.sign_in(person)
    await portal.ask(SignOut, person.token)
    assert await portal.refused(ViewUser, person.token) == "unauthenticated"
    assert await portal.refused(SignOut, person.token) == "unauthenticated"
    await portal.ask(ViewUser, other)


async def test_an_api_key_and_the_public_key_sign_nobody_out(portal: Portal) -> None:
    key = portal.world.a.administrator.tokens
    for token in key.values():
        if "_user_" not in token:
            assert await portal.refused(SignOut, token) == "unauthenticated"
    assert await portal.refused(SignOut) == "unauthenticated"
