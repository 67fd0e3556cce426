"""What a token with guard rails can't do, whatever its scopes and its user's role."""

import asyncio

import pytest

from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import ListMcpTokens
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.credentials.actor import Door
from clara.domain.credentials.guard import Guard, Unlocking
from clara.domain.errors import ClaraError, Forbidden, Invalid, LimitExceeded, NotFound
from tests.support.guarded import guarded
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def test_a_read_only_token_reads_and_changes_nothing(world: World) -> None:
    reader = await guarded(world, Guard(is_read_only=True))
    assert (await world.run(ListCards, as_=reader, via=Door.MCP)).items
    for use_case in (LockCard, UnlockCard):
        with pytest.raises(Forbidden) as caught:
            await world.run(use_case, as_=reader, via=Door.MCP, card="4417")
        assert caught.value.code == "token_is_read_only"
    assert (await world.run(ViewCard, card="4417")).card.can_spend


async def test_a_token_that_must_not_unlock_locks_all_the_same(world: World) -> None:
    careful = await guarded(world, Guard(unlocking=Unlocking.REFUSED))
    assert (await world.run(LockCard, as_=careful, via=Door.MCP, card="4417")).changed
    with pytest.raises(Forbidden) as caught:
        await world.run(UnlockCard, as_=careful, via=Door.MCP, card="4417")
    assert caught.value.code == "token_cannot_unlock"
    assert not (await world.run(ViewCard, card="4417")).card.can_spend


async def test_a_token_for_some_cards_knows_no_others(world: World) -> None:
    own, other = world.a.cards["luis"], world.a.cards["elena"]
    narrow = await guarded(world, Guard(card_ids=(own.id,)))

    async def ask(use_case, **fields):
        return await world.run(use_case, as_=narrow, via=Door.MCP, **fields)

    listed = await ask(ListCards)
    assert [card.id for card in listed.items] == [own.id]
    assert listed.totals.count == 1
    for reference in (other.id, other.last_four, "Elena Gómez"):
        for use_case in (ViewCard, LockCard, UnlockCard):
            with pytest.raises(NotFound) as caught:
                await ask(use_case, card=reference)
            assert other.id not in str(caught.value.details)
    assert (await ask(LockCard, card="4417")).changed


async def test_a_token_for_some_cards_sees_their_card_transactions_only(world: World) -> None:
    own = world.a.cards["luis"]
    narrow = await guarded(world, Guard(card_ids=(own.id,)))
    when = {"period": "2020-01-01/2026-11-20"}

    async def ask(use_case, **fields):
        return await world.run(use_case, as_=narrow, via=Door.MCP, **when, **fields)

    everything = await world.run(ListCardTransactions, **when)
    listed = await ask(ListCardTransactions)
    mine = [one for one in everything.items if one.card and one.card.id == own.id]
    assert 0 < len(mine) < len(everything.items)
    assert [one.id for one in listed.items] == [one.id for one in mine]
    assert listed.totals.count == len(mine)
    summary = await ask(SummarizeSpending, group_by=SummaryKey.CARD)
    assert sum(group.count for group in summary.groups) == len(mine)
    theirs = next(one for one in everything.items if one not in mine)
    with pytest.raises(NotFound):
        await world.run(ViewCardTransaction, as_=narrow, via=Door.MCP, transaction_id=theirs.id)


async def test_a_cursor_of_the_whole_company_is_none_of_a_narrow_token(world: World) -> None:
    cards = tuple(world.a.cards[name].id for name in ("luis", "elena", "marta"))
    narrow = await guarded(world, Guard(card_ids=cards))
    whole = await world.run(ListCards, limit=1)
    with pytest.raises(Invalid) as caught:
        await world.run(ListCards, as_=narrow, via=Door.MCP, cursor=whole.next_cursor)
    assert caught.value.code == "invalid_cursor"
    own = await world.run(ListCards, as_=narrow, via=Door.MCP, limit=2)
    rest = await world.run(ListCards, as_=narrow, via=Door.MCP, cursor=own.next_cursor)
    assert {card.id for card in (*own.items, *rest.items)} == set(cards)


async def test_changes_of_a_day_are_counted_and_what_changes_nothing_is_not(world: World) -> None:
    capped = await guarded(world, Guard(daily_writes=2))

    async def lock(card: str, use_case: type = LockCard):
        return await world.run(use_case, as_=capped, via=Door.MCP, card=card)

    assert (await lock("4417")).changed
    assert not (await lock("4417")).changed
    with pytest.raises(ClaraError):
        await lock("1234")  # two cards end so
    assert (await lock("4471")).changed
    with pytest.raises(LimitExceeded) as caught:
        await lock("4417", UnlockCard)
    assert caught.value.code == "token_writes_used_up"
    assert caught.value.retry_after == 24 * 3600
    assert not (await world.run(ViewCard, card="4417")).card.can_spend
    world.clock.advance(hours=24, seconds=1)
    assert (await lock("4417", UnlockCard)).changed


async def test_of_many_changes_at_once_no_more_than_the_cap_are_made(world: World) -> None:
    capped = await guarded(world, Guard(daily_writes=3))
    names = ("ana", "marta", "luis", "elena", "maria_lopez", "maria_nunez", "external")
    outcomes = await asyncio.gather(
        *(
            world.run(LockCard, as_=capped, via=Door.MCP, card=world.a.cards[name].id)
            for name in names
        ),
        return_exceptions=True,
    )
    refused = [one for one in outcomes if isinstance(one, LimitExceeded)]
    assert len(refused) == len(names) - 3
    assert (await world.run(ListCards, status="LOCKED")).totals.count == 3


async def test_rails_are_shown_with_the_token_and_name_cards_of_the_company_only(
    world: World,
) -> None:
    rails = Guard(unlocking=Unlocking.CONFIRMED, card_ids=(world.a.cards["luis"].id,))
    await guarded(world, rails)
    listed = await world.run(ListMcpTokens, via=Door.WEB)
    assert rails in [token.guard for token in listed.tokens]
    with pytest.raises(NotFound) as caught:
        await guarded(world, Guard(card_ids=(world.b.cards["luis"].id,)))
    assert caught.value.code == "card_not_found"
    with pytest.raises(Invalid):
        await world.run(CreateMcpToken, via=Door.WEB, name="None", guard=Guard(daily_writes=0))
