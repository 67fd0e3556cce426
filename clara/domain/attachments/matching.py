"""Which card transaction an invoice or a receipt belongs to.

Amounts decide: a document matches a transaction of exactly its total, in the currency billed or in
the one the merchant charged, a few days around its date. Among those the seller's name, the tax id
and the distance in days choose; where they leave a choice between different purchases nothing is
matched and the candidates are named.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from clara.domain.attachments.contents import Document
from clara.domain.attachments.document_matching import (
    MAX_CANDIDATES,
    DocumentMatch,
    DocumentMatching,
    UnclearDocument,
    are_interchangeable,
)
from clara.domain.attachments.similarity import ALIKE, likeness
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.text import fold

DAYS_BEFORE = 3
"""A card may be charged before the invoice is written."""
DAYS_AFTER = 10
"""And is often posted days after."""
_TAX_ID_FOUND = 1.0
_LONGEST_TAX_ID = 20


class _Pair(NamedTuple):
    name: float
    days: int
    document: int
    transaction: int


_Admits = Callable[[_Pair], bool]


def match_documents(
    documents: Sequence[Document], transactions: Sequence[CardTransaction]
) -> DocumentMatching:
    """Each document with at most one of `transactions` and each of these with at most one document.

    `transactions` are those that count: declined and reversed ones are the caller's to leave out. A
    document without a date may match on any day. The seller of a tax id is learned from documents
    whose name fits, and helps those whose name does not.
    """
    usable = [
        place
        for place, one in enumerate(documents)
        if one.total_minor is not None and one.currency is not None
    ]
    search = _Search(documents, transactions)
    search.settle(usable, lambda pair: pair.name >= ALIKE)
    search.settle(usable, lambda pair: pair.name >= ALIKE)  # now with the tax ids that were learned
    search.settle(usable, lambda _: True)
    readable = set(usable)
    return DocumentMatching(
        matched=tuple(search.found[place] for place in sorted(search.found)),
        unclear=tuple(search.unclear[place] for place in sorted(search.unclear)),
        without_transaction=tuple(
            documents[place]
            for place in usable
            if place not in search.found and place not in search.unclear
        ),
        unreadable=tuple(one for place, one in enumerate(documents) if place not in readable),
        without_document=tuple(
            one for place, one in enumerate(transactions) if place not in search.taken
        ),
    )


class _Search:
    """One search; each round settles what the rounds before left open."""

    def __init__(
        self, documents: Sequence[Document], transactions: Sequence[CardTransaction]
    ) -> None:
        self._documents = documents
        self._transactions = transactions
        self._by_amount = _by_amount(transactions)
        self._sellers: dict[str, str] = {}
        self.found: dict[int, DocumentMatch] = {}
        self.unclear: dict[int, UnclearDocument] = {}
        self.taken: set[int] = set()

    def settle(self, places: Iterable[int], admits: _Admits) -> None:
        """Match what can be matched among pairs that `admits` lets pass, the best pairs first."""
        pairs = [
            pair
            for place in places
            if place not in self.found
            for pair in self._pairs(place)
            if admits(pair)
        ]
        rivals: dict[int, list[_Pair]] = defaultdict(list)
        for pair in pairs:
            rivals[pair.document].append(pair)
        for pair in sorted(pairs, key=_merit):
            if pair.document in self.found or pair.transaction in self.taken:
                continue
            equal = self._equal(pair, rivals[pair.document])
            if equal:
                self.unclear.setdefault(pair.document, self._unclear(pair, equal))
            elif pair.document not in self.unclear:
                self._match(pair)

    def _pairs(self, place: int) -> Iterable[_Pair]:
        document = self._documents[place]
        for transaction in self._near(document):
            if transaction not in self.taken:
                other = self._transactions[transaction]
                days = (other.day - document.day).days if document.day else 0
                yield _Pair(self._name(document, other), days, place, transaction)

    def _near(self, document: Document) -> Iterable[int]:
        days = self._by_amount.get((document.currency, document.total_minor), [])
        if document.day is None:
            return [place for _, place in days]
        first = document.day - timedelta(days=DAYS_BEFORE)
        last = document.day + timedelta(days=DAYS_AFTER + 1)
        return [
            place
            for _, place in days[bisect_left(days, (first, -1)) : bisect_left(days, (last, -1))]
        ]

    def _name(self, document: Document, transaction: CardTransaction) -> float:
        if document.tax_id and _mentions(transaction, document.tax_id):
            return _TAX_ID_FOUND
        names = [document.issuer, self._sellers.get(document.tax_id or "")]
        held = (transaction.merchant, transaction.merchant_raw)
        return max((likeness(name, one) for name in names if name for one in held), default=0.0)

    def _equal(self, pair: _Pair, rivals: list[_Pair]) -> list[_Pair]:
        """Other purchases that would be as good a choice. Of purchases that are alike in everything
        any will do."""
        chosen = self._transactions[pair.transaction]
        return [
            other
            for other in rivals
            if other.transaction not in self.taken
            and _merit(other)[:2] == _merit(pair)[:2]
            and not are_interchangeable(self._transactions[other.transaction], chosen)
        ]

    def _unclear(self, pair: _Pair, equal: list[_Pair]) -> UnclearDocument:
        shown = [pair, *equal][:MAX_CANDIDATES]
        candidates = tuple(self._transactions[one.transaction] for one in shown)
        return UnclearDocument(document=self._documents[pair.document], candidates=candidates)

    def _match(self, pair: _Pair) -> None:
        document = self._documents[pair.document]
        transaction = self._transactions[pair.transaction]
        self.taken.add(pair.transaction)
        self.found[pair.document] = DocumentMatch(
            document=document, transaction=transaction, name_likeness=pair.name, days=pair.days
        )
        if document.tax_id and pair.name >= ALIKE:
            self._sellers.setdefault(document.tax_id, transaction.merchant)


def _merit(pair: _Pair) -> tuple[float, int, int, int]:
    """Ascending from the best. Of names that are not alike neither name nor day decides."""
    if pair.name < ALIKE:
        return 0.0, 0, pair.document, pair.transaction
    return -round(pair.name, 2), _distance(pair.days), pair.document, pair.transaction


def _distance(days: int) -> int:
    """A charge before the invoice is rarer than one after it."""
    return days if days >= 0 else -2 * days


def _by_amount(
    transactions: Sequence[CardTransaction],
) -> dict[tuple[str | None, int | None], list[tuple[date, int]]]:
    """Days and places by currency and amount, in order of days."""
    found: dict[tuple[str | None, int | None], list[tuple[date, int]]] = defaultdict(list)
    for place, one in enumerate(transactions):
        found[one.currency, one.amount_minor].append((one.day, place))
        if one.original is not None and one.original.amount_minor is not None:
            found[one.original.currency, one.original.amount_minor].append((one.day, place))
    for days in found.values():
        days.sort()
    return found


def _mentions(transaction: CardTransaction, tax_id: str) -> bool:
    if len(tax_id) > _LONGEST_TAX_ID:
        return False
    texts = (transaction.merchant_raw, transaction.description or "", transaction.reference or "")
    return any(fold(tax_id) in fold(text).replace(" ", "") for text in texts)
