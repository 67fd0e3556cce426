"""Exact sums over any filter, taken by the store in one pass, in two dialects.

PostgreSQL hashes groups. SQLite would sort a million rows to group them, so there each known
currency has its own filtered sums, and a grouping follows an index that its column leads.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    cast,
    column,
    func,
    literal,
    null,
    select,
    true,
)

from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_filter import Shape, amount_conditions, conditions
from clara.domain.card_transactions.counting import FIRST_SUMMED, Counting
from clara.domain.card_transactions.totals import SummaryKey, Sums
from clara.domain.money import currency_code

MAX_FILTERED_CURRENCIES = 3
"""With more, one sort of all rows costs less than a filter per currency."""


class GroupSums(NamedTuple):
    """Rows and minor units of one group, per (currency, how they count)."""

    key: int
    parts: dict[tuple[int, int], tuple[int, int]]

    def sums(self) -> tuple[Sums, ...]:
        currencies = sorted({c for c, counting in self.parts if counting >= FIRST_SUMMED})
        found = []
        for number in currencies:
            parts = {k: self.parts.get((number, k), (0, 0)) for k in Counting}
            count = sum(parts[k][0] for k in Counting if k >= FIRST_SUMMED)
            if count:
                found.append(
                    Sums(
                        currency=currency_code(number),
                        count=count,
                        purchases_minor=parts[Counting.PURCHASE][1],
                        refunds_minor=parts[Counting.REFUND][1],
                        fees_minor=parts[Counting.FEE][1],
                    )
                )
        return tuple(sorted(found, key=lambda sums: sums.currency))

    def count(self, counting: Counting) -> int:
        return sum(n for (_, k), (n, _) in self.parts.items() if k == counting)


_COLUMNS: dict[SummaryKey, Any] = {
    SummaryKey.CATEGORY: t.c.category,
    SummaryKey.MERCHANT: t.c.merchant_number,
    SummaryKey.CARDHOLDER: t.c.cardholder_number,
    SummaryKey.CARD: t.c.card_number,
}
_LEADING = {
    SummaryKey.CATEGORY: "ix_card_transactions_category",
    SummaryKey.MERCHANT: "ix_card_transactions_merchant",
    SummaryKey.CARDHOLDER: "ix_card_transactions_holder",
    SummaryKey.CARD: "ix_card_transactions_holder",
}
BUCKETED = (SummaryKey.DAY, SummaryKey.MONTH)


@cache
def sums_statement(
    dialect: str, shape: Shape, by: SummaryKey | None, currencies: tuple[int, ...], is_long: bool
) -> Statement:
    """Sums of a filter, as one group or `by` a key. `is_long` says that the period is most of the
    data, where SQLite does better along the group's own index than along time."""
    where = [*conditions(shape, period=by not in BUCKETED), *amount_conditions(shape)]
    if by is not None:
        where.append(t.c.counting >= literal(int(FIRST_SUMMED), literal_execute=True))
    if dialect == "postgresql":
        return Statement(_hashed(by, where))
    measures = _filtered(currencies) if _is_filtered(currencies) else _PLAIN
    if by in BUCKETED:
        return Statement(_along_buckets(where, measures))
    key = _COLUMNS[by] if by is not None else literal(0, literal_execute=True)
    lead = [t.c.cardholder_number, key] if by is SummaryKey.CARD else [key] if by else []
    query = select(key, *measures).select_from(t).where(*where)
    if not _is_filtered(currencies):
        lead += [t.c.currency, t.c.counting]
    if by is not None and is_long:
        query = query.with_hint(t, f"INDEXED BY {_LEADING[by]}", "sqlite")
    return Statement(query.group_by(*lead) if lead else query)


def parse(dialect: str, rows: Iterable[Row], currencies: tuple[int, ...]) -> dict[int, GroupSums]:
    """What `sums_statement` found, by key."""
    found: dict[int, GroupSums] = {}
    filtered = dialect == "sqlite" and _is_filtered(currencies)
    for row in rows:
        group = found.setdefault(row[0], GroupSums(row[0], {}))
        parts = _from_filtered(row, currencies) if filtered else {(row[1], row[2]): row[3:5]}
        for place, (count, minor) in parts.items():
            held = group.parts.get(place, (0, 0))
            if count:
                group.parts[place] = (held[0] + int(count), held[1] + int(minor or 0))
    return found


def _is_filtered(currencies: tuple[int, ...]) -> bool:
    return len(currencies) <= MAX_FILTERED_CURRENCIES


_PLAIN: Sequence[ColumnElement[Any]] = (
    t.c.currency,
    t.c.counting,
    func.count(),
    cast(func.sum(t.c.amount_minor), BigInteger),
)


def _hashed(by: SummaryKey | None, where: list[ColumnElement[bool]]) -> Select[Any]:
    if by in BUCKETED:
        bounds = named("bounds", ARRAY(BigInteger))
        key: Any = func.width_bucket(t.c.occurred_at, bounds) - literal(1, literal_execute=True)
        where = [*where, t.c.occurred_at >= named("start"), t.c.occurred_at < named("until")]
    else:
        key = _COLUMNS[by] if by is not None else literal(0, literal_execute=True)
    groups = (
        [t.c.currency, t.c.counting] if by is None else [column("key"), t.c.currency, t.c.counting]
    )
    return select(key.label("key"), *_PLAIN).where(*where).group_by(*groups)


def _filtered(currencies: tuple[int, ...]) -> list[ColumnElement[Any]]:
    """Per currency: rows of each uncounted kind, and rows and sum of each counted kind. A single
    currency needs no comparison of currencies."""
    found: list[ColumnElement[Any]] = []
    for number in currencies:
        same: Any = true() if len(currencies) == 1 else t.c.currency == _constant(number)
        for counting in Counting:
            here = (t.c.counting == _constant(int(counting))) & same
            found.append(func.count().filter(here))
            if counting >= FIRST_SUMMED:
                found.append(func.sum(t.c.amount_minor).filter(here))
    return found or [null()]


def _from_filtered(row: Row, currencies: tuple[int, ...]) -> dict[tuple[int, int], tuple[int, int]]:
    cells = iter(row[1:])
    parts = {}
    for number in currencies:
        for counting in Counting:
            count = next(cells)
            minor = next(cells) if counting >= FIRST_SUMMED else 0
            parts[number, int(counting)] = (count, minor)
    return parts


def _along_buckets(
    where: list[ColumnElement[bool]], measures: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    """Each bucket's range of the time index in turn, in order, so that nothing is sorted."""
    each = func.json_each(named("buckets", Text())).table_valued("key", "value")
    buckets = (
        select(
            each.c.key.label("key"),
            func.json_extract(each.c.value, "$[0]").label("lo"),
            func.json_extract(each.c.value, "$[1]").label("hi"),
        )
        .order_by(each.c.key)
        .subquery("buckets")
    )
    inside = (t.c.occurred_at >= buckets.c.lo) & (t.c.occurred_at < buckets.c.hi)
    groups = [buckets.c.key]
    if measures is _PLAIN:
        groups += [t.c.currency, t.c.counting]
    return (
        select(buckets.c.key, *measures)
        .select_from(buckets)
        .join(t, inside)
        .with_hint(t, "INDEXED BY ix_card_transactions_time", "sqlite")
        .where(*where)
        .group_by(*groups)
    )


def _constant(number: int) -> ColumnElement[int]:
    return literal(number, literal_execute=True)
