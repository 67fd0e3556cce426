"""How a card transaction counts: in which sum, or why in none.

One rule for lists, totals, summaries and exports. The numbers are stored: append only.
"""

from enum import IntEnum

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)


class Counting(IntEnum):
    """The sums take PURCHASE, REFUND and FEE; the others are listed and counted apart."""

    DECLINED = 0
    REVERSED = 1
    PAYMENT = 2
    PURCHASE = 3
    REFUND = 4
    FEE = 5


FIRST_SUMMED = Counting.PURCHASE

_BY_TYPE = {
    CardTransactionType.PURCHASE: Counting.PURCHASE,
    CardTransactionType.REFUND: Counting.REFUND,
    CardTransactionType.CREDIT: Counting.REFUND,
    CardTransactionType.FEE: Counting.FEE,
    CardTransactionType.PAYMENT: Counting.PAYMENT,
}


def counting_of(type: CardTransactionType, status: CardTransactionStatus) -> Counting:
    """DECLINED and REVERSED rows count as such whatever their type; others count by type."""
    if status is CardTransactionStatus.DECLINED:
        return Counting.DECLINED
    if status is CardTransactionStatus.REVERSED:
        return Counting.REVERSED
    return _BY_TYPE[type]
