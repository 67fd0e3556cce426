from dataclasses import dataclass

from msgspec import structs

from clara.application.cards.ports import Cards
from clara.application.issuing.books import IssuerBooks
from clara.application.ports import Clock
from clara.application.webhooks.ports import Events
from clara.domain.cards.card import Card, CardLock, CardStatus, LockLevel
from clara.domain.cards.change import cancelled
from clara.domain.cards.state_change import CardAction, CardStateChange
from clara.domain.credentials.actor import Actor
from clara.domain.issuing.heard import HeardCard, HeardCardStatus
from clara.domain.webhooks.event import EventType, Happened

_REASON = "Switched off at the issuer"


@dataclass(frozen=True, slots=True)
class HearingCards:
    """What becomes of a card when its issuer says what it is there: the strictest wins. What the
    issuer switched off by itself is a lock of the issuer's level, lifted when it switches it on."""

    cards: Cards
    books: IssuerBooks
    events: Events
    clock: Clock

    async def apply(self, actor: Actor, card: Card, heard: HeardCard) -> bool:
        """Whether anything changed. `card` is held. Nothing is concluded while the issuer has yet to
        be told, or has been since it was asked."""
        link = await self.books.card(actor, card)
        if link is None or link.is_pending or link.intent != heard.intent:
            return False
        became = self._became(actor, card, heard.status)
        if became is None:
            await self.books.want(actor, card, self.clock.now())
            return True
        if became is card:
            return False
        stamp = actor.stamp(self.clock.now(), _REASON)
        kept = await self.cards.save(actor, became, card, stamp)
        is_lock = kept.status is not CardStatus.ACTIVE
        if is_lock and heard.status is HeardCardStatus.ACTIVE:
            await self.books.want(actor, kept, self.clock.now())
        action = CardAction.LOCK if is_lock else CardAction.UNLOCK
        type = EventType.CARD_LOCKED if is_lock else EventType.CARD_UNLOCKED
        told = CardStateChange.of(action, kept, card, stamp).told
        await self.events.add(actor.company.company_id, Happened(type=type, data=told))
        return True

    def _became(self, actor: Actor, card: Card, status: HeardCardStatus) -> Card | None:
        """None where the issuer is wrong and has to be told again."""
        if status is HeardCardStatus.CANCELLED:
            return cancelled(card)
        if not card.is_live:
            return None
        theirs = [lock for lock in card.locks if lock.level is LockLevel.ISSUER]
        if status is HeardCardStatus.ACTIVE:
            if theirs:
                others = tuple(lock for lock in card.locks if lock.level is not LockLevel.ISSUER)
                return structs.replace(card, locks=others)
            return None if card.locks else card
        if card.locks or card.unlocked_status is CardStatus.PENDING:
            return card
        stamp = actor.stamp(self.clock.now(), _REASON)
        return card.lock(CardLock.at_level(LockLevel.ISSUER, stamp))
