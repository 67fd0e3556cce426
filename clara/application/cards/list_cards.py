from dataclasses import dataclass

from clara.application.cards.ports import Cards
from clara.application.ports import Clock, Cursors
from clara.application.use_case import Effect, UseCase
from clara.domain.cards.listing import CardList, CardListQuery, CardWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.visibility import viewpoint


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
            walk = CardWalk.begin(command, actor)
        else:
            walk = self.cursors.open(command.cursor, CardWalk).resumed(command, viewpoint(actor))
        page = await self.cards.page(actor, walk, command.limit)
        onward = walk.onward(page.cards[-1], page.totals) if page.has_more else None
        return CardList(
            items=page.cards,
            next_cursor=self.cursors.seal(onward) if onward else None,
            totals=page.totals,
            as_of=self.clock.now(),
        )
