from dataclasses import dataclass

from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.companies.authority import ADMINISTRATORS
from clara.application.issuing.telling import Telling
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.cards.change import CardChange, cancelled
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.cards.reference import CardReference
from clara.domain.cards.state_change import Reason
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.ids import InCompany


class CancelCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class CancelCard(UseCase[CancelCardCommand, CardChange]):
    """Cancel one card for good: no charge on it is approved ever again. What was approved before may
    still be captured. For administrators.

    Cancelling a cancelled card succeeds and changes nothing.

    Errors, first that holds: role_not_allowed, card_not_found, card_ambiguous, conflict.
    """

    name = "card.cancel"
    tool = "cancel_card"
    title = "Cancel a card"
    action = "card.cancelled"
    effect = Effect.WRITE
    is_prompt = True
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = CancelCardCommand
    result = CardChange

    cards: Cards
    controls: Controls
    telling: Telling
    clock: Clock

    async def __call__(self, actor: Actor, command: CancelCardCommand) -> CardChange:
        card = await self.cards.named(actor, command.card)
        controls = await self.controls.find(actor, card)
        gone = cancelled(card)
        if gone is card:
            return CardChange(card=card, controls=controls, changed=())
        stamp = actor.stamp(self.clock.now(), command.reason)
        gone = await self.cards.save(actor, gone, card, stamp)
        issuer = await self.telling(actor, gone)
        is_confirmed = issuer is IssuerState.CONFIRMED
        return CardChange(
            card=gone, controls=controls, changed=("status",), is_confirmed=is_confirmed
        )

    @classmethod
    def trace(cls, result: CardChange) -> Trace:
        outcome = Outcome.DONE if result.changed else Outcome.UNCHANGED
        return Trace(subject=result.card.id, outcome=outcome, details=result.facts)
