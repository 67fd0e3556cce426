"""What a company looks at first: this month, the last one, the year, and what stands out."""

from datetime import date

from msgspec import Struct

from clara.application.analysis.limit_use import Used
from clara.domain.analysis.sheet import Sum
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.totals import Coverage
from clara.domain.cards.card import Card
from clara.domain.period import Period


class Compared(Struct, frozen=True, kw_only=True):
    """One sum this month, in the same days of the last one, and in all of that; refunds are
    negative. Minor units of one currency."""

    so_far: Sum
    before: Sum
    last_month: Sum

    @property
    def change_minor(self) -> int:
        """Against the same days of the last month."""
        return self.so_far.minor - self.before.minor

    @property
    def change_per_mille(self) -> int | None:
        """Rounded to the nearest; None where there is nothing to compare with. Refunds that grew,
        which are negative, grew by a positive share."""
        base = self.before.minor
        if not base:
            return None
        change = self.change_minor if base > 0 else -self.change_minor
        return (2000 * change + abs(base)) // (2 * abs(base))


class InCurrency(Struct, frozen=True, kw_only=True):
    """`spend` is purchases and fees, `refunds` refunds and credits."""

    currency: str
    spend: Compared
    refunds: Compared


class CategoryShare(Struct, frozen=True, kw_only=True):
    """`per_mille` of all that was spent this month, rounded down."""

    category: Category
    held: Sum
    per_mille: int


class MonthSum(Struct, frozen=True, kw_only=True):
    """What was spent in a month, and what came back."""

    period: Period
    spend: Sum
    refunds: Sum


class UnusualCharge(Struct, frozen=True, kw_only=True):
    """A charge far above `usual_minor`, what its merchant usually takes."""

    charge: CardTransaction
    usual_minor: int


class Overview(Struct, frozen=True, kw_only=True):
    """All of one moment. `currency` is that of categories, months and largest charges: of the
    `currencies` with anything in the last twelve months, the one asked for, else the company's.

    `same_days` are the days of the last month that this month has had so far. `near_limit` are the
    fullest first and `locked` the first few; how many there are say `near_limit_count` and
    `locked_count`. `coverage` is this month's; `is_empty` where nothing was ever booked.
    """

    today: date
    period: Period
    same_days: Period
    last_month: Period
    year: Period
    currency: str
    currencies: tuple[str, ...]
    sums: tuple[InCurrency, ...]
    categories: tuple[CategoryShare, ...]
    months: tuple[MonthSum, ...]
    largest: tuple[CardTransaction, ...]
    unusual: tuple[UnusualCharge, ...]
    near_limit: tuple[Used, ...]
    near_limit_count: int
    locked: tuple[Card, ...]
    locked_count: int
    card_count: int
    coverage: Coverage
    is_empty: bool
