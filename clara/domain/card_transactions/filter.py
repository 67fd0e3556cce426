"""Which card transactions: the one filter that lists, totals, summaries and exports share."""

from enum import StrEnum

from msgspec import Struct

from clara.domain.card_transactions.card_transaction import (
    CardTransaction,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.instant import microseconds
from clara.domain.page import Position
from clara.domain.period import Period

NOBODY = "none"
"""Stands for the card or cardholder of rows whose source names none."""

MAX_IDS = 50
"""Card transactions that a filter may name."""


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"

    @property
    def by_amount(self) -> bool:
        return self in (Sort.LARGEST, Sort.SMALLEST)

    @property
    def descending(self) -> bool:
        return self in (Sort.NEWEST, Sort.LARGEST)

    def position(self, row: CardTransaction) -> Position:
        """Where `row` stands in this order."""
        value = row.amount_minor if self.by_amount else microseconds(row.occurred_at)
        return Position(value=value, id=row.id)


class CardTransactionFilter(Struct, frozen=True, kw_only=True, array_like=True):
    """Conditions, all of which a row meets; None and empty mean "any".

    Amounts are minor units of `amount_currency`: `above`/`below` are strict, `minimum`/`maximum`
    inclusive. Rows in another currency are then counted apart and not listed.

    `merchant`, `card` and `text` are words to look for; `merchants` and `cardholders` are whole names
    and `cardholder_ids` and `card_ids` identifiers, or `NOBODY` for rows that name none. `ids` are at
    most `MAX_IDS` rows themselves.
    """

    period: Period
    card: str | None = None
    merchant: str | None = None
    text: str | None = None
    amount_currency: str
    above_minor: int | None = None
    below_minor: int | None = None
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    currency: str | None = None
    categories: tuple[Category, ...] = ()
    mcc: int | None = None
    statuses: tuple[CardTransactionStatus, ...] = ()
    types: tuple[CardTransactionType, ...] = ()
    merchants: tuple[str, ...] = ()
    cardholders: tuple[str, ...] = ()
    cardholder_ids: tuple[str, ...] = ()
    card_ids: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def has_amount(self) -> bool:
        return any(
            limit is not None
            for limit in (
                self.above_minor,
                self.below_minor,
                self.minimum_minor,
                self.maximum_minor,
            )
        )
