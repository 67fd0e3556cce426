"""What of Stripe's issuing objects is read here: https://docs.stripe.com/api/issuing

Fields beyond these come and go with versions of the API and are passed over. What is read has to
have its form, whoever sent it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

Id = Annotated[str, Meta(max_length=255, pattern=r"^[A-Za-z0-9_]+$")]
Amount = Annotated[int, Meta(ge=-(10**12), le=10**12)]
"""In minor units."""
Currency = Annotated[str, Meta(pattern="^[a-z]{3}$")]
Seconds = Annotated[int, Meta(ge=0, le=4 * 10**9)]
"""Since 1970."""
Word = Annotated[str, Meta(max_length=100)]


class Requirements(Struct, frozen=True, kw_only=True):
    disabled_reason: Word | None = None


class Cardholder(Struct, frozen=True, kw_only=True):
    """`status` is active, inactive or blocked."""

    id: Id
    livemode: bool
    status: Word
    requirements: Requirements = Requirements()


class Card(Struct, frozen=True, kw_only=True):
    """`status` is active, inactive or canceled."""

    id: Id
    livemode: bool
    status: Word
    last4: Annotated[str, Meta(pattern="^[0-9]{4}$")]


class MerchantData(Struct, frozen=True, kw_only=True):
    """As the terminal writes it."""

    category_code: Word | None = None
    country: Word | None = None
    name: Annotated[str, Meta(max_length=1_000)] | None = None


class Transaction(Struct, frozen=True, kw_only=True):
    """Below zero money was spent, above zero it came back."""

    id: Id
    livemode: bool
    amount: Amount
    currency: Currency
    merchant_amount: Amount
    merchant_currency: Currency
    merchant_data: MerchantData
    card: Id
    created: Seconds
    authorization: Id | None = None
    dispute: Id | None = None


class PendingRequest(Struct, frozen=True, kw_only=True):
    amount: Amount
    merchant_amount: Amount


class Request(Struct, frozen=True, kw_only=True):
    approved: bool


class Authorization(Struct, frozen=True, kw_only=True):
    """`status` is pending, closed, reversed or expired."""

    id: Id
    livemode: bool
    approved: bool
    status: Word
    amount: Amount
    currency: Currency
    merchant_amount: Amount
    merchant_currency: Currency
    merchant_data: MerchantData
    authorization_method: Word
    card: Card
    created: Seconds
    request_history: tuple[Request, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    pending_request: PendingRequest | None = None


class EventData(Struct, frozen=True, kw_only=True):
    object: dict[str, Any]


class Event(Struct, frozen=True, kw_only=True):
    id: Id
    type: Annotated[str, Meta(max_length=200)]
    livemode: bool
    data: EventData
    api_version: Word | None = None


class Page(Struct, frozen=True, kw_only=True):
    """Newest first."""

    data: tuple[Mapping[str, Any], ...]
    has_more: bool

    @property
    def last_id(self) -> str:
        """From where the next page goes on; empty for an empty page."""
        return str(self.data[-1].get("id", "")) if self.data else ""
