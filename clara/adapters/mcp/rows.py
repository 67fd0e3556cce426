"""Rows short enough for a conversation: bytes are tokens, and a model reads every one of them.

A token is counted as 3 UTF-8 bytes. What a row leaves out, the tool for one object gives.
"""

from datetime import date
from typing import Annotated, TypeVar

import msgspec
from msgspec import Struct, structs

from clara.adapters.wire.cards import LimitView
from clara.adapters.wire.credits import CreditAmount, Dollars, dollars_of
from clara.adapters.wire.described import Amount, AmountMinor, Currency, Instant, described
from clara.domain.card_transactions.card_transaction import (
    CardTransaction,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import Card, CardStatus, CardType
from clara.domain.credits.ledger import CreditTransaction, CreditTransactionType
from clara.domain.money import to_decimal

BYTES_PER_TOKEN = 3
MAX_ANSWER_BYTES = 20_000 * BYTES_PER_TOKEN
MAX_TRANSACTION_BYTES = 100 * BYTES_PER_TOKEN
MAX_CARD_BYTES = 160 * BYTES_PER_TOKEN

ENCODER = msgspec.json.Encoder(decimal_format="number")

_ELLIPSIS = "…"

R = TypeVar("R", bound=Struct)


class CardTransactionRow(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A card transaction in a list; view_transaction gives its time, MCC and source texts."""

    id: Annotated[str, described("For view_transaction.")]
    date: Annotated[date, described("Day in the company's time zone.")]
    amount: Amount
    amount_minor: AmountMinor
    currency: Currency
    type: CardTransactionType
    status: CardTransactionStatus
    merchant: Annotated[str, described("Merchant, normalised; long names end in ….")]
    category: Category
    last_four: Annotated[str | None, described("Last four digits of the card.")] = None
    cardholder: Annotated[str | None, described("Who holds the card.")] = None

    @classmethod
    def of(cls, row: CardTransaction) -> "CardTransactionRow":
        view = cls(
            id=row.id,
            date=row.day,
            amount=to_decimal(row.amount_minor, row.currency),
            amount_minor=row.amount_minor,
            currency=row.currency,
            type=row.type,
            status=row.status,
            merchant=row.merchant,
            category=row.category,
            last_four=row.card.last_four if row.card else None,
            cardholder=row.cardholder,
        )
        return fitted(view, ("merchant", "cardholder"), MAX_TRANSACTION_BYTES)


class CardRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A card in a list; view_card gives its locks and what is left of its limit."""

    id: Annotated[str, described("For the other tools.")]
    cardholder: Annotated[str | None, described("Who holds it.")] = None
    alias: Annotated[str | None, described("What the company calls it.")] = None
    last_four: Annotated[str, described("Last four digits.")]
    type: CardType
    status: CardStatus
    can_spend: Annotated[bool, described("Whether Clara would let a charge through.")]
    currency: Currency
    limit: Annotated[LimitView | None, described("Spending limit; left out without one.")] = None
    locked_by: Annotated[str | None, described("Who set the highest lock in force.")] = None

    @classmethod
    def of(cls, card: Card) -> "CardRow":
        limit = None
        if card.limit_minor is not None and card.periodicity is not None:
            limit = LimitView(
                amount=to_decimal(card.limit_minor, card.currency),
                amount_minor=card.limit_minor,
                currency=card.currency,
                periodicity=card.periodicity,
            )
        view = cls(
            id=card.id,
            cardholder=card.cardholder.name if card.cardholder else None,
            alias=card.alias,
            last_four=card.last_four,
            type=card.type,
            status=card.status,
            can_spend=card.can_spend,
            currency=card.currency,
            limit=limit,
            locked_by=card.locks[-1].by_name if card.locks else None,
        )
        return fitted(view, ("cardholder", "alias", "locked_by"), MAX_CARD_BYTES)


class CreditTransactionRow(Struct, frozen=True, kw_only=True):
    """A credit transaction in a list."""

    id: Annotated[str, described("For transaction_view.")]
    created_at: Instant
    type: CreditTransactionType
    value_in_credits: CreditAmount
    value_in_fiat: Annotated[Dollars | None, described("US dollars; null where none moved.")]
    description: Annotated[str, described("What it was for; long texts end in ….")]

    @classmethod
    def of(cls, moved: CreditTransaction) -> "CreditTransactionRow":
        view = cls(
            id=moved.id,
            created_at=moved.created_at,
            type=moved.type,
            value_in_credits=moved.value_in_credits,
            value_in_fiat=dollars_of(moved),
            description=moved.description,
        )
        return fitted(view, ("description",), MAX_TRANSACTION_BYTES)


def fitted(row: R, texts: tuple[str, ...], room: int) -> R:
    """`row`, its `texts` cut so that the row's JSON has at most `room` bytes: what they have to
    lose is taken from the longest, and short ones stay whole."""
    excess = len(ENCODER.encode(row)) - room
    if excess <= 0:
        return row
    sizes = sorted((_size(getattr(row, name) or ""), name) for name in texts)
    left = sum(size for size, _ in sizes) - excess
    cut = {}
    for place, (size, name) in enumerate(sizes):
        share = left // (len(sizes) - place)
        if size > share:
            cut[name] = _cut(getattr(row, name), share)
        left -= min(size, share)
    return structs.replace(row, **cut)


def cut_text(text: str, room: int) -> str:
    """`text` if it has a place in `room` bytes of JSON, else its beginning and an ellipsis."""
    return text if _size(text) <= room else _cut(text, room)


def _cut(text: str, room: int) -> str:
    """`text` ended by an ellipsis, of at most `room` bytes in JSON but at least the ellipsis."""
    kept = text[: max(room, 0)]
    while kept and _size(kept + _ELLIPSIS) > room:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def _size(text: str) -> int:
    return len(ENCODER.encode(text)) - 2
