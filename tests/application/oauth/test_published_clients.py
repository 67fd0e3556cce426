"""Clients that are known by a document that they publish, on both stores."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from clara.adapters.persistence.forgetting import forget_what_is_over
from clara.adapters.persistence.tables import oauth_clients
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.revoke_access import RevokeAccess
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.instant import microseconds
from tests.support.oauth_client import Program, public
from tests.support.publisher import CALLBACK, HOST, Publisher, publishing
from tests.support.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def publisher(
    tmp_path: Path, anyio_backend: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Publisher]:
    """Whose host the product reads documents from."""
    async with publishing(tmp_path) as publisher:
        monkeypatch.setattr(
            "clara.bootstrap._client_documents", lambda _, clock: publisher.documents(clock)
        )
        yield publisher


async def _code_of(asking: Any) -> str:
    with pytest.raises(ClaraError) as caught:
        await asking
    return caught.value.code


async def _kept(world: World) -> list[Any]:
    columns = oauth_clients.c.id, oauth_clients.c.name, oauth_clients.c.is_ours
    return [(id, name, bool(is_ours)) for id, name, is_ours in await world.rows(select(*columns))]


async def test_it_is_let_in_without_registering(world: World, publisher: Publisher) -> None:
    program = Program(world, publisher.publish())
    issued = await program.granted(world.a.administrator, "cards:read")
    actor = await program.actor(issued.access_token)
    assert actor is not None
    assert actor.user_id == world.a.administrator.user.id
    renewed = await program.refresh(issued.refresh_token)
    await public(world, RevokeAccess, **program.proof, token=renewed.refresh_token)
    assert await program.actor(renewed.access_token) is None
    assert len(publisher.asked) == 1


async def test_asking_keeps_nothing_and_a_grant_keeps_what_the_document_said(
    world: World, publisher: Publisher
) -> None:
    program = Program(world, publisher.publish())
    assert (await program.open()).client.publisher == HOST
    assert await _kept(world) == []
    await program.granted(world.a.administrator)
    assert await _kept(world) == [(publisher.url(), "Assistant", False)]


async def test_what_it_publishes_anew_is_kept_in_the_place_of_the_old(
    world: World, publisher: Publisher
) -> None:
    program = Program(world, publisher.publish())
    first = await program.granted(world.a.administrator)
    publisher.publish(client_name="Assistant 2", redirect_uris=["https://assistant.example/b"])
    world.clock.advance(minutes=6)
    assert await _code_of(program.open()) == "invalid_redirect_uri"
    program.callback = "https://assistant.example/b"
    await program.granted(world.a.administrator)
    assert await _kept(world) == [(publisher.url(), "Assistant 2", False)]
    assert await program.refresh(first.refresh_token)


async def test_its_grants_are_listed_by_its_name_and_host(
    world: World, publisher: Publisher
) -> None:
    issued = await Program(world, publisher.publish()).granted(world.a.administrator)
    listed = await world.run(ListMcpTokens, via=Door.WEB)
    names = {one.id: one.name for one in listed.tokens}
    assert names[issued.grant_id] == f"Assistant ({HOST})"


async def test_a_host_that_is_gone_ends_no_grant_and_lets_nobody_new_in(
    world: World, publisher: Publisher
) -> None:
    program = Program(world, publisher.publish())
    opened = await program.open()
    issued = await program.granted(world.a.administrator)
    publisher.answers.clear()
    world.clock.advance(minutes=6)
    assert await program.refresh(issued.refresh_token)
    assert await _code_of(program.open()) == "client_document_unavailable"
    fields = {"company_id": world.a.company.id, "request": opened.sealed, "scopes": ["cards:read"]}
    granting = world.send(GrantAccess, world.draft(**fields), world.a.administrator, Door.WEB)
    assert await _code_of(granting) == "client_document_unavailable"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "https://assistant.example/other"}, "invalid_client_document"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_document"),
        ({"redirect_uris": ["http://assistant.example/callback"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://assistant.example/other"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK + "/"]}, "invalid_redirect_uri"),
    ],
)
async def test_the_person_stays_with_us_when_it_is_not_in_order(
    world: World, publisher: Publisher, changes: dict[str, Any], code: str
) -> None:
    assert await _code_of(Program(world, publisher.publish(**changes)).open()) == code


async def test_an_address_that_is_none_is_not_asked(world: World, publisher: Publisher) -> None:
    for client_id in ("https://127.0.0.1/x", "https://assistant.example", "https://a.example/../x"):
        assert await _code_of(Program(world, client_id).open()) == "invalid_client_document"
    assert publisher.resolved == []


async def test_it_can_not_show_a_secret_and_others_can_not_show_its_tokens(
    world: World, publisher: Publisher
) -> None:
    program = Program(world, publisher.publish())
    code = await program.code(world.a.administrator)
    assert await _code_of(program.exchange(code, client_secret="x")) == "invalid_client"
    other = Program(world, publisher.publish("/other.json"), verifier=program.verifier)
    issued = await program.exchange(code)
    assert await _code_of(other.refresh(issued.refresh_token)) == "invalid_client"
    await other.granted(world.a.administrator)
    assert await _code_of(other.refresh(issued.refresh_token)) == "invalid_grant"
    assert await program.actor(issued.access_token) is not None


async def test_documents_read_count_as_registrations_and_kept_ones_do_not(
    world: World, publisher: Publisher
) -> None:
    programs = [Program(world, publisher.publish(f"/{number}")) for number in range(31)]
    for program in programs[:30]:
        await program.open()
    assert await _code_of(programs[30].open()) == "rate_limited"
    assert await programs[0].open()
    assert len(publisher.asked) == 30


async def test_once_its_grants_are_forgotten_so_is_it(world: World, publisher: Publisher) -> None:
    await Program(world, publisher.publish()).code(world.a.administrator)
    world.clock.advance(days=1, seconds=61)
    await forget_what_is_over(world.core.database, microseconds(world.clock.now()))
    assert await _kept(world) == []
