"""Rows of card transactions, with their merchant, card and cardholder, as entities."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, select

from clara.adapters.persistence.statement import Row
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders, cards, merchants
from clara.domain.card_transactions.card_transaction import (
    CardOnTransaction,
    CardTransaction,
    CardTransactionStatus,
    CardTransactionType,
    OriginalAmount,
)
from clara.domain.card_transactions.category import Category
from clara.domain.instant import instant
from clara.domain.money import currency_code

_TYPES = tuple(CardTransactionType)
_STATUSES = tuple(CardTransactionStatus)
_CATEGORIES = tuple(Category)


def select_rows() -> Select[Any]:
    """Card transactions with everything a row shows."""
    return (
        select(
            t.c.id,
            t.c.occurred_at,
            t.c.amount_minor,
            t.c.currency,
            t.c.type,
            t.c.status,
            merchants.c.name,
            t.c.merchant_raw,
            t.c.category,
            t.c.mcc,
            cards.c.id,
            cards.c.last_four,
            cards.c.alias,
            cardholders.c.name,
            t.c.original_minor,
            t.c.original_currency,
            t.c.description,
            t.c.reference,
        )
        .select_from(t)
        .join(
            merchants,
            and_(
                merchants.c.company_number == t.c.company_number,
                merchants.c.number == t.c.merchant_number,
            ),
            # Outer, although every row has one: the planner then never starts from this side.
            isouter=True,
        )
        .outerjoin(
            cards,
            and_(cards.c.company_number == t.c.company_number, cards.c.number == t.c.card_number),
        )
        .outerjoin(
            cardholders,
            and_(
                cardholders.c.company_number == t.c.company_number,
                cardholders.c.number == t.c.cardholder_number,
            ),
        )
    )


def transactions_of(rows: Iterable[Row], time_zone: str) -> tuple[CardTransaction, ...]:
    """Rows of `select_rows`, days in `time_zone`."""
    zone = ZoneInfo(time_zone)
    return tuple(_transaction(row, zone) for row in rows)


def _transaction(row: Row, zone: ZoneInfo) -> CardTransaction:
    (
        id,
        occurred_at,
        amount_minor,
        currency,
        kind,
        status,
        merchant,
        merchant_raw,
        category,
        mcc,
        card_id,
        last_four,
        alias,
        cardholder,
        original_minor,
        original_currency,
        description,
        reference,
    ) = row
    at = instant(occurred_at)
    card = original = None
    if card_id is not None:
        card = CardOnTransaction(card_id, last_four, alias)
    if original_currency is not None:
        original = OriginalAmount(
            amount_minor=original_minor, currency=currency_code(original_currency)
        )
    return CardTransaction(
        "ctx_" + id.hex(),
        at,
        at.astimezone(zone).date(),
        amount_minor,
        currency_code(currency),
        _TYPES[kind],
        _STATUSES[status],
        merchant,
        merchant_raw,
        _CATEGORIES[category],
        mcc,
        card,
        cardholder,
        original,
        description,
        reference,
    )
