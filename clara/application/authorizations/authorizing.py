"""Deciding about charges, and booking what becomes of them: the one road for every issuer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from msgspec import structs

from clara.application.authorizations.asked_charge import AskedCharge
from clara.application.authorizations.ports import Authorizations, CompanyTerms
from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.ports import Clock, Ids
from clara.domain.authorizations.authorization import Authorization
from clara.domain.authorizations.beginning import begin
from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.decision import Case, decide
from clara.domain.authorizations.life import expire, increment
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.step import Step
from clara.domain.cards.card import Card
from clara.domain.cards.limit_period import limit_period
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Invalid, NotFound
from clara.domain.ids import CARD_ID
from clara.domain.money import positive_minor
from clara.domain.period import Period, local_day

MAX_RELEASED = 100
"""Holds that ran out and are released on the way to one decision."""

Life = Callable[[Authorization, datetime, str], Step]
"""What becomes of an authorization at an instant; the text is the identifier for another row."""


@dataclass(frozen=True, slots=True)
class Authorizing:
    authorizations: Authorizations
    cards: Cards
    controls: Controls
    clock: Clock
    ids: Ids

    async def authorize(
        self,
        actor: Actor,
        card_id: str,
        asked: AskedCharge,
        *,
        is_forced: bool = False,
        by_issuer: bool | None = None,
        at: datetime | None = None,
    ) -> AuthorizationOutcome:
        """Decide about a charge, or book one that nobody asked about, and keep what that made.
        `by_issuer` is what the issuer decided without us: a yes is booked, a no gets our reason, or
        the issuer's where we have none. `at` is when it was, now unless told.
        Raises `card_not_found`, `invalid_amount`, `amount_unknown` (a forced one)."""
        terms = await self.authorizations.terms(actor, Charge.name_of(asked.merchant))
        now = terms.clock.now(self.clock.now())
        card = await self._held_card(actor, card_id)
        charge = asked.on(card, at or now)
        reason = None
        if is_forced:
            _require_amount(charge)
        else:
            await self._release_run_out(actor, card, now)
            case = await self._case(actor, terms, card, charge)
            if by_issuer is not True:
                reason = decide(replace(case, is_declined_by_issuer=by_issuer is False))
        step = begin(
            id=self.ids.new("authorization"),
            transaction_id=self.ids.new("ctx"),
            card_id=card.id,
            currency=card.currency,
            charge=charge,
            reason=reason,
            is_forced=is_forced,
        )
        await self.authorizations.begin(actor, card, step)
        return AuthorizationOutcome(authorization=step.authorization, facts=(step.fact,))

    async def live(self, actor: Actor, authorization_id: str, life: Life) -> AuthorizationOutcome:
        """Book what became of an authorization. Raises `authorization_not_found`, `conflict` and
        what `life` raises."""
        terms, card, was = await self._held(actor, authorization_id)
        now = terms.clock.now(self.clock.now())
        return await self._keep(actor, card, life(was, now, self.ids.new("ctx")))

    async def increment(
        self, actor: Actor, authorization_id: str, by: Decimal
    ) -> AuthorizationOutcome:
        """Decide whether `by` more, in the card's currency, is approved: for limits it counts where
        the authorization does, everything else is as it is now.

        Raises `authorization_not_found`, `invalid_amount`, `authorization_not_open`, `conflict`."""
        terms, card, was = await self._held(actor, authorization_id)
        now = terms.clock.now(self.clock.now())
        by_minor = positive_minor(by, card.currency)
        more = was.charge.again(now, by_minor)
        case = await self._case(actor, terms, card, more, was)
        return await self._keep(actor, card, increment(was, by_minor, now, decide(case)))

    async def release_run_out(self, actor: Actor, limit: int) -> int:
        """Let go of up to `limit` holds whose time is over; how many there were."""
        terms = await self.authorizations.terms(actor)
        now = terms.clock.now(self.clock.now())
        found = await self.authorizations.run_out(actor, now, limit)
        for one in found:
            card = await self._held_card(actor, one.card_id)
            fresh = await self._required(actor, one.id)
            if fresh.held_minor:
                await self.authorizations.save(actor, card, expire(fresh, now))
        return len(found)

    async def _release_run_out(self, actor: Actor, card: Card, now: datetime) -> None:
        for one in await self.authorizations.run_out(actor, now, MAX_RELEASED, card):
            await self.authorizations.save(actor, card, expire(one, now))

    async def _case(
        self,
        actor: Actor,
        terms: CompanyTerms,
        card: Card,
        charge: Charge,
        raised: Authorization | None = None,
    ) -> Case:
        counted = raised.charge.at if raised else charge.at
        spent = 0
        if card.limit_minor is not None:
            period = self._period(actor, terms, card, counted)
            spent = await self.authorizations.spent_minor(actor, card, period)
        return Case(
            charge=charge,
            card=card,
            controls=await self.controls.find(actor, card),
            time_zone=terms.time_zone,
            spent_minor=spent,
            before_minor=raised.authorized_minor if raised else 0,
            is_suspended=terms.is_suspended,
        )

    @staticmethod
    def _period(actor: Actor, terms: CompanyTerms, card: Card, at: datetime) -> Period:
        seat = structs.replace(actor.company, time_zone=terms.time_zone)
        return limit_period(card, local_day(at, seat.time_zone), seat)

    async def _held(
        self, actor: Actor, authorization_id: str
    ) -> tuple[CompanyTerms, Card, Authorization]:
        """The authorization as it is while nobody else can change it."""
        terms = await self.authorizations.terms(actor)
        seen = await self._required(actor, authorization_id)
        card = await self._held_card(actor, seen.card_id)
        return terms, card, await self._required(actor, authorization_id)

    async def _required(self, actor: Actor, authorization_id: str) -> Authorization:
        found = await self.authorizations.find(actor, authorization_id)
        if found is None:
            raise NotFound.of("authorization")
        return found

    async def _held_card(self, actor: Actor, card_id: str) -> Card:
        card = await self.cards.find(actor, card_id) if CARD_ID.fullmatch(card_id) else None
        if card is None:
            raise NotFound.of("card")
        return card

    async def _keep(self, actor: Actor, card: Card, step: Step) -> AuthorizationOutcome:
        await self.authorizations.save(actor, card, step)
        one = step.authorization
        facts = await self.authorizations.facts(actor, one.id)
        return AuthorizationOutcome(authorization=one, facts=tuple(facts))


def _require_amount(charge: Charge) -> None:
    if charge.amount_minor is None:
        raise Invalid(
            "amount_unknown",
            "What the charge costs in the card's currency is not known.",
            remedy="Give billing_amount.",
        )
