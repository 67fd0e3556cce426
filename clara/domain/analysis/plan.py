"""What a question asks for, as one typed value: everything an analyst may say about the data.

Nothing in a plan is a number of the answer. It is carried out in the store, exactly, and whoever
made it (rules or a language model) never sees the rows.
"""

from enum import StrEnum

from msgspec import Struct

from clara.domain.analysis.assumption import Assumption
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.period import Period


class Intent(StrEnum):
    TOTAL = "total"
    TOP = "top"
    LIST = "list"
    LARGEST = "largest"
    COMPARE = "compare"
    TREND = "trend"
    AVERAGE = "average"
    COUNT = "count"
    SHARE = "share"
    DUPLICATES = "duplicates"
    RECURRING = "recurring"
    UNUSUAL = "unusual"
    CARDS = "cards"
    RECEIPTS = "receipts"
    POLICY = "policy"
    STATEMENT = "statement"
    """What attached files say beside what we hold."""


class Measure(StrEnum):
    """What is added up or counted. SPEND is purchases and fees; refunds are always shown apart."""

    SPEND = "spend"
    REFUNDS = "refunds"
    FEES = "fees"
    NET = "net"
    TRANSACTIONS = "transactions"
    MERCHANTS = "merchants"
    CARDS = "cards"
    CARDHOLDERS = "cardholders"


class Dimension(StrEnum):
    CATEGORY = "category"
    MERCHANT = "merchant"
    CARDHOLDER = "cardholder"
    CARD = "card"
    CURRENCY = "currency"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def is_time(self) -> bool:
        return self in (Dimension.DAY, Dimension.WEEK, Dimension.MONTH)


class CardQuestion(StrEnum):
    """What is asked about cards themselves."""

    NEAR_LIMIT = "near_limit"
    OVER_LIMIT = "over_limit"
    LOCKED = "locked"
    UNUSED = "unused"


class PolicyQuestion(StrEnum):
    WEEKEND = "weekend"
    CASH = "cash"
    SPLIT = "split"
    """Charges of one card at one merchant within two days, none above the card's limit, that are
    above it together."""
    NEW_MERCHANT = "new_merchant"


class AttachmentQuestion(StrEnum):
    """What is asked about attached files: receipts and invoices first, then statements."""

    MATCH = "match"
    MISSING = "missing"
    """Purchases that no attached receipt or invoice belongs to."""
    UNMATCHED = "unmatched"
    """Receipts and invoices that belong to no card transaction."""
    RECONCILE = "reconcile"
    ONLY_THERE = "only_there"
    """Movements of a statement that are not held here."""
    ONLY_HERE = "only_here"
    """Card transactions that a statement does not have."""
    DIFFERING = "differing"
    SUMMARY = "summary"


class Filters(Struct, frozen=True, kw_only=True):
    """Which rows, besides the period. Names are exact ones of the company's: an analyst has matched
    what was written; `cardholder_ids` tell namesakes apart. `currency` None is every currency, each
    by itself; amounts are minor units of `amount_currency`, `above` and `below` strict, the others
    inclusive."""

    merchants: tuple[str, ...] = ()
    cardholders: tuple[str, ...] = ()
    cardholder_ids: tuple[str, ...] = ()
    card_ids: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    statuses: tuple[CardTransactionStatus, ...] = ()
    types: tuple[CardTransactionType, ...] = ()
    currency: str | None = None
    amount_currency: str | None = None
    above_minor: int | None = None
    below_minor: int | None = None
    minimum_minor: int | None = None
    maximum_minor: int | None = None


class QueryPlan(Struct, frozen=True, kw_only=True):
    """`period` is absolute, with the words it came from as its label; `compare_with` the other
    period of a comparison. `limit` is how many groups or rows are shown. `ascending` asks for the
    smallest first."""

    intent: Intent
    measure: Measure = Measure.SPEND
    dimension: Dimension | None = None
    period: Period
    compare_with: Period | None = None
    filters: Filters = Filters()
    limit: int = 5
    ascending: bool = False
    cards: CardQuestion | None = None
    policy: PolicyQuestion | None = None
    attachments: AttachmentQuestion | None = None
    assumptions: tuple[Assumption, ...] = ()
