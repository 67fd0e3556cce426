from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from clara.application.authorizations.ports import Authorizations
from clara.application.cards.ports import Cards
from clara.application.issuer_news.hearing_cards import HearingCards
from clara.application.issuer_news.hearing_charges import HearingCharges
from clara.application.issuer_news.seated import issuer_in
from clara.application.issuing.books import IssuerBooks
from clara.application.ports import Callers
from clara.domain.authorizations.charge import Charge
from clara.domain.cards.card import Card, Issuer
from clara.domain.credentials.actor import Actor
from clara.domain.issuing.heard import (
    Heard,
    HeardAuthorization,
    HeardCard,
    HeardHolder,
    HeardTransaction,
)

UNKNOWN_CARD = "card_unknown"


class Effect(StrEnum):
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"
    """About nothing of ours: other products may share the issuer's account."""


class Decision(Struct, frozen=True, kw_only=True):
    """Our answer to a charge that waits for it; `reason` is the code of why not."""

    approved: bool
    reason: str | None


class Applied(Struct, frozen=True, kw_only=True):
    effect: Effect
    about: str
    reference: str
    company_id: str | None = None
    card_id: str | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """Applies what an issuer says, each thing as often and in whatever order it comes, with one
    truth at the end."""

    books: IssuerBooks
    authorizations: Authorizations
    cards: Cards
    callers: Callers
    of_charges: HearingCharges
    of_cards: HearingCards

    async def apply(self, issuer: Issuer, heard: Heard) -> Applied:
        if isinstance(heard, HeardHolder):
            return await self._holder(issuer, heard)
        reference = heard.reference if isinstance(heard, HeardCard) else heard.card
        place = await self.books.place(issuer, reference)
        actor = await issuer_in(self.callers, place.company_id) if place else None
        if place is None or actor is None:
            return self._unknown(heard)
        # Locks are taken in this order everywhere: merchant, company, card.
        name = None if isinstance(heard, HeardCard) else Charge.name_of(heard.merchant.name)
        await self.authorizations.terms(actor, name)
        card = await self.cards.find(actor, place.card_id)
        if card is None:
            return self._unknown(heard)
        decision, has_changed = await self._apply(actor, card, heard)
        return Applied(
            effect=Effect.APPLIED if has_changed else Effect.UNCHANGED,
            about=_about(heard),
            reference=heard.reference,
            company_id=place.company_id,
            card_id=card.id,
            decision=decision,
        )

    async def _apply(self, actor: Actor, card: Card, heard: Heard) -> tuple[Decision | None, bool]:
        match heard:
            case HeardCard():
                return None, await self.of_cards.apply(actor, card, heard)
            case HeardTransaction():
                return None, await self.of_charges.post(actor, card, heard)
            case HeardAuthorization(asked=None):
                return None, await self.of_charges.settle(actor, card, heard)
            case HeardAuthorization():
                reason = await self.of_charges.answer(actor, card, heard)
                return Decision(approved=reason is None, reason=reason), True
        raise AssertionError("holders have no card")

    async def _holder(self, issuer: Issuer, heard: HeardHolder) -> Applied:
        company_id = await self.books.note_holder(
            issuer, heard.reference, is_active=heard.is_active, because=heard.because
        )
        effect = Effect.APPLIED if company_id else Effect.UNCHANGED
        return Applied(
            effect=effect, about=_about(heard), reference=heard.reference, company_id=company_id
        )

    def _unknown(self, heard: Heard) -> Applied:
        waits = isinstance(heard, HeardAuthorization) and heard.asked is not None
        no = Decision(approved=False, reason=UNKNOWN_CARD) if waits else None
        return Applied(
            effect=Effect.UNKNOWN, about=_about(heard), reference=heard.reference, decision=no
        )


def _about(heard: Heard) -> str:
    return type(heard).__name__.removeprefix("Heard").lower()
