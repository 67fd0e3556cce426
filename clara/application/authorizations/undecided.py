"""Charges that could not be decided in time: they are declined, and nothing is held for them."""

from dataclasses import dataclass
from datetime import datetime

from clara.application.authorizations.asked_charge import AskedCharge
from clara.application.authorizations.ports import Authorizations
from clara.application.cards.ports import Cards
from clara.application.ports import Clock, Ids
from clara.domain.authorizations.authorization import FactKind
from clara.domain.authorizations.beginning import begin
from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.life import reverse
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.authorizations.step import Step
from clara.domain.cards.card import Card
from clara.domain.credentials.actor import Actor
from clara.domain.ids import CARD_ID

ANSWERED_WITHIN_SECONDS = 1.8
"""Networks wait two seconds; what is left is for the way there and back."""


def declined_unread(
    actor: Actor, card_id: str, asked: AskedCharge, at: datetime, ids: Ids
) -> AuthorizationOutcome:
    """The answer while not even the card could be read: declined. `at` is everybody's time."""
    charge = Charge.of(
        at=actor.company.clock.now(at),
        card_currency=asked.currency,
        original_minor=asked.amount_minor,
        currency=asked.currency,
        billing_minor=None,
        merchant=asked.merchant,
        mcc=asked.mcc,
        country=asked.country,
        is_online=asked.is_online,
        is_cash=asked.is_cash,
    )
    step = begin(
        id=ids.new("authorization"),
        transaction_id=ids.new("ctx"),
        card_id=card_id,
        currency=asked.currency,
        charge=charge,
        reason=DeclineReason.NOT_DECIDED,
    )
    return AuthorizationOutcome(authorization=step.authorization, facts=(step.fact,))


@dataclass(frozen=True, slots=True)
class Undecided:
    """Puts right what a late decision left, within one transaction."""

    authorizations: Authorizations
    cards: Cards
    clock: Clock

    async def keep(self, actor: Actor, asked: AskedCharge, told: AuthorizationOutcome) -> None:
        """The charge that was answered with `told`. One on a card that is not there made none."""
        one = told.authorization
        await self.authorizations.terms(actor, Charge.name_of(asked.merchant))
        card = await self._held(actor, one.card_id)
        if card is None or await self.authorizations.find(actor, one.id) is not None:
            return
        step = begin(
            id=one.id,
            transaction_id=one.transaction_id,
            card_id=card.id,
            currency=card.currency,
            charge=asked.on(card, one.charge.at),
            reason=DeclineReason.NOT_DECIDED,
        )
        await self.authorizations.begin(actor, card, step)

    async def take_back(self, actor: Actor, came: AuthorizationOutcome) -> None:
        """Hold nothing for what was approved too late; nobody was told that it was."""
        fact = came.facts[-1]
        if fact.kind not in (FactKind.AUTHORIZED, FactKind.INCREMENTED):
            return
        terms = await self.authorizations.terms(actor)
        card = await self._held(actor, came.authorization.card_id)
        found = await self.authorizations.find(actor, came.authorization.id)
        if card is None or found is None or found.version != fact.number:
            return
        now = terms.clock.now(self.clock.now())
        step: Step = reverse(found, fact.amount_minor, now)
        await self.authorizations.save(actor, card, step)

    async def _held(self, actor: Actor, card_id: str) -> Card | None:
        return await self.cards.find(actor, card_id) if CARD_ID.fullmatch(card_id) else None
