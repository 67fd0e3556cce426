"""The first of many groups, and how many there are: of tens of thousands of sums only those leave the
store that an answer shows."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, cast, func, literal, or_, select

from clara.adapters.persistence.analysis_sums import SUMMARY_KEYS, parts_of
from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Row, Statement, any_of, named
from clara.adapters.persistence.tables import merchants
from clara.adapters.persistence.transaction_filter import Shape, shape_of, values_of
from clara.adapters.persistence.transaction_sums import GroupSums, folded, groups_of_rows
from clara.adapters.persistence.transaction_totals import covered, is_long_for, names_of
from clara.application.analysis.ports import First
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.sheet import OTHERS, Group, Sheet
from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.card_transactions.merchant import UNIDENTIFIED
from clara.domain.credentials.actor import Actor

_WHOLE, _HOW_MANY = -1, -2
"""Keys of lines that are no group's: everything, per currency and counting, and the number of groups."""


class _Grouped(NamedTuple):
    """What groups are made of. `is_long`: as `groups_of_rows` takes it."""

    dialect: str
    shape: Shape
    by: Dimension
    is_long: bool


async def leaders_of(
    connection: Connection, actor: Actor, filter: CardTransactionFilter, by: Dimension, first: First
) -> Sheet:
    """Those that lead and those that stand for nobody by name, all others as one."""
    grouped = _grouped(connection, actor, filter, by)
    # One more, so that nobody in particular takes nobody's place.
    statement = _leaders(grouped, first.ascending, first.by_rows)
    values = _values(actor, filter, first.countings) | {"most": first.most + 1}
    found = _added(await connection.rows(statement, **values))
    whole, others = _in_unit(found.pop(_WHOLE, GroupSums({})), grouped, values)
    kept = {key: _in_unit(sums, grouped, values)[0] for key, sums in found.items()}
    _, coverage = await covered(connection, actor, filter, whole, others)
    company = actor.company.company_number
    names = await names_of(connection, company, SUMMARY_KEYS[by], list(kept), ())
    groups = [
        Group(number=number, key=names[number][0], label=names[number][1], parts=parts_of(sums))
        for number, sums in kept.items()
    ]
    rest = parts_of(_without(whole, folded(kept.values())))
    if rest:
        groups.append(Group(number=OTHERS, key="", label="", parts=rest))
    return Sheet(groups=tuple(groups), coverage=coverage)


async def distinct_of(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    by: Dimension,
    countings: Collection[Counting],
) -> tuple[int, Sheet]:
    """How many groups have rows that count so, and everything as one group."""
    grouped = _grouped(connection, actor, filter, by)
    values = _values(actor, filter, countings)
    found = _added(await connection.rows(_distinct(grouped), **values))
    ((number, _),) = found.pop(_HOW_MANY).parts.values()
    whole, others = _in_unit(found.pop(_WHOLE, GroupSums({})), grouped, values)
    _, coverage = await covered(connection, actor, filter, whole, others)
    all_ = Group(number=0, key="", label="", parts=parts_of(whole))
    return number, Sheet(groups=(all_,), coverage=coverage)


def _grouped(
    connection: Connection, actor: Actor, filter: CardTransactionFilter, by: Dimension
) -> _Grouped:
    shape = shape_of(actor, filter)
    is_long = is_long_for(filter, shape, SUMMARY_KEYS[by])
    return _Grouped(connection.dialect, shape, by, is_long)


def _values(
    actor: Actor, filter: CardTransactionFilter, countings: Collection[Counting]
) -> dict[str, Any]:
    meant = {"countings": sorted(map(int, countings)), "unidentified": UNIDENTIFIED}
    return values_of(actor, filter) | meant


def _added(rows: Iterable[Row]) -> dict[int, GroupSums]:
    found: dict[int, GroupSums] = {}
    for key, currency, counting, count, minor in rows:
        found.setdefault(key, GroupSums({})).add(currency, counting, (count, minor))
    return found


def _in_unit(sums: GroupSums, grouped: _Grouped, values: dict[str, Any]) -> tuple[GroupSums, int]:
    """Where amounts are asked for: those in their currency, and how many rows are in others."""
    return sums.without_other_currencies(values["unit"]) if grouped.shape.has_amount else (sums, 0)


def _without(whole: GroupSums, some: GroupSums) -> GroupSums:
    none = (0, 0)
    return GroupSums(
        {
            place: (count - some.parts.get(place, none)[0], minor - some.parts.get(place, none)[1])
            for place, (count, minor) in whole.parts.items()
        }
    )


@cache
def _leaders(grouped: _Grouped, ascending: bool, by_rows: bool) -> Statement:
    """Of those alike in what they are ranked by all or none, so that their names may decide."""
    sums = _sums(grouped)
    size = [func.sum(sums.c.minor), func.sum(sums.c.rows)][by_rows:]
    apart = [] if by_rows else [sums.c.currency]
    order = [one.asc() if ascending else one.desc() for one in size]
    place = func.rank().over(partition_by=apart or None, order_by=order)
    places = (
        select(sums.c.key, place.label("place"))
        .where(*_meant(sums, grouped.shape))
        .group_by(sums.c.key, *apart)
        .subquery("places")
    )
    leading = select(places.c.key).where(places.c.place <= named("most", BigInteger()))
    shown = select(sums).where(or_(sums.c.key.in_(leading), sums.c.key == _nobody(grouped.by)))
    return Statement(_everything(sums).union_all(shown))


@cache
def _distinct(grouped: _Grouped) -> Statement:
    sums = _sums(grouped)
    number = select(
        _constant(_HOW_MANY),
        *map(_constant, (0, 0)),
        func.count(sums.c.key.distinct()),
        _constant(0),
    ).where(*_meant(sums, grouped.shape), sums.c.key != _nobody(grouped.by))
    return Statement(_everything(sums).union_all(number))


def _sums(grouped: _Grouped) -> CTE:
    dialect, shape, by, is_long = grouped
    return groups_of_rows(dialect, shape, SUMMARY_KEYS[by], is_long=is_long).cte("sums")


def _everything(sums: CTE) -> Select[Any]:
    count, minor = (cast(func.sum(one), BigInteger) for one in (sums.c.rows, sums.c.minor))
    whole = select(_constant(_WHOLE), sums.c.currency, sums.c.counting, count, minor)
    return whole.group_by(sums.c.currency, sums.c.counting)


def _meant(sums: CTE, shape: Shape) -> list[ColumnElement[bool]]:
    unit = [sums.c.currency == named("unit")] if shape.has_amount else []
    return [any_of(sums.c.counting, "countings"), *unit]


def _nobody(by: Dimension) -> ColumnElement[int]:
    """The number of whoever stands for nobody in particular; every category is one."""
    if by is Dimension.CATEGORY:
        return _constant(_WHOLE)
    if by is not Dimension.MERCHANT:
        return _constant(0)
    known = select(merchants.c.number).where(
        merchants.c.company_number == named("company"), merchants.c.name == named("unidentified")
    )
    return func.coalesce(known.scalar_subquery(), _constant(_WHOLE))


def _constant(number: int) -> ColumnElement[int]:
    return literal(number, literal_execute=True)
