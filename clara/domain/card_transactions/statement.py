"""A month on the company's cards, added up every way a reader begins with."""

from msgspec import Struct

from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.totals import Coverage, Summary, Totals


class LargestPurchases(Struct, frozen=True, kw_only=True):
    """The largest AUTHORIZED and POSTED purchases in one currency, of `count` in all. Amounts of
    different currencies are never ranked against one another."""

    currency: str
    count: int
    items: tuple[CardTransaction, ...]


class MonthlyStatement(Struct, frozen=True, kw_only=True):
    """All parts are of one moment: both summaries have these totals and this coverage.

    `largest` are of the company's own currency and then of those used most;
    `currencies_left_out` counts the others, which are in the totals all the same.
    """

    company_id: str
    month: str
    totals: Totals
    by_category: Summary
    by_cardholder: Summary
    largest: tuple[LargestPurchases, ...]
    currencies_left_out: int
    coverage: Coverage
