from dataclasses import dataclass
from datetime import datetime

from clara.application.authorizations.asked_charge import AskedCharge
from clara.application.authorizations.authorizing import Authorizing
from clara.application.authorizations.ports import Authorizations
from clara.application.issuing.books import Booked, IssuerBooks
from clara.application.webhooks.ports import Events
from clara.domain.authorizations.authorization import Authorization
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.told import told
from clara.domain.cards.card import Card
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict
from clara.domain.issuing.heard import HeardAuthorization, HeardTransaction
from clara.domain.issuing.settling import disputed, held, moved
from clara.domain.money import to_decimal

_BEYOND = frozenset({"amount_above_posted", "authorization_not_open"})


@dataclass(frozen=True, slots=True)
class HearingCharges:
    """What becomes of charges when the issuer says what they are: our authorization is brought to
    theirs, from wherever it is. Hearing the same twice, or late, changes nothing. The card is held."""

    authorizing: Authorizing
    authorizations: Authorizations
    books: IssuerBooks
    events: Events

    async def answer(self, actor: Actor, card: Card, heard: HeardAuthorization) -> str | None:
        """Our decision about what is asked for: None approves it, else the reason's code. Asked
        again, the answer is the same."""
        assert heard.asked is not None, "it waits for an answer"
        request = f"{heard.reference}#{heard.asked.number}"
        answered = await self.books.booked(actor, card.issuer, request)
        known = answered or await self.books.booked(actor, card.issuer, heard.reference)
        if answered is not None and answered.authorization_id is not None:
            facts = await self.authorizations.facts(actor, answered.authorization_id)
            reason = next(one.reason for one in facts if one.number == answered.fact)
            return reason.value if reason else None
        if known is None or known.authorization_id is None:
            charge = _charge(card, heard, heard.asked.amount_minor, heard.asked.merchant_minor)
            outcome = await self.authorizing.authorize(actor, card.id, charge)
            await self._tell(actor, outcome)
            booked = Booked(outcome.authorization.id, 1)
            await self.books.book(actor, card.issuer, heard.reference, booked)
        else:
            if heard.asked.number == 0:
                return await self._as_decided(actor, known.authorization_id)
            by = to_decimal(heard.asked.amount_minor, card.currency)
            try:
                outcome = await self.authorizing.increment(actor, known.authorization_id, by)
            except Conflict as error:
                if error.code not in _BEYOND:
                    raise
                return error.code
            await self._tell(actor, outcome)
            booked = Booked(outcome.authorization.id, outcome.authorization.version)
        await self.books.book(actor, card.issuer, request, booked)
        return outcome.reason.value if outcome.reason else None

    async def settle(self, actor: Actor, card: Card, heard: HeardAuthorization) -> bool:
        """Whether anything changed."""
        known = await self.books.booked(actor, card.issuer, heard.reference)
        is_new = known is None or known.authorization_id is None
        if known is None or known.authorization_id is None:
            charge = _charge(card, heard, heard.amount_minor, heard.merchant_minor)
            outcome = await self.authorizing.authorize(
                actor, card.id, charge, by_issuer=heard.is_approved, at=heard.at
            )
            await self._tell(actor, outcome)
            known = Booked(outcome.authorization.id, 1)
            await self.books.book(actor, card.issuer, heard.reference, known)
        assert known.authorization_id is not None, "it was found or made"
        id, has_moved = known.authorization_id, False
        fresh = [
            one
            for one in sorted(heard.transactions, key=_order)
            if await self.books.booked(actor, card.issuer, one.reference) is None
        ]
        captures = [one for one in fresh if one.amount_minor > 0]
        for one in fresh:
            is_last = heard.held_minor == 0 and one is captures[-1] if captures else False
            has_moved |= await self._move(actor, card, id, one, is_last=is_last)
        for one in heard.transactions:
            has_moved |= await self._dispute(actor, card, id, one)
        has_moved |= await self._hold(actor, id, heard)
        return is_new or has_moved

    async def post(self, actor: Actor, card: Card, heard: HeardTransaction) -> bool:
        """Money that moved without an authorization; whether anything changed."""
        if await self.books.booked(actor, card.issuer, heard.reference) is not None:
            return False
        if heard.amount_minor <= 0:
            return False
        charge = _charge(card, heard, heard.amount_minor, heard.merchant_minor)
        outcome = await self.authorizing.authorize(
            actor, card.id, charge, is_forced=True, at=heard.at
        )
        await self._tell(actor, outcome)
        booked = Booked(outcome.authorization.id, 1)
        await self.books.book(actor, card.issuer, heard.reference, booked)
        return True

    async def _move(
        self, actor: Actor, card: Card, id: str, one: HeardTransaction, *, is_last: bool
    ) -> bool:
        try:
            outcome = await self.authorizing.live(actor, id, moved(one, is_last=is_last))
        except Conflict as error:
            if error.code not in _BEYOND:
                raise
            # More came back than was taken so far: it waits until the issuer says of the rest.
            return False
        await self._tell(actor, outcome)
        booked = Booked(id, outcome.authorization.version)
        await self.books.book(actor, card.issuer, one.reference, booked)
        return True

    async def _dispute(self, actor: Actor, card: Card, id: str, one: HeardTransaction) -> bool:
        if one.dispute is None or one.amount_minor <= 0:
            return False
        if await self.books.booked(actor, card.issuer, one.dispute) is not None:
            return False
        try:
            outcome = await self.authorizing.live(actor, id, disputed(one))
        except Conflict as error:
            if error.code not in _BEYOND:
                raise
            return False
        await self._tell(actor, outcome)
        booked = Booked(id, outcome.authorization.version)
        await self.books.book(actor, card.issuer, one.dispute, booked)
        return True

    async def _hold(self, actor: Actor, id: str, heard: HeardAuthorization) -> bool:
        life = held(await self._required(actor, id), heard)
        if life is None:
            return False
        await self._tell(actor, await self.authorizing.live(actor, id, life))
        return True

    async def _as_decided(self, actor: Actor, id: str) -> str | None:
        reason = (await self._required(actor, id)).reason
        return reason.value if reason else None

    async def _required(self, actor: Actor, id: str) -> Authorization:
        found = await self.authorizations.find(actor, id)
        assert found is not None, "the books name it"
        return found

    async def _tell(self, actor: Actor, outcome: AuthorizationOutcome) -> None:
        await self.events.add(actor.company.company_id, *told(outcome))


def _order(one: HeardTransaction) -> tuple[bool, datetime, str]:
    """What was taken before what came back."""
    return one.amount_minor < 0, one.at, one.reference


def _charge(
    card: Card, heard: HeardAuthorization | HeardTransaction, minor: int, merchant_minor: int
) -> AskedCharge:
    """Stripe says both amounts; what it costs in the card's currency is the one that counts."""
    currency = heard.merchant_currency
    is_own = currency == card.currency
    return AskedCharge(
        amount_minor=minor if is_own else merchant_minor,
        currency=currency,
        billing=None if is_own or minor <= 0 else to_decimal(minor, card.currency),
        merchant=heard.merchant.name,
        mcc=heard.merchant.mcc,
        country=heard.merchant.country,
        is_online=isinstance(heard, HeardAuthorization) and heard.is_online,
        is_cash=False,
    )
