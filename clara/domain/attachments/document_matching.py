"""What became of documents beside card transactions."""

from msgspec import Struct

from clara.domain.attachments.contents import Document
from clara.domain.card_transactions.card_transaction import CardTransaction

MAX_CANDIDATES = 5


class DocumentMatch(Struct, frozen=True, kw_only=True):
    """`name_likeness` is from 0 to 1; `days` how much later the card was charged."""

    document: Document
    transaction: CardTransaction
    name_likeness: float
    days: int


class UnclearDocument(Struct, frozen=True, kw_only=True):
    """Fits several purchases equally well: at most `MAX_CANDIDATES` of them."""

    document: Document
    candidates: tuple[CardTransaction, ...]


class DocumentMatching(Struct, frozen=True, kw_only=True):
    """Every document and every transaction is in one of these at most once. `unreadable` documents
    say no total or no currency; `without_document` are transactions that none belongs to."""

    matched: tuple[DocumentMatch, ...]
    unclear: tuple[UnclearDocument, ...]
    without_transaction: tuple[Document, ...]
    unreadable: tuple[Document, ...]
    without_document: tuple[CardTransaction, ...]


def are_interchangeable(one: CardTransaction, other: CardTransaction) -> bool:
    """Whether nothing that a receipt says could tell them apart."""
    return (one.merchant, one.day, one.currency, one.amount_minor) == (
        other.merchant,
        other.day,
        other.currency,
        other.amount_minor,
    )
