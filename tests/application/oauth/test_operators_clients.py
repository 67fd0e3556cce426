"""OAuth clients that operators create, list and end, on both stores."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from clara.adapters.persistence.forgetting import forget_what_is_over
from clara.adapters.persistence.tables import oauth_clients, oauth_codes
from clara.application.call import Call
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.oauth.create_client import CreateClient
from clara.application.oauth.list_clients import ListClients
from clara.application.oauth.revoke_client import RevokeClient
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.instant import microseconds
from tests.support.oauth_client import CALLBACK, Program
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def operate(world: World, use_case: Any, key: str | None = None, **fields: Any) -> Any:
    call = Call(door=Door.CLI, request_id="request", idempotency_key=key)
    return (await world.core.runner.run(use_case, world.draft(**fields), call)).result


async def create(world: World, **changes: Any) -> Any:
    fields = {"name": "Back office", "redirect_uris": [CALLBACK], **changes}
    return await operate(world, CreateClient, **fields)


async def program_of(world: World, **changes: Any) -> Program:
    made = await create(world, **changes)
    return Program(world, made.client_id, made.client_secret)


async def _code_of(asking: Any) -> str:
    with pytest.raises(ClaraError) as caught:
        await asking
    return caught.value.code


async def test_people_let_it_in_as_any_other_and_it_shows_its_secret(world: World) -> None:
    program = await program_of(world, name="Back\u200b office")
    issued = await program.granted(world.a.administrator, "cards:read")
    assert await program.actor(issued.access_token) is not None
    assert await program.refresh(issued.refresh_token)
    listed = await world.run(ListMcpTokens, via=Door.WEB)
    assert {one.id: one.name for one in listed.tokens}[issued.grant_id] == "Back office"


@pytest.mark.parametrize("secret", [None, "", "wrong", "clara_ocs_wrong"])
async def test_without_its_secret_it_gets_nothing(world: World, secret: str | None) -> None:
    program = await program_of(world)
    code = await program.code(world.a.administrator)
    assert await _code_of(program.exchange(code, client_secret=secret)) == "invalid_client"
    issued = await program.exchange(code)
    refreshing = program.refresh(issued.refresh_token, client_secret=secret)
    assert await _code_of(refreshing) == "invalid_client"


async def test_the_secret_of_one_is_not_anothers(world: World) -> None:
    program, other = await program_of(world), await program_of(world)
    code = await program.code(world.a.administrator)
    exchanging = program.exchange(code, client_secret=other.secret)
    assert await _code_of(exchanging) == "invalid_client"


async def test_it_is_shown_once_and_kept_nowhere(world: World) -> None:
    fields = {"name": "Back office", "redirect_uris": [CALLBACK]}
    made = await operate(world, CreateClient, "one", **fields)
    again = await operate(world, CreateClient, "one", **fields)
    assert made.client_secret.startswith("clara_ocs_")
    assert (again.client_id, again.client_secret) == (made.client_id, None)
    assert made.client_secret not in repr(await world.dump()) + repr(made)
    [entry] = await world.audited(action="oauth_client.created", outcome="done")
    assert (entry.subject, entry.company_id, entry.details) == (made.client_id, None, {})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "invalid_parameters"),
        ({"name": "\u200b"}, "invalid_name"),
        ({"redirect_uris": []}, "invalid_parameters"),
        ({"redirect_uris": [CALLBACK] * 11}, "invalid_parameters"),
        ({"redirect_uris": [CALLBACK, "http://assistant.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
    ],
)
async def test_what_is_not_in_order_is_not_created(
    world: World, changes: dict[str, Any], code: str
) -> None:
    assert await _code_of(create(world, **changes)) == code
    assert await world.rows(select(oauth_clients.c.id)) == []


async def test_nobody_forgets_it(world: World) -> None:
    made = await create(world)
    await Program.register(world)
    world.clock.advance(days=400)
    await forget_what_is_over(world.core.database, microseconds(world.clock.now()))
    assert [row[0] for row in await world.rows(select(oauth_clients.c.id))] == [made.client_id]


async def test_the_list_counts_live_grants_newest_client_first(world: World) -> None:
    first = await program_of(world)
    world.clock.advance(seconds=1)
    itself = await Program.register(world)
    world.clock.advance(seconds=1)
    second = await program_of(world, name="Second")
    for program in (first, first, itself):
        await program.granted(world.a.administrator)
    await first.code(world.a.administrator)
    found = (await operate(world, ListClients)).clients
    shown = [(one.client.id, one.client.name, one.grants) for one in found]
    assert shown == [(second.client_id, "Second", 0), (first.client_id, "Back office", 2)]
    everybody = (await operate(world, ListClients, everybody=True)).clients
    assert [(one.client.id, one.grants) for one in everybody] == [
        *((second.client_id, 0), (itself.client_id, 1)),
        (first.client_id, 2),
    ]


async def test_with_a_client_ends_all_it_was_granted(world: World) -> None:
    program, other = await program_of(world), await program_of(world)
    issued = await program.granted(world.a.administrator)
    elsewhere = await program.granted(world.b.bookkeeper)
    code = await program.code(world.a.administrator)
    kept = await other.granted(world.a.administrator)
    revoked = await operate(world, RevokeClient, client_id=program.client_id)
    assert set(revoked.company_ids) == {world.a.company.id, world.b.company.id}
    for tokens in (issued, elsewhere):
        assert await program.actor(tokens.access_token) is None
        assert await _code_of(program.refresh(tokens.refresh_token)) == "invalid_client"
    assert await _code_of(program.exchange(code)) == "invalid_client"
    assert await _code_of(program.open()) == "invalid_client"
    assert await other.actor(kept.access_token) is not None
    entries = await world.audited(action="oauth_client.revoked")
    assert {one.company_id for one in entries} == set(revoked.company_ids)
    assert {one.subject for one in entries} == {program.client_id}


async def test_one_that_registered_by_itself_is_ended_too(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.administrator)
    await operate(world, RevokeClient, client_id=program.client_id)
    assert await program.actor(issued.access_token) is None
    [entry] = await world.audited(action="oauth_client.revoked")
    assert entry.company_id == world.a.company.id


@pytest.mark.parametrize("wanted", ["client_" + "0" * 32, "\x00", "https://assistant.example/x"])
async def test_what_is_no_client_is_not_found(world: World, wanted: str) -> None:
    assert await _code_of(operate(world, RevokeClient, client_id=wanted)) == (
        "oauth_client_not_found"
    )


async def test_who_is_let_in_while_the_client_ends_is_out_as_well(world: World) -> None:
    program = await program_of(world)
    codes = [await program.code(world.a.administrator) for _ in range(6)]
    ended, *issued = await asyncio.gather(
        operate(world, RevokeClient, client_id=program.client_id),
        *(program.exchange(code) for code in codes),
        return_exceptions=True,
    )
    assert not isinstance(ended, BaseException)
    for one in issued:
        assert isinstance(one, ClaraError) or await program.actor(one.access_token) is None
    assert await world.rows(select(oauth_codes.c.digest)) == []


@pytest.mark.parametrize("use_case", [CreateClient, ListClients, RevokeClient])
@pytest.mark.parametrize("door", [Door.REST, Door.MCP, Door.WEB])
async def test_nobody_else_does_it(world: World, use_case: Any, door: Door) -> None:
    with pytest.raises(ClaraError, match="operators_only"):
        await world.send(use_case, world.draft(), world.a.administrator, door)
