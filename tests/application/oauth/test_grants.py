"""From a program's request to its tokens, and what ends them."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from clara.adapters.persistence.tables import memberships
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.mcp_tokens.revoke_mcp_token import RevokeMcpToken
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.revoke_access import RevokeAccess
from clara.application.oauth.view_authorization import ViewAuthorization
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from tests.support.oauth_client import CALLBACK, Program, public, verifier
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def _code_of(asking: Any) -> str:
    with pytest.raises(ClaraError) as caught:
        await asking
    return caught.value.code


async def test_an_access_token_acts_in_the_persons_name_as_far_as_granted(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.administrator, "cards:read")
    actor = await program.actor(issued.access_token)
    assert actor is not None
    assert actor.kind is CredentialKind.MCP_TOKEN
    assert actor.user_id == world.a.administrator.user.id
    assert actor.scopes == {Scope.CARDS_READ}
    assert [seat.company_id for seat in actor.seats] == [world.a.company.id]


async def test_an_access_token_ends_after_an_hour_and_is_refreshed(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.administrator)
    world.clock.advance(minutes=60)
    assert await program.actor(issued.access_token) is None
    renewed = await program.refresh(issued.refresh_token)
    assert await program.actor(renewed.access_token) is not None


async def test_unused_for_a_month_the_person_has_to_be_asked_again(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.administrator)
    world.clock.advance(days=30)
    assert await _code_of(program.refresh(issued.refresh_token)) == "invalid_grant"


async def test_a_code_is_used_once_and_a_second_time_ends_what_it_gave(world: World) -> None:
    program = await Program.register(world)
    code = await program.code(world.a.administrator)
    issued = await program.exchange(code)
    assert await _code_of(program.exchange(code)) == "invalid_grant"
    assert await program.actor(issued.access_token) is None
    assert await _code_of(program.refresh(issued.refresh_token)) == "invalid_grant"


async def test_of_many_who_bring_a_code_at_once_one_at_most_gets_tokens(world: World) -> None:
    program = await Program.register(world)
    code = await program.code(world.a.administrator)
    asked = [program.exchange(code) for _ in range(10)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert len([one for one in answers if not isinstance(one, ClaraError)]) == 1


async def test_a_refresh_token_used_twice_ends_the_whole_family(world: World) -> None:
    program = await Program.register(world)
    first = await program.granted(world.a.administrator)
    second = await program.refresh(first.refresh_token)
    assert await _code_of(program.refresh(first.refresh_token)) == "invalid_grant"
    assert await program.actor(second.access_token) is None
    assert await _code_of(program.refresh(second.refresh_token)) == "invalid_grant"


async def test_a_code_lives_for_a_minute(world: World) -> None:
    program = await Program.register(world)
    code = await program.code(world.a.administrator)
    world.clock.advance(seconds=60)
    assert await _code_of(program.exchange(code)) == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code_verifier": verifier()}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"redirect_uri": "https://assistant.example/other"}, "invalid_grant"),
        ({"client_id": "client_" + "0" * 32}, "invalid_client"),
        ({"client_secret": "a secret it does not have"}, "invalid_client"),
        ({"resource": "https://elsewhere.example/mcp"}, "invalid_target"),
        ({"code": "clara_oac_nobodys"}, "invalid_grant"),
    ],
)
async def test_a_code_needs_everything_to_fit(
    world: World, changes: dict[str, str], code: str
) -> None:
    program = await Program.register(world)
    granted = await program.code(world.a.administrator)
    assert await _code_of(program.exchange(granted, **changes)) == code


async def test_another_programs_code_and_tokens_are_of_no_use(world: World) -> None:
    program, other = await Program.register(world), await Program.register(world)
    other.verifier = program.verifier
    assert await _code_of(other.exchange(await program.code(world.a.administrator))) == (
        "invalid_grant"
    )
    issued = await program.granted(world.a.administrator)
    assert await _code_of(other.refresh(issued.refresh_token)) == "invalid_grant"
    await public(world, RevokeAccess, **other.proof, token=issued.refresh_token)
    assert await program.actor(issued.access_token) is not None
    assert await program.refresh(issued.refresh_token)


async def test_a_program_with_a_secret_has_to_show_it(world: World) -> None:
    program = await Program.register(world, token_endpoint_auth_method="client_secret_post")
    code = await program.code(world.a.administrator)
    for secret in (None, "wrong"):
        asking = program.exchange(code, client_secret=secret)
        assert await _code_of(asking) == "invalid_client"
    assert await program.exchange(code)


async def test_a_program_gives_back_what_it_was_granted(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.administrator)
    for _ in range(2):
        await public(world, RevokeAccess, **program.proof, token=issued.refresh_token)
    assert await program.actor(issued.access_token) is None


async def test_grants_stand_with_the_other_tokens_and_are_revoked_with_them(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.bookkeeper)
    company = {"company_id": world.a.company.id}
    how = {"as_": world.a.administrator, "via": Door.WEB}
    listed = await world.run(ListMcpTokens, **how, **company)
    assert issued.grant_id in {one.id for one in listed.tokens}
    await world.run(RevokeMcpToken, token_id=issued.grant_id, **how, **company)
    assert await program.actor(issued.access_token) is None
    assert await _code_of(program.refresh(issued.refresh_token)) == "invalid_grant"


async def test_a_demoted_persons_grant_is_of_no_use(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.bookkeeper)
    await world.change(
        update(memberships)
        .where(memberships.c.user_id == world.a.bookkeeper.user.id)
        .values(role="employee")
    )
    assert await program.actor(issued.access_token) is None


async def test_nobody_grants_more_than_was_asked_or_what_is_not_theirs(world: World) -> None:
    program = await Program.register(world)
    opened = await program.open(scope="cards:read")

    async def grant(person: Any, **changes: Any) -> Any:
        fields = {
            "company_id": world.a.company.id,
            "request": opened.sealed,
            "scopes": ["cards:read"],
            **changes,
        }
        return await world.send(GrantAccess, World.draft(**fields), person, Door.WEB)

    boss = world.a.administrator
    assert await _code_of(grant(boss, scopes=["cards:write"])) == "invalid_scope"
    assert await _code_of(grant(boss, request="x" * 40)) == "invalid_cursor"
    assert await _code_of(grant(boss, company_id=world.b.company.id)) == "company_not_found"
    assert await _code_of(grant(world.a.employee)) == "role_not_allowed"


async def test_what_was_granted_before_is_remembered_for_exactly_that_address(
    world: World,
) -> None:
    person = world.a.administrator
    program = await Program.register(world)
    await program.granted(person, "cards:read")
    opened = await program.open(scope="cards:read cards:write")
    how = {"as_": person, "via": Door.WEB}
    asked = World.draft(request=opened.sealed)
    seen = (await world.send(ViewAuthorization, asked, person, Door.WEB)).result
    assert (seen.company_id, seen.scopes) == (world.a.company.id, (Scope.CARDS_READ,))
    stranger = await Program.register(world)
    asked = World.draft(request=(await stranger.open()).sealed)
    seen = (await world.send(ViewAuthorization, asked, how["as_"], Door.WEB)).result
    assert seen.company_id is None


async def test_nothing_is_remembered_for_programs_on_the_persons_computer(world: World) -> None:
    person = world.a.administrator
    program = await Program.register(world, "http://127.0.0.1:33418/callback")
    await program.granted(person)
    asked = World.draft(request=(await program.open()).sealed)
    seen = (await world.send(ViewAuthorization, asked, person, Door.WEB)).result
    assert seen.company_id is None


async def test_no_secret_of_it_is_kept_or_logged(world: World) -> None:
    program = await Program.register(world, token_endpoint_auth_method="client_secret_basic")
    code = await program.code(world.a.administrator)
    issued = await program.exchange(code)
    everything = repr(await world.dump()) + repr(await world.audited())
    for secret in (program.secret, code, issued.access_token, issued.refresh_token):
        assert secret is not None
        assert secret not in everything


async def test_each_step_leaves_an_entry(world: World) -> None:
    program = await Program.register(world)
    issued = await program.granted(world.a.administrator)
    await program.refresh(issued.refresh_token)
    actions = {entry.action for entry in await world.audited()}
    assert {
        *("oauth_client.registered", "oauth_access.granted"),
        *("oauth_code.exchanged", "oauth_access.refreshed"),
    } <= actions


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"resource": "https://elsewhere.example"}, "invalid_target"),
    ],
)
async def test_what_the_program_did_wrong_it_is_told(
    world: World, changes: dict[str, Any], error: str
) -> None:
    opened = await (await Program.register(world)).open(**changes)
    assert (opened.error, opened.sealed, opened.redirect_uri) == (error, None, CALLBACK)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "client_" + "0" * 32}, "invalid_client"),
        ({"redirect_uri": "https://assistant.example/callback/"}, "invalid_redirect_uri"),
        ({"redirect_uri": "https://evil.example/callback"}, "invalid_redirect_uri"),
        ({"redirect_uri": ""}, "invalid_redirect_uri"),
    ],
)
async def test_what_could_send_the_person_astray_stays_with_us(
    world: World, changes: dict[str, Any], code: str
) -> None:
    program = await Program.register(world)
    assert await _code_of(program.open(**changes)) == code


async def test_a_program_on_the_persons_computer_chooses_its_port(world: World) -> None:
    program = await Program.register(world, "http://127.0.0.1:1/callback")
    opened = await program.open(redirect_uri="http://127.0.0.1:40123/callback")
    assert opened.sealed is not None
    asking = program.open(redirect_uri="http://127.0.0.1:40123/elsewhere")
    assert await _code_of(asking) == "invalid_redirect_uri"
