"""Totals that can be trusted: exact sums per currency, and coverage that proves them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.period import Period


class Sums(Struct, frozen=True, kw_only=True, array_like=True):
    """Exact sums of the AUTHORIZED and POSTED rows of one currency, in minor units.

    `purchases_minor` and `fees_minor` are positive, `refunds_minor` (refunds and credits) negative;
    `net_minor` is their sum. `count` is the number of rows summed.
    """

    currency: str
    count: int
    purchases_minor: int
    refunds_minor: int
    fees_minor: int

    @property
    def net_minor(self) -> int:
        return self.purchases_minor + self.refunds_minor + self.fees_minor


class Totals(Struct, frozen=True, kw_only=True, array_like=True):
    """Of the whole filter, not of the page. `count` is every row listed, summed or not."""

    count: int
    by_currency: tuple[Sums, ...]


class ExclusionReason(StrEnum):
    """Why a matched row is not in the sums; a row counts under the first that holds."""

    OTHER_CURRENCY = "other_currency"
    DECLINED = "declined"
    REVERSED = "reversed"
    PAYMENT = "payment"


class Exclusion(Struct, frozen=True, kw_only=True, array_like=True):
    reason: ExclusionReason
    count: int


class Coverage(Struct, frozen=True, kw_only=True, array_like=True):
    """What an answer rests on: `matched == counted + sum(excluded)`.

    OTHER_CURRENCY rows match every filter but the amount's, which is in another currency: they are
    counted here and not listed. `complete` is False only when groups were left out of a summary.
    """

    period: Period
    matched: int
    counted: int
    excluded: tuple[Exclusion, ...]
    data_as_of: datetime | None
    complete: bool = True


class SummaryKey(StrEnum):
    """What a summary can be grouped by."""

    CATEGORY = "category"
    MERCHANT = "merchant"
    CARDHOLDER = "cardholder"
    CARD = "card"
    MONTH = "month"
    DAY = "day"
    CURRENCY = "currency"


class SummaryGroup(Struct, frozen=True, kw_only=True):
    """One group: a stable key, what to call it, and its sums per currency."""

    key: str
    label: str
    count: int
    by_currency: tuple[Sums, ...]


class Summary(Struct, frozen=True, kw_only=True):
    """Groups by size; `others` sums those past the limit, so that groups + others = totals."""

    group_by: SummaryKey
    groups: tuple[SummaryGroup, ...]
    others: SummaryGroup | None
    totals: Totals
    coverage: Coverage


class CardTransactionList(Struct, frozen=True, kw_only=True):
    """One page, newest first unless sorted otherwise. Totals and coverage are of the whole filter,
    taken in the same snapshot as the first page and carried on by the cursor; `shows_totals` is
    False on later pages that did not ask for them anew."""

    items: tuple[CardTransaction, ...]
    next_cursor: str | None
    totals: Totals
    coverage: Coverage
    shows_totals: bool
