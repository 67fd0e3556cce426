"""What a payment provider says, in our words."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class FactKind(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


class PaymentFact(Struct, frozen=True, kw_only=True):
    """Something that has happened to a payment. Facts come late, twice and in any order.

    PAID, FAILED and EXPIRED name the checkout: `session_id`, and the `purchase_id` and `user_id`
    that we gave it. The others name the payment: `payment_id`, and disputes their `dispute_id`.
    `amount_minor` is what was paid or is disputed, and of refunds all that has gone back so far.
    """

    id: str
    kind: FactKind
    at: datetime
    amount_minor: int
    currency: str
    session_id: str | None = None
    purchase_id: str | None = None
    user_id: str | None = None
    payment_id: str | None = None
    dispute_id: str | None = None
