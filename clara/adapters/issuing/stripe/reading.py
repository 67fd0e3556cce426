"""From Stripe's objects to what they say."""

from datetime import UTC, datetime

from clara.adapters.issuing.stripe.shapes import (
    Authorization,
    Card,
    Cardholder,
    MerchantData,
    Transaction,
)
from clara.domain.issuing.heard import (
    Asked,
    HeardAuthorization,
    HeardCard,
    HeardCardStatus,
    HeardHolder,
    HeardMerchant,
    HeardStatus,
    HeardTransaction,
)

_CARDS = {
    "active": HeardCardStatus.ACTIVE,
    "inactive": HeardCardStatus.INACTIVE,
    "canceled": HeardCardStatus.CANCELLED,
}
_STATUSES = {
    "pending": HeardStatus.OPEN,
    "closed": HeardStatus.CLOSED,
    "reversed": HeardStatus.REVERSED,
    "expired": HeardStatus.EXPIRED,
}
_NO_NAME = "Unknown merchant"


def card_of(card: Card) -> HeardCard:
    """A status that came with a later version of the API is taken for one that can't spend."""
    status = _CARDS.get(card.status, HeardCardStatus.INACTIVE)
    return HeardCard(reference=card.id, status=status)


def holder_of(holder: Cardholder) -> HeardHolder:
    because = holder.requirements.disabled_reason
    is_active = holder.status == "active" and because is None
    why = None if is_active else because or holder.status
    return HeardHolder(reference=holder.id, is_active=is_active, because=why)


def authorization_of(one: Authorization) -> HeardAuthorization:
    pending = one.pending_request
    asked = None
    if pending is not None:
        asked = Asked(
            number=len(one.request_history),
            amount_minor=pending.amount,
            merchant_minor=pending.merchant_amount,
        )
    return HeardAuthorization(
        reference=one.id,
        card=one.card.id,
        is_approved=one.approved,
        # What is neither of these is over, as far as anybody can know.
        status=_STATUSES.get(one.status, HeardStatus.CLOSED),
        amount_minor=one.amount,
        merchant_minor=one.merchant_amount,
        merchant_currency=one.merchant_currency.upper(),
        merchant=_merchant(one.merchant_data),
        is_online=one.authorization_method == "online",
        at=datetime.fromtimestamp(one.created, UTC),
        transactions=tuple(map(transaction_of, one.transactions)),
        asked=asked,
    )


def transaction_of(one: Transaction) -> HeardTransaction:
    return HeardTransaction(
        reference=one.id,
        card=one.card,
        authorization=one.authorization,
        amount_minor=-one.amount,
        merchant_minor=abs(one.merchant_amount),
        merchant_currency=one.merchant_currency.upper(),
        merchant=_merchant(one.merchant_data),
        at=datetime.fromtimestamp(one.created, UTC),
        dispute=one.dispute,
    )


def _merchant(data: MerchantData) -> HeardMerchant:
    code, country = data.category_code or "", data.country or ""
    return HeardMerchant(
        name=(data.name or "").strip() or _NO_NAME,
        mcc=int(code) if code.isascii() and code.isdigit() and len(code) <= 4 else None,
        country=country if len(country) == 2 and country.isascii() else None,
    )
