"""The columns of an export, the same in every format that has columns."""

from collections.abc import Sequence
from decimal import Decimal

from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.money import to_decimal

Cell = str | int | Decimal | None

HEADERS = (
    *("id", "date", "occurred_at", "amount", "amount_minor", "currency", "type", "status"),
    *("merchant", "merchant_raw", "category", "mcc", "card_id", "card_last_four", "card_alias"),
    *("cardholder", "original_amount", "original_currency", "description", "reference"),
)


def cells(row: CardTransaction) -> Sequence[Cell]:
    """One row, in the order of `HEADERS`."""
    card, original = row.card, row.original
    original_amount = None
    if original is not None and original.amount_minor is not None:
        original_amount = to_decimal(original.amount_minor, original.currency)
    return (
        row.id,
        row.day.isoformat(),
        row.occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        to_decimal(row.amount_minor, row.currency),
        row.amount_minor,
        row.currency,
        row.type.value,
        row.status.value,
        row.merchant,
        row.merchant_raw,
        row.category.value,
        row.mcc,
        card.id if card else None,
        card.last_four if card else None,
        card.alias if card else None,
        row.cardholder,
        original_amount,
        original.currency if original else None,
        row.description,
        row.reference,
    )
