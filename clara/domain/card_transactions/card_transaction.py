"""A purchase, refund, fee, credit or payment on a corporate card. Never a bare "transaction":
movements of prepaid credits are credit transactions."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from clara.domain.card_transactions.category import Category
from clara.domain.ids import CardId, CardTransactionId


class CardTransactionType(StrEnum):
    PURCHASE = "PURCHASE"
    REFUND = "REFUND"
    FEE = "FEE"
    CREDIT = "CREDIT"
    PAYMENT = "PAYMENT"


class CardTransactionStatus(StrEnum):
    AUTHORIZED = "AUTHORIZED"
    POSTED = "POSTED"
    DECLINED = "DECLINED"
    REVERSED = "REVERSED"


TYPE_NUMBERS = {kind: number for number, kind in enumerate(CardTransactionType)}
STATUS_NUMBERS = {status: number for number, status in enumerate(CardTransactionStatus)}
"""Their places in storage: append only, never reorder."""


class CardOnTransaction(Struct, frozen=True, gc=False):
    """As much of the card as a row of a list shows."""

    id: CardId
    last_four: str
    alias: str | None


class OriginalAmount(Struct, frozen=True, kw_only=True):
    """What the merchant charged, where it differs from the billing currency. The amount is None
    where the source names only the currency."""

    amount_minor: int | None
    currency: str


class CardTransaction(Struct, frozen=True, gc=False):
    """One row. `amount_minor` is signed: spend positive, refunds and credits negative.

    Made by position where pages are read: thousands a second. `occurred_at` is in UTC; `day` is its calendar day in the company's zone. `card` is None where
    the source names no card; `cardholder` is kept all the same.
    """

    id: CardTransactionId
    occurred_at: datetime
    day: date
    amount_minor: int
    currency: str
    type: CardTransactionType
    status: CardTransactionStatus
    merchant: str
    merchant_raw: str
    category: Category
    mcc: int | None
    card: CardOnTransaction | None
    cardholder: str | None
    original: OriginalAmount | None = None
    description: str | None = None
    reference: str | None = None
