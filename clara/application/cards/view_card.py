from dataclasses import dataclass

from clara.application.cards.ports import Cards
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.cards.limit_period import limit_period
from clara.domain.cards.listing import CardDetail
from clara.domain.cards.reference import CardReference
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import InCompany
from clara.domain.period import local_day


class ViewCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference


@dataclass(frozen=True, slots=True)
class ViewCard(UseCase[ViewCardCommand, CardDetail]):
    """View one card: whether it can spend, every lock in force (who, when, why, who may lift it),
    its limit, and what the limit's current period has spent and left.

    Errors: card_not_found, card_ambiguous, both with candidates.
    """

    name = "card.view"
    tool = "view_card"
    title = "View a card"
    action = "card.viewed"
    effect = Effect.READ
    scope = Scope.CARDS_READ
    command = ViewCardCommand
    result = CardDetail

    cards: Cards
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewCardCommand) -> CardDetail:
        card = await self.cards.named(actor, command.card)
        period = limit_period(
            card, local_day(self.clock.now(), actor.company.time_zone), actor.company
        )
        spent = await self.cards.spent_minor(actor, card, period)
        return CardDetail(card=card, period=period, spent_minor=spent)

    @classmethod
    def trace(cls, result: CardDetail) -> Trace:
        return Trace(subject=result.card.id)
