"""Creating tokens: for members only, as their role allows, shown once."""

from datetime import timedelta

import pytest
from msgspec import json
from sqlalchemy import select

from clara.adapters.persistence import tables
from clara.application.call import Call
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.founding.create_token import CreatedToken, CreateToken, TokenKind
from clara.domain.credentials.actor import Door
from clara.domain.credentials.guard import UNGUARDED
from clara.domain.credentials.scope import ALL_SCOPES, Scope
from clara.domain.errors import ClaraError, Forbidden, Unauthenticated
from tests.application.founding.conftest import Operate
from tests.support.house import Person
from tests.support.world import ACCEPTED, World

pytestmark = pytest.mark.anyio


async def created(operate: Operate, person: Person, kind: str, **fields: object) -> CreatedToken:
    made: CreatedToken = await operate(
        CreateToken,
        company_id=person.company.id,
        email=person.user.email,
        kind=TokenKind(kind),
        name="Laptop",
        **fields,
    )
    return made


async def use(world: World, token: str, door: Door, use_case: type, **fields: object) -> object:
    call = Call(door=door, request_id="request", token=token, accepts=ACCEPTED[door])
    command = use_case.command(company_id=world.a.company.id, **fields)
    return (await world.core.runner.run(use_case, command, call)).result


@pytest.mark.parametrize(
    ("who", "kind", "is_allowed"),
    [
        ("administrator", "mcp", True),
        ("bookkeeper", "mcp", True),
        ("manager", "mcp", False),
        ("employee", "mcp", False),
        ("administrator", "api", True),
        ("employee", "api", True),
    ],
)
async def test_mcp_tokens_are_for_staff_and_api_keys_for_all(
    world: World, operate: Operate, who: str, kind: str, is_allowed: bool
) -> None:
    person = getattr(world.a, who)
    if not is_allowed:
        with pytest.raises(Forbidden, match="role_not_allowed"):
            await created(operate, person, kind)
        return
    token = await created(operate, person, kind)
    assert token.token.startswith(f"clara_{kind}_")
    assert set(token.scopes) == ALL_SCOPES
    assert await use(world, token.token, Door.MCP if kind == "mcp" else Door.REST, ListCards)


async def test_a_token_reaches_no_further_than_its_scopes(world: World, operate: Operate) -> None:
    token = await created(operate, world.a.administrator, "mcp", scopes=(Scope.CARDS_READ,))
    assert await use(world, token.token, Door.MCP, ListCards)
    with pytest.raises(Forbidden, match="scope_missing"):
        await use(world, token.token, Door.MCP, LockCard, card="4417")


async def test_a_token_ends_with_its_last_day(world: World, operate: Operate) -> None:
    token = await created(operate, world.a.administrator, "api", days=2)
    assert token.expires_at == world.clock.now() + timedelta(days=2)
    assert await use(world, token.token, Door.REST, ListCards)
    world.clock.advance(days=2)
    with pytest.raises(Unauthenticated):
        await use(world, token.token, Door.REST, ListCards)


async def test_only_an_mcp_token_is_bound_to_the_company(world: World, operate: Operate) -> None:
    bound = await created(operate, world.a.administrator, "mcp")
    free = await created(operate, world.a.administrator, "api")
    assert (bound.company_id, free.company_id) == (world.a.company.id, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"company_id": "company_" + "0" * 32}, "company_not_found"),
        ({"email": "nobody@example.com"}, "member_not_found"),
        ({"name": ""}, "invalid_parameters"),
        ({"days": 0}, "invalid_parameters"),
        ({"scopes": ()}, "invalid_parameters"),
    ],
)
async def test_what_makes_no_token(
    world: World, operate: Operate, change: dict[str, object], code: str
) -> None:
    fields = {
        "company_id": world.a.company.id,
        "email": world.a.administrator.user.email,
        "kind": TokenKind.API_KEY,
        "name": "Laptop",
    }
    with pytest.raises(ClaraError) as caught:
        await operate(CreateToken, **{**fields, **change})
    assert caught.value.code == code


async def test_a_member_of_another_company_is_nobody_here(world: World, operate: Operate) -> None:
    with pytest.raises(ClaraError, match="member_not_found"):
        await operate(
            CreateToken,
            company_id=world.b.company.id,
            email=world.a.administrator.user.email,
            kind=TokenKind.API_KEY,
            name="Laptop",
        )


async def test_the_log_names_the_token_and_does_not_hold_it(world: World, operate: Operate) -> None:
    token = await created(operate, world.a.administrator, "mcp", scopes=(Scope.CARDS_READ,))
    (entry,) = await world.audited(action="token.created")
    assert (entry.subject, entry.company_id) == (token.id, world.a.company.id)
    assert entry.details == {
        "kind": "mcp",
        "for": world.a.administrator.user.id,
        "scopes": ["cards:read"],
        "guard": json.decode(json.encode(UNGUARDED)),
        "expires_at": None,
    }
    everything = "\n".join(row for rows in (await world.dump()).values() for row in rows)
    assert token.token not in everything
    assert token.token not in repr(token)
    ends = select(tables.credentials.c.last_four).where(tables.credentials.c.id == token.id)
    assert [row[0] for row in await world.rows(ends)] == [token.token[-4:]]
