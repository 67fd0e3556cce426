from dataclasses import dataclass

from clara.application.cards.ports import Cards
from clara.application.issuing.telling import Telling
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.cards.card import CardLock, LockLevel
from clara.domain.cards.permission import require_lock_permission
from clara.domain.cards.reference import CardReference
from clara.domain.cards.state_change import CardAction, CardStateChange, Reason
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import InCompany
from clara.domain.webhooks.event import EventType, Happened


class LockCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class LockCard(UseCase[LockCardCommand, CardStateChange]):
    """Lock (freeze) one card, so that it can't be spent until it is unlocked.

    Acts at once and answers with a confirmation: the card's status before and after, every lock in
    force and how to undo it. Locking at a level that is locked already succeeds and says
    `changed: false`.

    Errors, first that holds: lock_not_allowed, card_not_found, card_ambiguous, card_not_lockable.
    """

    name = "card.lock"
    tool = "lock_card"
    title = "Lock a card"
    action = "card.locked"
    effect = Effect.WRITE
    is_prompt = True
    scope = Scope.CARDS_WRITE
    command = LockCardCommand
    result = CardStateChange

    cards: Cards
    telling: Telling
    clock: Clock

    async def __call__(self, actor: Actor, command: LockCardCommand) -> CardStateChange:
        require_lock_permission(actor)
        card = await self.cards.named(actor, command.card)
        stamp = actor.stamp(self.clock.now(), command.reason)
        locked = card.lock(CardLock.at_level(LockLevel.of(actor.role), stamp))
        if locked is not card:
            locked = await self.cards.save(actor, locked, card, stamp)
            issuer = await self.telling(actor, locked)
        else:
            issuer = await self.telling.state(actor, card)
        return CardStateChange.of(CardAction.LOCK, locked, card, stamp, issuer)

    @classmethod
    def events(cls, result: CardStateChange) -> tuple[Happened, ...]:
        return (Happened(type=EventType.CARD_LOCKED, data=result.told),) if result.changed else ()

    @classmethod
    def trace(cls, result: CardStateChange) -> Trace:
        outcome = Outcome.DONE if result.changed else Outcome.UNCHANGED
        return Trace(subject=result.card.id, outcome=outcome, details=result.facts)
