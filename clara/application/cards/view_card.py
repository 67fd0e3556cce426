from dataclasses import dataclass

from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.cards.limit_period import limit_period
from clara.domain.cards.listing import CardDetail
from clara.domain.cards.reference import CardReference
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import InCompany


class ViewCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference


@dataclass(frozen=True, slots=True)
class ViewCard(UseCase[ViewCardCommand, CardDetail]):
    """View one card: whether it can spend, every lock in force (who, when, why, who may lift it),
    its limit, what its current period has spent and left, and other restrictions.

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
    controls: Controls
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewCardCommand) -> CardDetail:
        card = await self.cards.named(actor, command.card)
        seat = actor.company
        today = seat.today(self.clock.now())
        period = limit_period(card, today, seat)
        return CardDetail(
            card=card,
            period=period,
            spent_minor=await self.cards.spent_minor(actor, card, period),
            controls=await self.controls.find(actor, card),
        )

    @classmethod
    def trace(cls, result: CardDetail) -> Trace:
        return Trace(subject=result.card.id)
