"""What of Stripe's objects is read here: https://docs.stripe.com/api

Fields beyond these come and go with versions of the API and are passed over. What is read has to
have its form, whoever sent it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

Id = Annotated[str, Meta(max_length=255, pattern=r"^[A-Za-z0-9_]+$")]
Amount = Annotated[int, Meta(ge=0, le=10**12)]
"""In minor units."""
Currency = Annotated[str, Meta(pattern="^[a-z]{3,5}$")]
Seconds = Annotated[int, Meta(ge=0, le=4 * 10**9)]
"""Since 1970."""
Metadata = Mapping[str, str] | None


class Customer(Struct, frozen=True, kw_only=True):
    id: Id
    livemode: bool


class PaymentIntent(Struct, frozen=True, kw_only=True):
    """`status` is succeeded, processing, or one of those in which nothing was paid."""

    id: Id
    livemode: bool
    status: str
    metadata: Metadata = None


class CheckoutSession(Struct, frozen=True, kw_only=True):
    """`status` is open, complete or expired; `payment_status` is paid, unpaid or
    no_payment_required. Sessions of other products may lack an amount, and ours a payment while
    nobody has tried to pay."""

    id: Id
    livemode: bool
    payment_status: str
    status: str | None = None
    amount_total: Amount | None = None
    currency: Currency | None = None
    client_reference_id: str | None = None
    payment_intent: Id | PaymentIntent | None = None
    metadata: Metadata = None
    url: str | None = None

    @property
    def payment_id(self) -> str | None:
        payment = self.payment_intent
        return payment.id if isinstance(payment, PaymentIntent) else payment


class Charge(Struct, frozen=True, kw_only=True):
    """`amount_refunded` is all that has gone back so far."""

    id: Id
    livemode: bool
    amount_refunded: Amount
    currency: Currency
    payment_intent: Id | None = None
    metadata: Metadata = None


class Dispute(Struct, frozen=True, kw_only=True):
    id: Id
    livemode: bool
    amount: Amount
    currency: Currency
    status: str
    payment_intent: Id | None = None


class PortalSession(Struct, frozen=True, kw_only=True):
    livemode: bool
    url: str


class EventData(Struct, frozen=True, kw_only=True):
    object: dict[str, Any]


class Event(Struct, frozen=True, kw_only=True):
    """`data.object` is as it was when the event happened."""

    id: Id
    type: Annotated[str, Meta(max_length=200)]
    created: Seconds
    livemode: bool
    data: EventData


class EventPage(Struct, frozen=True, kw_only=True):
    """Newest first."""

    data: tuple[dict[str, Any], ...]
    has_more: bool

    @property
    def last_id(self) -> str:
        """From where the next page goes on; empty for an empty page."""
        return str(self.data[-1].get("id", "")) if self.data else ""
