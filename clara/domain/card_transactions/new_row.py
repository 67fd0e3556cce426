"""A card transaction on its way into a store: what importers and generators produce."""

from typing import NamedTuple

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category


class NewRow(NamedTuple):
    """One row, before merchants, cards and cardholders have been matched to a company's own.

    A named tuple because a million of them pass through a file's import. `id` is 16 bytes;
    `occurred_at` is microseconds since 1970 in UTC; `merchant` is the normalised name and
    `merchant_raw` what the source says; `card` is the masked number or last four digits as given
    (None where there is none), of which `last_four` are the digits.
    """

    id: bytes
    occurred_at: int
    amount_minor: int
    currency: str
    type: CardTransactionType
    status: CardTransactionStatus
    merchant: str
    merchant_raw: str
    category: Category
    mcc: int | None = None
    card: str | None = None
    last_four: str | None = None
    cardholder: str | None = None
    original_minor: int | None = None
    original_currency: str | None = None
    description: str | None = None
    reference: str | None = None
