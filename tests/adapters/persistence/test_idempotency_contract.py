"""The `IdempotencyKeys` port on both stores: one key, one effect, whoever dies in between."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.idempotency import SqlIdempotencyKeys, forget_old_keys
from clara.adapters.persistence.tables import card_locks, idempotency_keys
from clara.adapters.system.ids import RandomIds
from clara.application.cards.lock_card import LockCard
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict, KeyReused
from clara.domain.instant import microseconds
from tests.support.world import World, opened

pytestmark = pytest.mark.anyio

REQUEST = b"r" * 32


def port(world: World) -> SqlIdempotencyKeys:
    session = Session(world.core.database)
    session.write()
    return SqlIdempotencyKeys(session, world.clock, RandomIds())


@pytest.fixture
async def actor(world: World) -> Actor:
    return await world.actor(world.a.administrator)


async def claimed(world: World, actor: Actor, request: bytes = REQUEST, key: str = "k") -> Any:
    keys = port(world)
    return keys, await keys.claim(actor, "card.lock", key, request)


async def test_a_completed_key_gives_its_answer(world: World, actor: Actor) -> None:
    keys, claim = await claimed(world, actor)
    await claim.complete(b'{"done":true}')
    await keys.session.commit()
    assert (await claimed(world, actor))[1] == b'{"done":true}'


async def test_an_answer_that_is_rolled_back_is_not_kept(world: World, actor: Actor) -> None:
    keys, claim = await claimed(world, actor)
    await claim.complete(b"{}")
    await keys.session.close()
    world.clock.hurries = True
    with pytest.raises(Conflict) as caught:
        await claimed(world, actor)
    assert caught.value.code == "idempotency_in_progress"


async def test_another_request_under_the_key_is_refused_at_once(world: World, actor: Actor) -> None:
    await claimed(world, actor)
    with pytest.raises(KeyReused):
        await claimed(world, actor, b"x" * 32)


async def test_keys_are_forgotten_after_a_day_and_not_before(world: World, actor: Actor) -> None:
    keys, claim = await claimed(world, actor, key="old")
    await claim.complete(b"{}")
    await keys.session.commit()
    world.clock.advance(hours=23)
    await claimed(world, actor, key="young")
    database = world.core.database
    assert await forget_old_keys(database, microseconds(world.clock.now())) == 0
    world.clock.advance(hours=2)
    assert await forget_old_keys(database, microseconds(world.clock.now())) == 1
    assert [row[0] for row in await world.rows(select(idempotency_keys.c.key))] == ["young"]


async def test_a_dropped_key_is_free_again(world: World, actor: Actor) -> None:
    _, claim = await claimed(world, actor)
    await claim.drop()
    assert not isinstance((await claimed(world, actor, b"x" * 32))[1], bytes)


async def test_dropping_after_an_unknown_commit_does_not_forget_the_answer(
    world: World, actor: Actor
) -> None:
    keys, claim = await claimed(world, actor)
    await claim.complete(b"{}")
    await keys.session.commit()
    await claim.drop()
    assert (await claimed(world, actor))[1] == b"{}"


async def test_a_claim_that_lapsed_can_not_be_completed(world: World, actor: Actor) -> None:
    _, first = await claimed(world, actor)
    world.clock.advance(seconds=61)
    _, second = await claimed(world, actor)
    with pytest.raises(Conflict) as caught:
        await first.complete(b"1")
    assert caught.value.code == "idempotency_claim_lost"
    await first.session.close()
    await second.complete(b"2")
    await second.session.commit()
    await first.drop()
    assert (await claimed(world, actor))[1] == b"2"


async def test_a_claim_that_is_kept_alive_does_not_lapse(world: World, actor: Actor) -> None:
    _, claim = await claimed(world, actor)
    for _ in range(4):
        world.clock.advance(seconds=50)
        await claim.keep_alive()
    world.clock.hurries = True
    with pytest.raises(Conflict) as caught:
        await claimed(world, actor)
    assert caught.value.code == "idempotency_in_progress"


async def test_of_twenty_that_take_over_a_dead_claim_one_gets_it(
    world: World, actor: Actor
) -> None:
    await claimed(world, actor)
    world.clock.advance(seconds=61)
    world.clock.hurries = True
    answers = await asyncio.gather(
        *(claimed(world, actor) for _ in range(20)), return_exceptions=True
    )
    winners = [one for one in answers if not isinstance(one, BaseException)]
    assert len(winners) == 1


async def test_keys_of_other_callers_operations_and_companies_do_not_meet(
    world: World, actor: Actor
) -> None:
    other = await world.actor(world.a.bookkeeper)
    abroad = await world.actor(world.b.administrator)
    keys = port(world)
    await keys.claim(actor, "card.lock", "k", REQUEST)
    for who, operation in ((actor, "card.unlock"), (other, "card.lock"), (abroad, "card.lock")):
        assert not isinstance(await keys.claim(who, operation, "k", b"x" * 32), bytes)
    rows = await world.rows(select(func.count()).select_from(idempotency_keys))
    assert rows[0][0] == 4


async def test_fifty_copies_on_two_servers_have_one_effect(world: World) -> None:
    async with opened(world.url, world.clock) as other:
        answers = await asyncio.gather(
            *(
                world.call(LockCard, card="4417", key="k", core=(world.core, other)[n % 2])
                for n in range(50)
            )
        )
    assert sum(not one.replayed for one in answers) == 1
    assert len({repr(one.result) for one in answers}) == 1
    locks = await world.rows(select(func.count()).select_from(card_locks))
    assert locks[0][0] == 1


async def test_twenty_keys_at_once_do_not_hinder_each_other(world: World) -> None:
    async with asyncio.timeout(20):
        answers = await asyncio.gather(
            *(world.call(LockCard, card="4417", key=f"k{n}") for n in range(40))
        )
    assert sum(one.result.changed for one in answers) == 1
    assert not any(one.replayed for one in answers)
