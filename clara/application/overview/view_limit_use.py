from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.analysis.limit_use import Used, limits_in_use
from clara.application.analysis.ports import Books
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.analysis.plan import Filters
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import PEOPLE
from clara.domain.ids import CardId, InCompany

MAX_CARDS = 50


class ViewLimitUseCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card_ids: Annotated[
        tuple[CardId, ...], Meta(max_length=MAX_CARDS, description="Those of a page of cards.")
    ]


class LimitUse(Struct, frozen=True, kw_only=True):
    """By the ids of cards: those that are live and have a limit, as far as the caller sees them."""

    by_card: dict[str, Used]


@dataclass(frozen=True, slots=True)
class ViewLimitUse(UseCase[ViewLimitUseCommand, LimitUse]):
    """How much of their limits several cards have used, each over its own period. Cards that do not
    exist here are left out.

    Errors: none of its own.
    """

    name = "card.limit_use"
    tool = "view_limit_use"
    title = "View the use of limits"
    action = "limit_use.viewed"
    effect = Effect.READ
    scope = Scope.CARDS_READ
    accepts = PEOPLE
    command = ViewLimitUseCommand
    result = LimitUse

    books: Books
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewLimitUseCommand) -> LimitUse:
        wanted, seat = frozenset(command.card_ids), actor.company
        if not wanted:
            return LimitUse(by_card={})
        today = seat.today(self.clock.now())
        async with self.books.opened(actor) as books:
            cards = [card for card in await books.cards() if card.id in wanted]
            filters = Filters(card_ids=tuple(card.id for card in cards))
            used = await limits_in_use(books, cards, today, seat, filters)
        return LimitUse(by_card={one.card.id: one for one in used})
