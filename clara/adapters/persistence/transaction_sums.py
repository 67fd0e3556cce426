"""Exact sums over any filter, taken by the store in one pass, in two dialects.

PostgreSQL hashes groups. SQLite would sort a million rows to group them, unless it walks an index
that has them in order: the grouping indexes do, down to currency and counting. Over a short period
it walks the time index instead, and a filtered sum per known currency stands in for the grouping.
"""

from collections.abc import Iterable, Iterator, Sequence
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
    select,
    true,
)

from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_filter import (
    Shape,
    amount_or_other_currency,
    conditions,
)
from clara.domain.card_transactions.counting import FIRST_SUMMED, Counting
from clara.domain.card_transactions.totals import SummaryKey, Sums
from clara.domain.money import currency_code

MAX_FILTERED_CURRENCIES = 3
"""With more, one sort of all rows costs less than a filter per currency."""

BUCKETED = (SummaryKey.DAY, SummaryKey.MONTH)

Part = tuple[int, int]
"""Rows and minor units."""
_NOTHING: Part = (0, 0)


class GroupSums(NamedTuple):
    """Rows and minor units of one group, per (currency, how they count)."""

    parts: dict[tuple[int, int], Part]

    def sums(self) -> tuple[Sums, ...]:
        """Per currency, of the rows that are summed."""
        parts = self.parts
        numbers = {currency for currency, counting in parts if counting >= FIRST_SUMMED}
        found = []
        for number in sorted(numbers):  # numbers are in the order of their codes
            purchases = parts.get((number, Counting.PURCHASE), _NOTHING)
            refunds = parts.get((number, Counting.REFUND), _NOTHING)
            fees = parts.get((number, Counting.FEE), _NOTHING)
            found.append(
                Sums(
                    currency=currency_code(number),
                    count=purchases[0] + refunds[0] + fees[0],
                    purchases_minor=purchases[1],
                    refunds_minor=refunds[1],
                    fees_minor=fees[1],
                )
            )
        return tuple(found)

    def count(self, counting: Counting) -> int:
        return sum(count for (_, k), (count, _) in self.parts.items() if k == counting)

    def without_other_currencies(self, unit: int) -> "tuple[GroupSums, int]":
        """The parts in `unit` alone, and how many rows the others hold."""
        kept = {place: part for place, part in self.parts.items() if place[0] == unit}
        others = sum(part[0] for place, part in self.parts.items() if place[0] != unit)
        return GroupSums(kept), others

    def add(self, currency: int, counting: int, part: Part) -> None:
        count, minor = self.parts.get((currency, counting), (0, 0))
        self.parts[currency, counting] = (count + part[0], minor + part[1])


class Index(NamedTuple):
    """A grouping index of SQLite: its name, and what leads it before currency and counting."""

    name: str
    lead: tuple[ColumnElement[Any], ...]


_CATEGORY = Index("ix_card_transactions_category", (t.c.category,))
_HOLDER = Index("ix_card_transactions_holder", (t.c.cardholder_number, t.c.card_number))
_INDEXES = {
    None: _CATEGORY,
    SummaryKey.CATEGORY: _CATEGORY,
    SummaryKey.MERCHANT: Index("ix_card_transactions_merchant", (t.c.merchant_number,)),
    SummaryKey.CARDHOLDER: _HOLDER,
    SummaryKey.CARD: _HOLDER,
}


def sums_statement(
    dialect: str,
    shape: Shape,
    by: SummaryKey | None,
    currencies: tuple[int, ...],
    *,
    is_long: bool,
) -> Statement:
    """Sums of a filter, as one group or `by` a key. `is_long`: the period is so much of the data
    that SQLite does better along a grouping index than along time."""
    return _statement(dialect, shape, by, currencies, is_long)


@cache
def _statement(
    dialect: str, shape: Shape, by: SummaryKey | None, currencies: tuple[int, ...], is_long: bool
) -> Statement:
    bucketed = by in BUCKETED
    filtered = dialect == "sqlite" and _is_filtered(by, currencies, is_long)
    measures = _filtered(currencies, _summed(shape)) if filtered else None
    where = [*conditions(shape, period=not bucketed), *amount_or_other_currency(shape)]
    if bucketed:
        along = dialect == "sqlite"
        return Statement(_along_buckets(where, measures) if along else _per_bucket(where))
    if measures is not None:
        return Statement(select(_constant(0), *measures).where(*where))
    return Statement(groups_of_rows(dialect, shape, by, is_long=is_long))


def groups_of_rows(
    dialect: str, shape: Shape, by: SummaryKey | None, *, is_long: bool
) -> Select[Any]:
    """Key, currency, counting, rows and minor units; on SQLite a key may come more than once. `by` is
    no time."""
    where = [*conditions(shape), *amount_or_other_currency(shape)]
    if dialect == "postgresql":
        return _hashed(by, where)
    index = _INDEXES[by]
    if is_long and shape.leading_index:
        # Only the rows that are named are read, and sorted: they are few beside all others.
        index = Index(shape.leading_index, () if by is None else (_key(by),))
    query = (
        select(_key(by).label("key"), *_PLAIN)
        .where(*where)
        .group_by(*index.lead, t.c.currency, t.c.counting)
    )
    return _along(query, index.name) if is_long else query


