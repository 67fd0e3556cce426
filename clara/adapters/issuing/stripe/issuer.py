"""The `CardIssuer` port over Stripe Issuing (https://docs.stripe.com/issuing)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clara.adapters.issuing.stripe import shapes
from clara.adapters.issuing.stripe.access import StripeAccess, asked, of_our_mode
from clara.adapters.issuing.stripe.address import Address
from clara.application.issuing.ports import CardIssuer, IssuerReply, NewCard
from clara.domain.cards.card import Card, CardStatus, Issuer, Periodicity
from clara.domain.cards.controls import CardControls
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict

if TYPE_CHECKING:
    from stripe.params.issuing import CardUpdateParams

_MAX_NAME = 24
_STATUSES = {CardStatus.ACTIVE: "active", CardStatus.CANCELLED: "canceled"}
"""Everything else can't spend."""
_INTERVALS = {
    Periodicity.DAILY: "daily",
    Periodicity.WEEKLY: "weekly",
    Periodicity.MONTHLY: "monthly",
}
_LOST, _STOLEN = re.compile(r"\b(lost|perd|extravi)"), re.compile(r"\b(stolen|rob|furt)")


@dataclass(frozen=True, slots=True)
class StripeIssuer(CardIssuer):
    """Its controls hold amounts and countries; what Stripe has no word for, our own decision holds.
    Its periods begin at midnight UTC and ours where the company is: ours is the stricter answer."""

    access: StripeAccess
    address: Address

    @property
    def issuer(self) -> Issuer:
        return Issuer.STRIPE

    @property
    def needs_telling(self) -> bool:
        return True

    async def create_cardholder(self, actor: Actor, holder: Cardholder, key: str) -> IssuerReply:
        name = printable(holder.name)
        made = await asked(
            self.access,
            "a new cardholder",
            lambda client: client.v1.issuing.cardholders.create_async(
                {
                    "type": "individual",
                    "name": name,
                    "billing": {"address": {**self.address._asdict()}},  # type: ignore[typeddict-item]
                    "metadata": _ours(actor, holder=holder.id),
                },
                {"idempotency_key": f"{key}-holder"},
            ),
            shapes.Cardholder,
        )
        of_our_mode(self.access, is_live=made.livemode)
        return IssuerReply(is_confirmed=made.status == "active", reference=made.id)

    async def create_card(
        self, actor: Actor, card_id: str, holder: str | None, currency: str, key: str
    ) -> NewCard:
        made = await asked(
            self.access,
            "a new card",
            lambda client: client.v1.issuing.cards.create_async(
                {
                    "cardholder": holder or "",
                    "currency": currency.lower(),
                    "type": "virtual",
                    "status": "active",
                    "metadata": _ours(actor, card=card_id),
                },
                {"idempotency_key": f"{key}-card"},
            ),
            shapes.Card,
        )
        of_our_mode(self.access, is_live=made.livemode)
        is_active = made.status == "active"
        return NewCard(
            is_confirmed=is_active,
            reference=made.id,
            last_four=made.last4,
            status=CardStatus.ACTIVE if is_active else CardStatus.PENDING,
        )

    async def set_status(
        self, reference: str, status: CardStatus, reason: str | None, key: str
    ) -> IssuerReply:
        wanted = _STATUSES.get(status, "inactive")
        changes: CardUpdateParams = {"status": wanted}
        if status is CardStatus.CANCELLED:
            changes |= _because(reason)
        try:
            made = await self._update(reference, changes, key)
        except Conflict:
            # Stripe refuses to cancel what is cancelled: then it is what was wanted.
            made = await self._found(reference)
            if made.status != wanted:
                raise
        return IssuerReply(is_confirmed=made.status == wanted, reference=made.id)

    async def set_controls(
        self, reference: str, card: Card, controls: CardControls, key: str
    ) -> IssuerReply:
        made = await self._update(
            reference, {"spending_controls": spending_controls(card, controls)}, key
        )
        return IssuerReply(is_confirmed=True, reference=made.id)

    async def _update(self, reference: str, changes: "CardUpdateParams", key: str) -> shapes.Card:
        made = await asked(
            self.access,
            "a change of a card",
            lambda client: client.v1.issuing.cards.update_async(
                reference, changes, {"idempotency_key": key}
            ),
            shapes.Card,
        )
        of_our_mode(self.access, is_live=made.livemode)
        return made

    async def _found(self, reference: str) -> shapes.Card:
        return await asked(
            self.access,
            "a card",
            lambda client: client.v1.issuing.cards.retrieve_async(reference),
            shapes.Card,
        )


def spending_controls(card: Card, controls: CardControls) -> Any:
    """In Stripe's words; empty ones take away what was there."""
    limits: list[dict[str, Any]] = []
    if card.limit_minor is not None and card.periodicity is not None:
        limits.append({"amount": card.limit_minor, "interval": _INTERVALS[card.periodicity]})
    if controls.max_transaction_minor is not None:
        limits.append({"amount": controls.max_transaction_minor, "interval": "per_authorization"})
    return {
        "spending_limits": limits or "",
        "allowed_merchant_countries": list(controls.countries) or "",
    }


def printable(name: str) -> str:
    """At most 24 letters, as Stripe prints them: no digits, no signs."""
    plain = "".join(
        sign if sign.isalpha() or sign in "-' " else " "
        for sign in unicodedata.normalize("NFC", name)
    )
    return " ".join(plain.split())[:_MAX_NAME].strip() or "Cardholder"


def _because(reason: str | None) -> "CardUpdateParams":
    """Stripe knows two reasons; others stay in our activity log."""
    said = (reason or "").lower()
    if _STOLEN.search(said):
        return {"cancellation_reason": "stolen"}
    return {"cancellation_reason": "lost"} if _LOST.search(said) else {}


def _ours(actor: Actor, **of: str) -> dict[str, str]:
    return {"clara_company": actor.company.company_id, **{f"clara_{k}": v for k, v in of.items()}}
