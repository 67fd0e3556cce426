from dataclasses import dataclass

from clara.application.approvals.approvals import Approvals
from clara.application.cards.ports import Cards
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_unlock_request import ViewUnlockRequestCommand
from clara.application.issuing.telling import Telling
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.cards.card import LockLevel
from clara.domain.cards.permission import require_lock_permission
from clara.domain.cards.state_change import CardAction, CardStateChange
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE


class ApproveUnlockCommand(ViewUnlockRequestCommand, frozen=True, kw_only=True):
    pass


@dataclass(frozen=True, slots=True)
class ApproveUnlock(UseCase[ApproveUnlockCommand, CardStateChange]):
    """Unlock a card as an assistant of the signed-in user asked for. It is the user who does it.

    Errors, first that holds: lock_not_allowed, card_not_found, question_closed, card_not_lockable,
    lock_held_above.
    """

    name = "card.approve_unlock"
    tool = "approve_unlock"
    title = "Approve an unlock"
    action = "card.unlock_approved"
    effect = Effect.WRITE
    is_prompt = True
    is_risky = True
    accepts = PEOPLE
    command = ApproveUnlockCommand
    result = CardStateChange

    approvals: Approvals
    cards: Cards
    telling: Telling
    clock: Clock

    async def __call__(self, actor: Actor, command: ApproveUnlockCommand) -> CardStateChange:
        require_lock_permission(actor)
        card = await self.cards.named(actor, command.card)
        self.approvals.asked(actor, command.ticket, UnlockCard.name, card)
        stamp = actor.stamp(self.clock.now(), None)
        unlocked = await self.cards.save(actor, card.unlock(LockLevel.of(actor.role)), card, stamp)
        issuer = await self.telling(actor, unlocked)
        return CardStateChange.of(CardAction.UNLOCK, unlocked, card, stamp, issuer)

    @classmethod
    def trace(cls, result: CardStateChange) -> Trace:
        return Trace(subject=result.card.id, details=result.facts)
