"""Transactions, lines and documents with defaults."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from clara.domain.attachments.contents import Document, StatementLine
from clara.domain.card_transactions.card_transaction import (
    CardTransaction,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.merchant import normalise

DAY = date(2026, 11, 10)
_numbers = count(1)


def transaction(
    raw: str = "OXXO CENTRO 1234", minor: int = 100_00, day: date = DAY, **changes: Any
) -> CardTransaction:
    number = next(_numbers)
    made: dict[str, Any] = {
        "id": f"ctx_{number:032x}",
        "occurred_at": datetime(day.year, day.month, day.day, 18, tzinfo=UTC),
        "day": day,
        "amount_minor": minor,
        "currency": "MXN",
        "type": CardTransactionType.PURCHASE,
        "status": CardTransactionStatus.POSTED,
        "merchant": normalise(raw),
        "merchant_raw": raw,
        "category": Category.OTHER,
        "mcc": None,
        "card": None,
        "cardholder": None,
    }
    return CardTransaction(**{**made, **changes})


def line(
    description: str = "OXXO CENTRO", minor: int = 100_00, day: date = DAY, **changes: Any
) -> StatementLine:
    made: dict[str, Any] = {
        "place": next(_numbers),
        "day": day,
        "description": description,
        "amount_minor": minor,
        "currency": "MXN",
    }
    return StatementLine(**{**made, **changes})


def document(
    issuer: str | None = "Cadena Comercial OXXO, S.A. de C.V.",
    minor: int | None = 100_00,
    day: date | None = DAY,
    **changes: Any,
) -> Document:
    made: dict[str, Any] = {
        "issuer": issuer,
        "tax_id": None,
        "number": f"F-{next(_numbers)}",
        "day": day,
        "total_minor": minor,
        "currency": "MXN",
    }
    return Document(**{**made, **changes})
