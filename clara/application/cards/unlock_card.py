from dataclasses import dataclass

from clara.application.approvals.approvals import Approvals
from clara.application.cards.ports import Cards
from clara.application.issuing.telling import Telling
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.cards.card import LockLevel
from clara.domain.cards.permission import require_lock_permission
from clara.domain.cards.reference import CardReference
from clara.domain.cards.state_change import CardAction, CardStateChange, Reason
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import InCompany
from clara.domain.webhooks.event import EventType, Happened


class UnlockCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class UnlockCard(UseCase[UnlockCardCommand, CardStateChange]):
    """Unlock (unfreeze) one card: lifts the lock of the caller's level and those below it.

    Answers with a confirmation. A card without locks stays as it is and the answer says
    `changed: false`. When a higher lock remains nothing changes, and the error says who set it and
    who can lift it. Where the company or the token asks for it, a person has to say yes first.

    Errors, first that holds: lock_not_allowed, card_not_found, card_ambiguous, card_not_lockable,
    lock_held_above, confirmation_required.
    """

    name = "card.unlock"
    tool = "unlock_card"
    title = "Unlock a card"
    action = "card.unlocked"
    effect = Effect.WRITE
    is_prompt = True
    scope = Scope.CARDS_WRITE
    is_risky = True
    command = UnlockCardCommand
    result = CardStateChange

    approvals: Approvals
    cards: Cards
    telling: Telling
    clock: Clock

    async def __call__(self, actor: Actor, command: UnlockCardCommand) -> CardStateChange:
        require_lock_permission(actor)
        card = await self.cards.named(actor, command.card)
        stamp = actor.stamp(self.clock.now(), command.reason)
        unlocked = card.unlock(LockLevel.of(actor.role))
        if unlocked is not card:
            self.approvals.require(actor, self.name, card)
            unlocked = await self.cards.save(actor, unlocked, card, stamp)
            issuer = await self.telling(actor, unlocked)
        else:
            issuer = await self.telling.state(actor, card)
        return CardStateChange.of(CardAction.UNLOCK, unlocked, card, stamp, issuer)

    @classmethod
    def events(cls, result: CardStateChange) -> tuple[Happened, ...]:
        return (Happened(type=EventType.CARD_UNLOCKED, data=result.told),) if result.changed else ()

    @classmethod
    def trace(cls, result: CardStateChange) -> Trace:
        outcome = Outcome.DONE if result.changed else Outcome.UNCHANGED
        return Trace(subject=result.card.id, outcome=outcome, details=result.facts)