def parse(
    dialect: str,
    rows: Iterable[Row],
    shape: Shape,
    by: SummaryKey | None,
    currencies: tuple[int, ...],
    *,
    is_long: bool,
) -> dict[int, GroupSums]:
    """What `sums_statement` found, by key."""
    found: dict[int, GroupSums] = {}
    if dialect == "sqlite" and _is_filtered(by, currencies, is_long):
        for row in rows:
            group = found.setdefault(row[0], GroupSums({}))
            for currency, counting, part in _from_filtered(row, currencies, _summed(shape)):
                group.add(currency, counting, part)
        return found
    # Tens of thousands of rows where a company has many merchants: kept to a few steps each.
    for key, currency, counting, count, minor in rows:
        known = found.get(key)
        if known is None:
            known = found[key] = GroupSums({})
        place = (currency, counting)
        if place in known.parts:
            known.add(currency, counting, (count, minor))
        else:
            known.parts[place] = (count, minor)
    return found


def folded(groups: Iterable[GroupSums]) -> GroupSums:
    """All groups as one."""
    whole: dict[tuple[int, int], Part] = {}
    for group in groups:
        for place, (count, minor) in group.parts.items():
            held = whole.get(place)
            whole[place] = (count, minor) if held is None else (held[0] + count, held[1] + minor)
    return GroupSums(whole)


def _is_filtered(by: SummaryKey | None, currencies: tuple[int, ...], is_long: bool) -> bool:
    """Whether SQLite uses a filtered sum per currency instead of grouping by currency."""
    along_time = by in BUCKETED or (by is None and not is_long)
    return along_time and len(currencies) <= MAX_FILTERED_CURRENCIES


_PLAIN: Sequence[ColumnElement[Any]] = (
    t.c.currency,
    t.c.counting,
    func.count().label("rows"),
    cast(func.sum(t.c.amount_minor), BigInteger).label("minor"),
)


def _key(by: SummaryKey | None) -> ColumnElement[Any]:
    columns: dict[SummaryKey | None, ColumnElement[Any]] = {
        None: _constant(0),
        SummaryKey.CATEGORY: t.c.category,
        SummaryKey.MERCHANT: t.c.merchant_number,
        SummaryKey.CARDHOLDER: t.c.cardholder_number,
        SummaryKey.CARD: t.c.card_number,
    }
    return columns[by]


def _hashed(by: SummaryKey | None, where: list[ColumnElement[bool]]) -> Select[Any]:
    key = _key(by)
    groups: list[Any] = [] if by is None else [column("key")]
    query = select(key.label("key"), *_PLAIN).where(*where)
    return query.group_by(*groups, t.c.currency, t.c.counting)


def _per_bucket(where: list[ColumnElement[bool]]) -> Select[Any]:
    """Each bucket's range of the time index by itself, so that nothing is hashed by day."""
    longs = ARRAY(BigInteger)
    ranges = func.unnest(named("los", longs), named("his", longs))
    buckets = ranges.table_valued("lo", "hi", with_ordinality="place").render_derived("buckets")
    inside = (t.c.occurred_at >= buckets.c.lo) & (t.c.occurred_at < buckets.c.hi)
    sums = (
        select(*(measure.label(f"m{n}") for n, measure in enumerate(_PLAIN)))
        .where(*where, inside)
        .group_by(t.c.currency, t.c.counting)
        .lateral("sums")
    )
    place = buckets.c.place - _constant(1)
    return select(place, *sums.c).select_from(buckets.join(sums, true()))


def _summed(shape: Shape) -> frozenset[Counting]:
    """Which kinds are added up: whoever asks for statuses or types wants what those come to."""
    is_asked_for = shape.statuses or shape.types
    return frozenset(k for k in Counting if is_asked_for or k >= FIRST_SUMMED)


def _filtered(currencies: tuple[int, ...], summed: frozenset[Counting]) -> list[ColumnElement[Any]]:
    """Per currency: rows of each kind that is not summed, rows and sums of each that is. A single
    currency needs no comparison of currencies."""
    found: list[ColumnElement[Any]] = []
    for number in currencies:
        same: Any = true() if len(currencies) == 1 else t.c.currency == _constant(number)
        for counting in Counting:
            here = (t.c.counting == _constant(int(counting))) & same
            found.append(func.count().filter(here))
            if counting in summed:
                found.append(func.sum(t.c.amount_minor).filter(here))
    return found


def _from_filtered(
    row: Row, currencies: tuple[int, ...], summed: frozenset[Counting]
) -> Iterator[tuple[int, int, Part]]:
    cells = iter(row[1:])
    for number in currencies:
        for counting in Counting:
            count = next(cells)
            minor = next(cells) if counting in summed else 0
            if count:
                yield number, counting, (count, minor or 0)


def _along_buckets(
    where: list[ColumnElement[bool]], filtered: list[ColumnElement[Any]] | None
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
    measures = _PLAIN if filtered is None else filtered
    groups = [buckets.c.key]
    if filtered is None:
        groups += [t.c.currency, t.c.counting]
    query = select(buckets.c.key, *measures).select_from(buckets).join(t, inside)
    return _along(query.where(*where).group_by(*groups), "ix_card_transactions_time")


def _along(query: Select[Any], index: str) -> Select[Any]:
    return query.with_hint(t, f"INDEXED BY {index}", "sqlite")


def _constant(number: int) -> ColumnElement[int]:
    return literal(number, literal_execute=True)
