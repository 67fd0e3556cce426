from dataclasses import dataclass

from clara.application.cards.ports import Cards
from clara.application.ports import Clock, Cursors
from clara.application.use_case import Effect, UseCase
from clara.domain.cards.listing import CardList, CardListQuery, CardWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope


class ListCardsCommand(CardListQuery, frozen=True, kw_only=True):
    pass


@dataclass(frozen=True, slots=True)
class ListCards(UseCase[ListCardsCommand, CardList]):
    """List the company's cards, newest first: cardholder, last four digits, status, whether it can
    spend, and its spending limit. Locked, cancelled and expired cards are included.

    Follow `next_cursor` for more; it may be sent alone. Totals count the whole filter by status.

    Errors, first that holds: invalid_cursor, cursor_mismatch, invalid_amount, unknown_status.
    """

    name = "card.list"
    tool = "list_cards"
    title = "List cards"
    action = "cards.listed"
    effect = Effect.READ
    scope = Scope.CARDS_READ
    command = ListCardsCommand
    result = CardList

    cards: Cards
    cursors: Cursors
    clock: Clock

    async def __call__(self, actor: Actor, command: ListCardsCommand) -> CardList:
        if command.cursor is None:
            walk = CardWalk.begin(command, actor.company)
        else:
            walk = self.cursors.open(command.cursor, CardWalk).resumed(
                command, actor.company.company_id
            )
        totals = walk.totals or await self.cards.totals(actor, walk.filter)
        cards = await self.cards.page(actor, walk.filter, walk.after, command.limit + 1)
        shown = cards[: command.limit]
        onward = walk.onward(shown[-1], totals) if len(cards) > len(shown) else None
        return CardList(
            items=shown,
            next_cursor=self.cursors.seal(onward) if onward else None,
            totals=totals,
            as_of=self.clock.now(),
        )
