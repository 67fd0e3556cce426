"""What a measure counts: which types and statuses, and how that is read from sums and lists.

A figure names its types and statuses outright, so that the list of the same filter is its rows.
"""

from msgspec import Struct, structs

from clara.domain.analysis.plan import Dimension, Filters, Measure
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.counting import Counting, counting_of
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.period import Period

T, S = CardTransactionType, CardTransactionStatus

HELD = (S.AUTHORIZED, S.POSTED)
_EVERYTHING = (T.PURCHASE, T.REFUND, T.FEE, T.CREDIT)
_TYPES = {
    Measure.SPEND: (T.PURCHASE, T.FEE),
    Measure.REFUNDS: (T.REFUND, T.CREDIT),
    Measure.FEES: (T.FEE,),
}


class Measured(Struct, frozen=True, kw_only=True):
    """`asked` are the filters that sums are taken over, `countings` which of their parts are meant,
    and `named` the filters that match just those rows."""

    asked: Filters
    named: Filters
    countings: frozenset[Counting]


def measured(filters: Filters, measure: Measure) -> Measured:
    """What `measure` counts of `filters`: authorized and posted rows of its types. Statuses and
    types that a question names take the place of either."""
    named = structs.replace(
        filters,
        statuses=filters.statuses or HELD,
        types=filters.types or _TYPES.get(measure, _EVERYTHING),
    )
    if filters.statuses or filters.types:
        return Measured(asked=named, named=named, countings=frozenset(Counting))
    countings = frozenset(counting_of(kind, S.POSTED) for kind in named.types)
    return Measured(asked=filters, named=named, countings=countings)


def rows_of(filters: Filters, period: Period, currency: str) -> CardTransactionFilter:
    """`filters` as lists take them; amounts without a currency are in `currency`."""
    return CardTransactionFilter(
        period=period,
        amount_currency=filters.amount_currency or currency,
        above_minor=filters.above_minor,
        below_minor=filters.below_minor,
        minimum_minor=filters.minimum_minor,
        maximum_minor=filters.maximum_minor,
        currency=filters.currency,
        categories=filters.categories,
        statuses=filters.statuses,
        types=filters.types,
        merchants=filters.merchants,
        cardholders=filters.cardholders,
        cardholder_ids=filters.cardholder_ids,
        card_ids=filters.card_ids,
    )


def in_full(filters: Filters, currency: str) -> Filters:
    """`filters` with the currency of their amounts said outright; without one it is `currency`."""
    bounds = (
        filters.above_minor,
        filters.below_minor,
        filters.minimum_minor,
        filters.maximum_minor,
    )
    has_amount = any(minor is not None for minor in bounds)
    unit = (filters.amount_currency or currency) if has_amount else None
    return structs.replace(filters, amount_currency=unit)


def narrowed(filters: Filters, by: Dimension | None, *keys: str) -> Filters:
    """`filters` for the groups of these keys only; `by` is no dimension of time."""
    if by is Dimension.CATEGORY:
        return structs.replace(filters, categories=tuple(map(Category, keys)))
    if by is Dimension.CURRENCY:
        (currency,) = keys
        return structs.replace(filters, currency=currency)
    if by is None:
        return filters
    return structs.replace(filters, **{_NARROWED_BY[by]: keys})


_NARROWED_BY = {
    Dimension.MERCHANT: "merchants",
    Dimension.CARDHOLDER: "cardholder_ids",
    Dimension.CARD: "card_ids",
}
