"""The API key: shown once, without which there is none, and one at a time."""

import asyncio

import pytest

from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.view_api_key import ViewApiKey
from clara.application.accounts.view_user import ViewUser
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import CredentialKind, token_kind
from clara.domain.errors import ClaraError, Kind
from tests.support.portal import Portal

pytestmark = pytest.mark.anyio


async def test_before_the_first_reset_there_is_none(portal: Portal) -> None:
    person = await portal.someone()
    error = await portal.error(ViewApiKey, person.token)
    assert (error.code, error.kind) == ("api_key_not_found", Kind.NOT_FOUND)
    assert error.message == "API key with the given identifier does not exist."


async def test_a_key_is_shown_without_its_token(portal: Portal) -> None:
    person = await portal.someone()
    issued = await portal.ask(ResetApiKey, person.token)
    assert token_kind(issued.token) is CredentialKind.API_KEY
    key = await portal.ask(ViewApiKey, person.token)
    assert (key.id, key.last_four) == (issued.key.id, issued.token[-4:])
    assert (set(key.scopes), key.last_used_at, key.expires_at) == (ALL_SCOPES, None, None)
    assert issued.token not in repr(issued) + repr(key)


async def test_when_it_was_used_is_shown(portal: Portal) -> None:
    person = await portal.someone()
    issued = await portal.ask(ResetApiKey, person.token)
    await portal.ask(ViewUser, issued.token)
    await portal.core.usage.flush()
    assert (await portal.ask(ViewApiKey, person.token)).last_used_at == portal.now


async def test_a_reset_ends_the_old_key_at_its_next_request(portal: Portal) -> None:
    person = await portal.someone()
    old = await portal.ask(ResetApiKey, person.token)
    await portal.ask(ViewUser, old.token)
    new = await portal.ask(ResetApiKey, person.token)
    assert await portal.refused(ViewUser, old.token) == "unauthenticated"
    await portal.ask(ViewUser, new.token)
    assert (await portal.ask(ViewApiKey, person.token)).id == new.key.id


async def test_of_many_resets_at_once_one_key_is_left(portal: Portal) -> None:
    person = await portal.someone()
    issued = await asyncio.gather(*(portal.ask(ResetApiKey, person.token) for _ in range(8)))
    asked = (portal.ask(ViewUser, one.token) for one in issued)
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one.code for one in answers if isinstance(one, ClaraError)]
    assert refused == ["unauthenticated"] * 7


async def test_a_repeated_reset_shows_no_token_and_issues_no_other(portal: Portal) -> None:
    person = await portal.someone()
    first = await portal.call(ResetApiKey, person.token, idempotency_key="once")
    again = await portal.call(ResetApiKey, person.token, idempotency_key="once")
    assert (again.replayed, again.result.token) == (True, None)
    assert again.result.key == first.result.key
    await portal.ask(ViewUser, first.result.token)


async def test_a_reset_ends_nothing_but_the_key(portal: Portal) -> None:
    person, other = await portal.someone(), await portal.someone()
    theirs = await portal.ask(ResetApiKey, other.token)
    await portal.ask(ResetApiKey, person.token)
    await portal.ask(ViewUser, person.token)
    await portal.ask(ViewUser, theirs.token)
