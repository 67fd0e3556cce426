from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from clara.domain.authorizations.charge import Charge
from clara.domain.cards.card import Card
from clara.domain.money import positive_minor


class AskedCharge(Struct, frozen=True, kw_only=True):
    """A charge as a network sends it, checked: `billing` is what it costs in the card's currency,
    where that is another and known; `merchant` is as the terminal writes it."""

    amount_minor: int
    currency: str
    billing: Decimal | None
    merchant: str
    mcc: int | None
    country: str | None
    is_online: bool
    is_cash: bool

    def on(self, card: Card, at: datetime) -> Charge:
        """Raises `invalid_amount`."""
        billing = positive_minor(self.billing, card.currency) if self.billing is not None else None
        return Charge.of(
            at=at,
            card_currency=card.currency,
            original_minor=self.amount_minor,
            currency=self.currency,
            billing_minor=billing,
            merchant=self.merchant,
            mcc=self.mcc,
            country=self.country,
            is_online=self.is_online,
            is_cash=self.is_cash,
        )
