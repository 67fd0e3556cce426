"""An assistant that repeats itself without an idempotency key gets, for a minute, what it got."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import idempotency_keys
from clara.application.call import Done
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.credits.buy_credits import BuyCredits, BuyCreditsCommand
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Door
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import NotFound
from tests.support.builders import api_key
from tests.support.house import Person, issue
from tests.support.world import World

pytestmark = pytest.mark.anyio

Buys = Callable[..., Coroutine[Any, Any, Done[Any]]]


@pytest.fixture
def buys(world: World) -> Buys:
    async def buy(
        amount: int = 5, by: Person | None = None, door: Door = Door.MCP, key: str | None = None
    ) -> Done[Any]:
        command = BuyCreditsCommand(amount=amount)
        return await world.send(BuyCredits, command, by or world.a.administrator, door, key)

    return buy


async def test_the_same_within_a_minute_is_the_same_page_and_says_so(
    world: World, buys: Buys
) -> None:
    first = await buys()
    world.clock.advance(seconds=60)
    again = await buys()
    assert (first.replayed, again.replayed) == (False, True)
    assert again.result == first.result
    outcomes = [one.outcome for one in await world.audited(action="credits.checkout_opened")]
    assert outcomes == [Outcome.DONE, Outcome.REPLAYED]


async def test_after_a_minute_it_is_another(world: World, buys: Buys) -> None:
    first = await buys()
    world.clock.advance(seconds=61)
    later = await buys()
    assert not later.replayed
    assert later.result.url != first.result.url
    # The minute begins anew with what was done last.
    world.clock.advance(seconds=59)
    assert (await buys()).result == later.result


async def test_what_is_said_by_leaving_it_out_is_the_same(world: World, buys: Buys) -> None:
    first = await buys()
    said = BuyCreditsCommand(amount=5, return_path="/credits")
    again = await world.send(BuyCredits, said, world.a.administrator, Door.MCP)
    assert again.replayed
    assert again.result == first.result


async def test_something_else_is_another(world: World, buys: Buys) -> None:
    pages = {(await buys(amount)).result.url for amount in (5, 6, 7)}
    elsewhere = BuyCreditsCommand(amount=5, return_path="/elsewhere")
    done = await world.send(BuyCredits, elsewhere, world.a.administrator, Door.MCP)
    assert len(pages | {done.result.url}) == 4


async def test_another_token_of_the_same_user_is_another_assistant(
    world: World, buys: Buys
) -> None:
    ana = world.a.administrator
    again = Person(ana.user, ana.role, ana.company)
    token: NewCredential = api_key(
        ana.user, kind=CredentialKind.MCP_TOKEN, company_id=ana.company.id
    )
    async with world.founding() as founding:
        await issue(founding, again, token, Door.MCP)
    pages = {(await buys(by=one)).result.url for one in (ana, again, world.a.bookkeeper)}
    assert len(pages) == 3


async def test_a_key_of_ones_own_counts_for_a_day_and_apart(world: World, buys: Buys) -> None:
    keyed, unkeyed = await buys(key="mine"), await buys()
    assert keyed.result.url != unkeyed.result.url
    world.clock.advance(hours=23)
    assert (await buys(key="mine")).result == keyed.result
    assert not (await buys()).replayed


async def test_programs_that_send_no_key_ask_anew(buys: Buys) -> None:
    pages = [(await buys(door=Door.REST)).result.url for _ in range(2)]
    assert len(set(pages)) == 2


async def test_what_sets_a_state_simply_runs(world: World) -> None:
    card = world.a.cards["luis"].id
    for use_case in (LockCard, UnlockCard, LockCard):
        done = await world.call(use_case, via=Door.MCP, card=card)
        assert (done.replayed, done.result.changed) == (False, True)
    assert not (await world.rows(select(idempotency_keys)))


async def test_a_refusal_is_not_what_is_repeated(world: World, buys: Buys) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            await buys(4)
    assert not (await world.rows(select(idempotency_keys)))


async def test_of_many_at_once_one_is_carried_out(world: World, buys: Buys) -> None:
    done = await asyncio.gather(*(buys() for _ in range(8)))
    assert len({one.result.url for one in done}) == 1
    assert [one.replayed for one in done].count(False) == 1
