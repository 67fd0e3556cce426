"""MCP tokens: made by staff for themselves, shown once, listed and revoked by who oversees them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import json

from clara.application.call import Call
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.mcp_tokens.create_mcp_token import CreatedMcpToken, CreateMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.guard import UNGUARDED
from clara.domain.credentials.mcp_token import LONGEST
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.errors import ClaraError
from tests.support.house import Person
from tests.support.signed_in import ask, call, join, refused
from tests.support.world import World

pytestmark = pytest.mark.anyio

UNKNOWN = "token_" + "0" * 32


async def made(world: World, by: Person | None = None, **fields: Any) -> CreatedMcpToken:
    token: CreatedMcpToken = await ask(world, CreateMcpToken, by, **{"name": "Laptop", **fields})
    return token


def holding(person: Person, token: CreatedMcpToken) -> Person:
    """`person`, whose assistant has this token."""
    assert token.token is not None
    return Person(person.user, person.role, person.company, {Door.MCP: token.token})


async def listed(world: World, by: Person | None = None) -> tuple[Credential, ...]:
    found: tuple[Credential, ...] = (await ask(world, ListMcpTokens, by)).tokens
    return found


@pytest.mark.parametrize("who", ["administrator", "bookkeeper"])
async def test_an_assistant_works_with_a_new_token_at_once(world: World, who: str) -> None:
    person = getattr(world.a, who)
    token = await made(world, person)
    assert token.token is not None
    assert token.token.startswith("clara_mcp_")
    assert set(token.credential.scopes) == ALL_SCOPES
    assert token.credential.last_four == token.token[-4:]
    assert (token.credential.user_name, token.credential.expires_at) == (person.name, None)
    seen = await world.run(ListCards, as_=holding(person, token), via=Door.MCP)
    assert seen.totals.count == 9


@pytest.mark.parametrize("who", ["manager", "employee"])
@pytest.mark.parametrize("use_case", [CreateMcpToken, ListMcpTokens, RevokeMcpToken])
async def test_others_have_nothing_to_do_with_them(world: World, who: str, use_case: Any) -> None:
    fields = {CreateMcpToken: {"name": "Laptop"}, RevokeMcpToken: {"token_id": UNKNOWN}}
    person = getattr(world.a, who)
    assert await refused(world, use_case, person, **fields.get(use_case, {})) == "role_not_allowed"


async def test_a_key_makes_and_ends_none_but_lists_them(world: World) -> None:
    assert len((await world.run(ListMcpTokens)).tokens) == 2
    for use_case, fields in ((CreateMcpToken, {"name": "x"}), (RevokeMcpToken, {"token_id": "x"})):
        with pytest.raises(ClaraError, match="unauthenticated"):
            await world.run(use_case, **fields)


async def test_the_operator_is_nobody_to_make_one_for(world: World) -> None:
    draft = world.draft(company_id=world.a.company.id, name="Laptop")
    with pytest.raises(ClaraError, match="role_not_allowed"):
        await world.core.runner.run(CreateMcpToken, draft, Call(door=Door.CLI, request_id="r"))


async def test_a_token_reaches_no_further_than_its_scopes_and_company(world: World) -> None:
    await join(world, world.a.administrator, world.b, Role.ADMINISTRATOR)
    token = await made(world, scopes=["cards:read", "cards:read"])
    assert [scope.value for scope in token.credential.scopes] == ["cards:read"]
    person = holding(world.a.administrator, token)
    assert await world.run(ListCards, as_=person, via=Door.MCP)
    with pytest.raises(ClaraError, match="scope_missing"):
        await world.run(LockCard, as_=person, via=Door.MCP, card="4417")
    with pytest.raises(ClaraError, match="company_not_found"):
        await world.run(ListCards, as_=person, via=Door.MCP, company_id=world.b.company.id)


async def test_a_token_is_refused_from_the_instant_it_expires(world: World) -> None:
    expires_at = world.clock.now() + timedelta(hours=1)
    token = await made(world, expires_at=expires_at.isoformat())
    assert token.credential.expires_at == expires_at
    person = holding(world.a.administrator, token)
    world.clock.advance(minutes=59, seconds=59)
    assert await world.run(ListCards, as_=person, via=Door.MCP)
    world.clock.advance(seconds=1)
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=person, via=Door.MCP)
    assert token.credential.id not in {one.id for one in await listed(world)}


async def test_an_instant_of_another_zone_is_told_in_utc(world: World) -> None:
    token = await made(world, expires_at="2027-01-01T00:00:00-06:00")
    assert token.credential.expires_at == datetime(2027, 1, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "invalid_parameters"),
        ({"name": "x" * 81}, "invalid_parameters"),
        ({"name": "\u200b"}, "invalid_name"),
        ({"scopes": []}, "invalid_parameters"),
        ({"scopes": ["everything"]}, "invalid_parameters"),
        ({"expires_at": "tomorrow"}, "invalid_parameters"),
        ({"expires_at": "2027-01-01T00:00:00"}, "invalid_parameters"),
        ({"expires_at": "2026-11-20T18:00:00Z"}, "invalid_expiry"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, "invalid_expiry"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, "invalid_expiry"),
        ({"expires_at": "<beyond>"}, "invalid_expiry"),
        ({"user_id": "user_" + "0" * 32}, "invalid_parameters"),
        ({"company_id": "<b>"}, "company_not_found"),
    ],
)
async def test_what_makes_no_token(world: World, fields: dict[str, Any], code: str) -> None:
    beyond = world.clock.now() + LONGEST + timedelta(microseconds=1)
    known = {"<beyond>": beyond.isoformat(), "<b>": world.b.company.id}
    given = {"name": "Laptop", **fields}
    given = {
        name: known.get(one, one) if isinstance(one, str) else one for name, one in given.items()
    }
    assert await refused(world, CreateMcpToken, **given) == code


async def test_five_years_are_the_longest(world: World) -> None:
    token = await made(world, expires_at=(world.clock.now() + LONGEST).isoformat())
    assert token.credential.expires_at == world.clock.now() + LONGEST


async def test_one_user_has_so_many_in_a_company_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clara.domain.credentials.mcp_token.MAX_TOKENS", 4)
    await join(world, world.a.administrator, world.b, Role.ADMINISTRATOR)
    answers = await asyncio.gather(
        *(made(world, name=str(number)) for number in range(6)), return_exceptions=True
    )
    refusals = [one.code for one in answers if isinstance(one, ClaraError)]
    assert refusals == ["too_many_mcp_tokens"] * 3
    assert await made(world, world.a.bookkeeper)
    assert await made(world, company_id=world.b.company.id)
    done = next(one for one in answers if isinstance(one, CreatedMcpToken))
    await ask(world, RevokeMcpToken, token_id=done.credential.id)
    assert await made(world)


async def test_a_token_is_shown_once(world: World) -> None:
    first = await call(world, CreateMcpToken, name="Laptop", key="one")
    again = await call(world, CreateMcpToken, name="Laptop", key="one")
    assert (again.replayed, again.result.token) == (True, None)
    assert again.result.credential == first.result.credential
    token = first.result.token
    assert token not in repr(first.result)
    everything = "\n".join(row for rows in (await world.dump()).values() for row in rows)
    await world.core.queue.flush()
    assert token not in everything


async def test_the_log_says_who_made_and_who_ended_which(world: World) -> None:
    token = await made(world, world.a.bookkeeper, scopes=["cards:read"])
    await ask(world, RevokeMcpToken, token_id=token.credential.id)
    (created,) = await world.audited(action="mcp_token.created")
    (ended,) = await world.audited(action="mcp_token.revoked")
    assert created.subject == ended.subject == token.credential.id
    assert created.company_id == ended.company_id == world.a.company.id
    assert created.details == {
        "scopes": ["cards:read"],
        "guard": json.decode(json.encode(UNGUARDED)),
        "expires_at": None,
    }
    assert ended.details == {"of": world.a.bookkeeper.user.id}
    assert ended.user_id == world.a.administrator.user.id


async def test_administrators_see_everybodys_and_bookkeepers_their_own(world: World) -> None:
    own, theirs = await made(world, world.a.bookkeeper), await made(world)
    of_all = {one.id for one in await listed(world)}
    assert {own.credential.id, theirs.credential.id} < of_all
    assert len(of_all) == 4
    of_bruno = await listed(world, world.a.bookkeeper)
    assert {one.user_id for one in of_bruno} == {world.a.bookkeeper.user.id}
    assert {one.name for one in of_bruno} == {"Laptop", "key"}


async def test_when_and_by_whom_a_token_was_last_used_is_told(world: World) -> None:
    token = await made(world)
    world.clock.advance(minutes=5)
    person = holding(world.a.administrator, token)
    command = ListCards.command(company_id=world.a.company.id)
    call_ = Call(
        door=Door.MCP,
        request_id="r",
        token=person.tokens[Door.MCP],
        accepts=frozenset({token.credential.kind}),
        client="claude-code/2.1",
    )
    await world.core.runner.run(ListCards, command, call_)
    await world.core.usage.flush()
    (seen,) = [one for one in await listed(world) if one.id == token.credential.id]
    assert (seen.last_used_at, seen.last_client) == (world.clock.now(), "claude-code/2.1")


@pytest.mark.parametrize("who", ["administrator", "bookkeeper"])
async def test_a_revoked_token_is_refused_from_the_very_next_request_on(
    world: World, who: str
) -> None:
    token = await made(world, world.a.bookkeeper)
    person = holding(world.a.bookkeeper, token)
    assert await world.run(ListCards, as_=person, via=Door.MCP)
    revoked = await ask(world, RevokeMcpToken, getattr(world.a, who), token_id=token.credential.id)
    assert revoked.id == token.credential.id
    with pytest.raises(ClaraError, match="unauthenticated"):
        await world.run(ListCards, as_=person, via=Door.MCP)
    code = await refused(world, RevokeMcpToken, token_id=token.credential.id)
    assert code == "mcp_token_not_found"


@pytest.mark.parametrize("wanted", ["", "\x00", UNKNOWN, "<b>", "<administrator>", "<key>"])
async def test_a_bookkeeper_ends_nothing_but_their_own(world: World, wanted: str) -> None:
    by = world.a.bookkeeper
    actor = await world.actor(by)
    known = {
        "<b>": (await made(world, world.b.administrator)).credential.id,
        "<administrator>": (await made(world)).credential.id,
        "<key>": actor.credential_id,
    }
    code = await refused(world, RevokeMcpToken, by, token_id=known.get(wanted, wanted))
    assert code == "mcp_token_not_found"


async def test_an_administrator_ends_none_of_another_company(world: World) -> None:
    theirs = await made(world, world.b.bookkeeper)
    code = await refused(world, RevokeMcpToken, token_id=theirs.credential.id)
    assert code == "mcp_token_not_found"


async def test_of_two_who_revoke_at_once_one_does(world: World) -> None:
    token = await made(world, world.a.bookkeeper)
    answers = await asyncio.gather(
        *(
            ask(world, RevokeMcpToken, by, token_id=token.credential.id)
            for by in (world.a.administrator, world.a.bookkeeper)
        ),
        return_exceptions=True,
    )
    codes = [one.code for one in answers if isinstance(one, ClaraError)]
    assert codes == ["mcp_token_not_found"]
