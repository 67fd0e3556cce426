"""Credits on the wire: what was bought and spent, what they cost, and where a person pays."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from clara.adapters.wire.described import Instant, described
from clara.application.credits.buy_credits import OpenedCheckout
from clara.application.credits.open_portal import Portal
from clara.domain.credits.ledger import CreditTransaction, CreditTransactionType
from clara.domain.credits.rate import CURRENCY, RateBand, Rates
from clara.domain.money import to_decimal

_ID = "credit_0123456789abcdef0123456789abcdef"
_PAGE = "https://checkout.example.com/c/pay/cs_0123456789abcdef"
_PORTAL = "https://billing.example.com/p/session/0123456789abcdef"

CreditAmount = Annotated[int, described("Prepaid credits, never negative.", 5000, ge=0)]
Dollars = Annotated[
    Decimal, Meta(description="US dollars.", examples=[50], extra_json_schema={"type": "number"})
]


class CreditTransactionView(Struct, frozen=True, kw_only=True):
    """A movement of a user's prepaid credits."""

    created_at: Instant
    description: Annotated[str, described("What it was for.", "Credits bought")]
    id: Annotated[str, described("Identifier of the credit transaction.", _ID)]
    type: Annotated[
        CreditTransactionType, described("CREDIT adds to the balance, DEBIT takes from it.")
    ]
    updated_at: Annotated[datetime, described("As `created_at`: it never changes.")]
    user_id: Annotated[str, described("Whose credits.", "user_0123456789abcdef0123456789abcdef")]
    value_in_credits: CreditAmount
    value_in_fiat: Annotated[
        Dollars | None, described("US dollars that moved with it; null where none did.")
    ]

    @classmethod
    def of(cls, moved: CreditTransaction) -> "CreditTransactionView":
        return cls(
            created_at=moved.created_at,
            description=moved.description,
            id=moved.id,
            type=moved.type,
            updated_at=moved.created_at,
            user_id=moved.user_id,
            value_in_credits=moved.value_in_credits,
            value_in_fiat=dollars_of(moved),
        )


class RateView(Struct, frozen=True, kw_only=True):
    """What credits cost within a band of whole dollars, both limits included."""

    lower_limit: Annotated[int, described("US dollars at least.", 5)]
    upper_limit: Annotated[int, described("US dollars at most.", 10_000)]
    rate: Annotated[int, described("Credits for each dollar.", 100)]

    @classmethod
    def of(cls, band: RateBand) -> "RateView":
        return cls(lower_limit=band.lower_limit, upper_limit=band.upper_limit, rate=band.rate)


def rate_views(rates: Rates) -> tuple[RateView, ...]:
    return tuple(map(RateView.of, rates.bands))


class PortalView(Struct, frozen=True, kw_only=True):
    """A page of the payment provider's for one customer."""

    url: Annotated[
        str | None,
        described("The page, shown this once; null in the answer to a repeated request.", _PORTAL),
    ]

    @classmethod
    def of(cls, portal: Portal) -> "PortalView":
        return cls(url=portal.url)


class CheckoutView(Struct, frozen=True, kw_only=True):
    """A page on which a person pays; nothing was charged yet."""

    url: Annotated[str, described("Open it in a browser to pay.", _PAGE)]
    return_path: Annotated[str, described("Where the person goes on afterwards.", "/credits")]
    value_in_credits: CreditAmount
    value_in_fiat: Dollars

    @classmethod
    def of(cls, opened: OpenedCheckout) -> "CheckoutView":
        return cls(
            url=opened.url,
            return_path=opened.return_path,
            value_in_credits=opened.credits,
            value_in_fiat=Decimal(opened.dollars),
        )


def dollars_of(moved: CreditTransaction) -> Decimal | None:
    return None if moved.fiat_minor is None else to_decimal(moved.fiat_minor, CURRENCY)
